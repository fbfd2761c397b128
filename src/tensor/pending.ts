import { currentDevice } from './device.js'
import { type AnyTensor, type Node, operandsOf } from './tensor.js'

/*
 * Nothing runs until a value is asked for, but not without bounds: a loop that never asks would pile up work and keep every tensor that it has met.
 */

/** So many pending applications are run on the spot: compiling more at once takes long, and a loop's turns come to be one program, compiled once. */
const mostApplications = 256
/** So many bytes of values that only wait to be read are let go the same way. */
const mostBytes = 2 ** 27
/** Counting takes time in proportion to what is counted, so it is done every so many links of a chain. */
const stride = 16

let building = 0

/** What a function applies is counted once all of it is there: what its parts share is known then. */
export const inOneGo = (build: () => AnyTensor[]): AnyTensor[] => {
  building++
  let results: AnyTensor[]
  try {
    results = build()
  } finally {
    building--
  }
  // What depends on an argument of a function being traced has no value, whatever stands beside it.
  const concrete = results.filter(({ traced }) => !traced)
  if (concrete.some(({ depth }) => depth >= stride)) runIfTooMuch(concrete)
  return results
}

/** Runs new results, without waiting, where too much has piled up behind them. */
export const bound = (results: readonly AnyTensor[]): void => {
  const [result] = results
  if (building === 0 && result && !result.traced && result.depth % stride === 0) runIfTooMuch(results)
}

const runIfTooMuch = (results: readonly AnyTensor[]): void => {
  const device = currentDevice()
  if (device && isTooMuch(results)) device.realise(results)
}

const isTooMuch = (results: readonly AnyTensor[]): boolean => {
  const met = new Set<Node>()
  const stack = [...results]
  let [applications, bytes] = [0, 0]
  for (let tensor = stack.pop(); tensor; tensor = stack.pop()) {
    if (met.has(tensor.node)) continue
    met.add(tensor.node)
    const { source } = tensor
    if (source.kind === 'application') {
      applications++
      stack.push(...operandsOf(source.application))
    } else bytes += 4 * tensor.size
    if (applications > mostApplications || bytes > mostBytes) return true
  }
  return false
}
