import { type AnyTensor, astype, DTypeMismatch, tree } from '../src/index.js'

/*
 * A layer computes in the dtype of its parameters: where they are f16, what it is given becomes f16, and so on from layer to layer. What would lose too many digits is
 * computed in f32 all the same.
 */

const convert =
  (from: 'f16' | 'f32', to: 'f16' | 'f32') =>
  <T>(value: T): T =>
    tree.map((x: AnyTensor) => (x.dtype === from ? astype(x, to) : x), value)

/** All that is f16 as f32. */
export const widened = convert('f16', 'f32')

/** All that is f32 as f16. */
export const narrowed = convert('f32', 'f16')

/** Whether some of it is f16. */
const isHalf = (value: unknown): boolean => tree.leaves(value).some(({ dtype }) => dtype === 'f16')

/** What a layer of such parameters is given. */
export const inDTypeOf = <T>(params: unknown, x: T): T => (isHalf(params) ? narrowed(x) : x)

/** What was computed in f32, for whoever gave f16. */
export const narrowedLike = <T>(given: unknown, y: T): T => (isHalf(given) ? narrowed(y) : y)

/** Errors that say already in which layer they are. */
const placed = new WeakSet<DTypeMismatch>()

/**
 * What a layer gives. If dtypes do not go together in it, the error also names the layer, and where the input is f16, says that mixed precision made it so.
 *
 * @throws DTypeMismatch
 */
export const inLayer = <T>(name: string, given: unknown, f: () => T): T => {
  try {
    return f()
  } catch (error) {
    if (error instanceof DTypeMismatch && !placed.has(error) && !error.message.startsWith(name)) {
      placed.add(error)
      const half = isHalf(given) ? ', which mixed precision gives f16; a layer of your own whose rules say wide: true is given f32' : ''
      error.locate(`, in the layer ${name}${half}`)
    }
    throw error
  }
}
