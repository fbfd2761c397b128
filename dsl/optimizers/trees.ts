import { type AnyTensor, type Tensor, type Tree, tree, where } from '../../src/index.js'

/* Trees of one structure, leaf by leaf; the result has the type of the first. */

/** @throws ShapeMismatch if their structures differ */
export const zip = <T>(f: (...leaves: AnyTensor[]) => AnyTensor, first: T, ...rest: readonly Tree[]): T => tree.map(f, first, ...rest)

/** One of two trees, as a value says that is not known before it runs. */
export const choose = <T>(first: Tensor<[], 'bool'>, one: T, other: T): T => zip((a, b = a) => where(first, a, b), one, other)
