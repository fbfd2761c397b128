import { type AnyTensor, astype, tree } from '../src/index.js'

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
