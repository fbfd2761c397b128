import type { Buffer, Executable } from '../backends/backend.js'
import { NotFinite } from '../errors.js'
import { stack } from '../ops/stack.js'
import { interpret } from '../program/interpret.js'
import { Body } from '../program/print.js'
import { item, type Program } from '../program/program.js'
import { showType } from '../shape/dtype.js'
import { applyAll } from '../tensor/apply.js'
import { originHere } from '../tensor/origin.js'
import type { Apply } from '../tensor/primitive.js'
import { type Origin, recordOrigins, showOrigin } from '../tensor/recorded.js'
import { scope } from '../tensor/scope.js'
import { type AnyTensor, isFloating } from '../tensor/tensor.js'
import { checkBy } from './checker.js'
import type { BackendDevice } from './device.js'
import { appliedInside, countsOf, hasInside, type Inside, type Made, originOf } from './nan-inside.js'

/** Switches `debug.nanCheck`. */
export const checkForNaN = (on: boolean): void => {
  checkBy({ checked, verdictOf }, on)
  recordOrigins(on ? originHere : undefined)
}

/** What is yet to be found of the program that filled a buffer. */
type Verdict = Promise<Error | undefined>

const verdicts = new WeakMap<Buffer, Verdict>()

const verdictOf = async (buffer: Buffer): Verdict => verdicts.get(buffer)

/** How many elements are NaN, and how many infinite. */
interface Counted {
  readonly nans: number
  readonly infinities: number
}

/** For each tensor of floats how many of its elements are NaN, and how many infinite: two `i32`, yet to be read. */
type Counts = Map<AnyTensor, AnyTensor>

const countOf = (x: AnyTensor): AnyTensor =>
  scope(() => {
    const { nans, infinities } = countsOf(x)
    return stack([nans, infinities], 0)
  })

/** An application that ran, and what to look at. */
interface Ran {
  readonly operation: string
  readonly at: Origin | undefined
  readonly operands: readonly AnyTensor[]
  readonly results: readonly AnyTensor[]
  /** Of a loop or a `cond`, which looked into itself. */
  readonly inside: Inside | undefined
}

const describe = ({ nans, infinities }: Counted): string =>
  [...(nans > 0 ? [`${nans} NaN`] : []), ...(infinities > 0 ? [`${infinities} ${infinities === 1 ? 'infinity' : 'infinities'}`] : [])].join(
    ' and ',
  )

/** ` in step 2 of 3 of a loop in step 17 of 100 of a loop`, the innermost first. */
const showSteps = (steps: Made['steps']): string =>
  [...steps]
    .reverse()
    .reduce((text, { number, of, reverse }) => `${text} in step ${number} of ${of} of a loop${reverse ? ' run backwards' : ''}`, '')

const notFinite = (made: Made): NotFinite => {
  const { operation, type, at, nans, infinities, steps } = made
  const where = at === undefined ? '' : `,${showOrigin(at)}`
  const message = `nanCheck: ${operation} makes ${describe(made)} of ${showType(type)}${showSteps(steps)}${where}`
  const numbers = steps.map(({ number }) => number)
  return new NotFinite(message, operation, type.shape, type.dtype, nans, infinities, at, numbers)
}

/** What an operation made that its operands do not explain: NaN of no NaN, infinities of finite numbers. */
const madeBy = ({ operation, at, operands, results }: Ran, counted: ReadonlyMap<AnyTensor, Counted>): Made | undefined => {
  // A constant is meant.
  if (operands.length === 0) return
  const given = operands.flatMap((operand) => counted.get(operand) ?? [])
  const passes = { nans: given.some(({ nans }) => nans > 0), infinities: given.some((of) => of.nans + of.infinities > 0) }
  for (const result of results) {
    const found = counted.get(result) ?? { nans: 0, infinities: 0 }
    const made = { nans: passes.nans ? 0 : found.nans, infinities: passes.infinities ? 0 : found.infinities }
    if (made.nans + made.infinities > 0) return { operation, at, type: result.type, ...made, steps: [] }
  }
  return undefined
}

const mapOf = async <K, V>(entries: readonly Promise<readonly [K, V]>[]): Promise<Map<K, V>> => new Map(await Promise.all(entries))

/** The first thing that went wrong: before this program, or in it, or in looking. */
const judge = async (device: BackendDevice, before: readonly Verdict[], all: readonly Ran[], counts: Counts): Verdict => {
  try {
    const reads = [...counts].map(async ([tensor, count]) => {
      const [nans = 0, infinities = 0] = await device.read(count)
      count.dispose()
      return [tensor, { nans, infinities }] as const
    })
    const looks = all.map(async (ran) => {
      const made = ran.inside?.read(await device.read(ran.inside.found))
      ran.inside?.found.dispose()
      return [ran, made] as const
    })
    const [counted, inside] = await Promise.all([mapOf(reads), mapOf(looks)])
    for (const verdict of before) {
      const error = await verdict
      if (error) return error
    }
    for (const ran of all) {
      const made = ran.inside ? inside.get(ran) : madeBy(ran, counted)
      if (made) return notFinite(made)
    }
    return undefined
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error))
  }
}

/**
 * The program, to be run equation by equation, each a program of its own, so that each result can be looked at. What is found is the
 * verdict on every buffer of the results.
 */
const checked = (device: BackendDevice, program: Program, donated: readonly number[]): Executable => ({
  run: (inputs) => {
    const given = program.inputs.map(({ type }, i) => device.tensorOf(type, item(inputs, i)))
    const made: AnyTensor[] = []
    const all: Ran[] = []
    const counts: Counts = new Map()
    const ran = (tensors: readonly AnyTensor[], inside?: Inside): void => {
      const floats = tensors.filter((tensor) => isFloating(tensor) && !counts.has(tensor))
      const counting = floats.map((tensor) => [tensor, countOf(tensor)] as const)
      const found = inside ? [inside.found] : []
      device.runPending([...tensors, ...found, ...counting.map(([, count]) => count)], (each) => device.ready(each))
      for (const [tensor, count] of counting) counts.set(tensor, count)
    }
    const each: Apply = (primitive, operands, params) => {
      // What is computed in parts is looked at in parts.
      if (params.body instanceof Body) return interpret(params.body.program, operands, each)
      const inside = hasInside(params) ? scope(() => appliedInside(primitive, operands, params)) : undefined
      const results = inside?.results ?? applyAll(primitive, operands, params)
      const at = results[0] && originOf(results[0])
      made.push(...results)
      ran(results, inside)
      all.push({ operation: primitive.name, at, operands, results, inside })
      return results
    }
    try {
      ran(given)
      const outputs = interpret(program, given, each)
      // Each result owns its memory, also one that is handed through or returned twice.
      const results = device.copiesOf(outputs, 'nanCheck')
      const before = inputs.flatMap((buffer) => verdicts.get(buffer) ?? [])
      const verdict = judge(device, before, all, counts)
      for (const result of results) verdicts.set(result, verdict)
      for (const index of donated) item(inputs, index).release()
      return results
    } finally {
      for (const tensor of made) tensor.dispose()
      // Their memory is the caller's.
      for (const tensor of given) device.forfeit(tensor, 'was given to nanCheck')
    }
  },
  release: () => {},
})
