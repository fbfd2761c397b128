import { ShapeMismatch } from '../errors.js'
import type { Fit } from '../shape/sentence.js'
import { type Difference, type Unlike, unlike } from './difference.js'
import type { AnyTensor } from './tensor.js'
import { leaves, structure, type Tree, unflatten } from './tree.js'

/** The sentence if a tree, one of `Rest`, has not the first one's structure. */
type Uneven<First, Rest, I> = I extends keyof Rest ? Differing<I, Unlike<First, Rest[I], '', 'structures'>> : never

type Differing<I, Found> =
  Found extends Difference<infer Path, infer One, infer Other>
    ? `tree.map: tree ${After<I>}${Path} is ${Other}, in the first it is ${One}; they must have one structure`
    : never

/** The number of the tree after so many others. (Of a list of trees whose length is not known: `?`.) */
type After<I> = I extends `${infer N extends number}` ? [1, 2, 3, 4, 5, 6, 7, 8][N] : '?'

/** The trees, or the sentence in the place of one. */
type Even<First, Rest extends readonly Tree[]> = { [I in keyof Rest]: Fit<Uneven<First, Rest, I>, Rest[I]> }

/**
 * Applies a function leaf by leaf to one tree, or to several of one structure.
 *
 * @throws ShapeMismatch if their structures differ
 * @example tree.map((p, g) => sub(p, mul(g, 0.1)), params, gradients)
 */
export function map<T extends Tree, Rest extends readonly Tree[]>(
  f: (...leaves: AnyTensor[]) => AnyTensor,
  tree: T,
  ...rest: Even<T, Rest>
): T
export function map(f: (...leaves: AnyTensor[]) => AnyTensor, tree: Tree, ...rest: readonly Tree[]): Tree {
  rest.forEach((other, i) => {
    const found = unlike(tree, other, '', 'structures')
    if (found)
      throw new ShapeMismatch(
        `tree.map: tree ${i + 1}${found.path} is ${found.other}, in the first it is ${found.one}; they must have one structure`,
      )
  })
  const others = rest.map((other) => leaves(other))
  const mapped = leaves(tree).map((leaf, i) => f(leaf, ...others.map((other) => at(other, i))))
  return unflatten(structure(tree), mapped)
}

const at = (list: readonly AnyTensor[], i: number): AnyTensor => {
  const item = list[i]
  if (item === undefined) throw new RangeError(`tree.map: no leaf ${i}`)
  return item
}
