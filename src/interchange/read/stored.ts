import type { Fail } from './fault.js'
import { sizeOf } from './known.js'

/** No axis and no tensor has more elements. */
export const mostElements = 2 ** 31 - 1

/** No tensor has more axes. */
export const mostAxes = 16

/**
 * Sizes as a file says them, which are compared with its bytes before anything is allocated.
 *
 * @throws InvalidArgument if they are those of no tensor
 */
export const demandSizes = (fail: Fail, what: string, sizes: readonly number[]): void => {
  const text = `[${sizes.slice(0, mostAxes).join(', ')}${sizes.length > mostAxes ? ', ...' : ''}]`
  if (sizes.length > mostAxes) fail(`${what} has ${sizes.length} dimensions, ${text}; ${mostAxes} are the most`)
  if (sizes.some((size) => size < 0)) fail(`${what} has the sizes ${text}; none is negative`)
  if (sizes.some((size) => size > mostElements) || sizeOf(sizes) > mostElements)
    fail(`${what} has the sizes ${text}; more than ${mostElements} elements are no tensor`)
}

/** Whether the path of a file leads away from the folder of the model. */
export const leadsAway = (path: string): boolean => /^[/\\]|^[a-z]+:|(^|[/\\])\.\.([/\\]|$)/i.test(path)

const isLittleEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1

/** Elements from bytes that lie as they do in memory here are a copy; others are read one by one. */
export const elementsIn = <T extends Float32Array | Float64Array | Int32Array>(
  raw: Uint8Array,
  data: T,
  asInMemory: boolean,
  element: (view: DataView, i: number) => number,
): T => {
  if (asInMemory && isLittleEndian) {
    new Uint8Array(data.buffer).set(raw)
    return data
  }
  const view = new DataView(raw.buffer, raw.byteOffset, raw.length)
  for (let i = 0; i < data.length; i++) data[i] = element(view, i)
  return data
}
