import { ShapeMismatch } from '../errors.js'
import type { Fit } from '../shape/sentence.js'
import { type Difference, type Unlike, unlike } from './difference.js'
import type { AnyTensor } from './tensor.js'
import { filled, leaves, type Opaque, paths, structure, type Tree } from './tree.js'

/** The sentence if a tree, one of `Rest`, has not the first one's structure. */
type Uneven<Op extends string, First, Rest, I> = I extends keyof Rest ? Differing<Op, I, Unlike<First, Rest[I], '', 'structures'>> : never

type Differing<Op extends string, I, Found> =
  Found extends Difference<infer Path, infer One, infer Other>
    ? `tree.${Op}: tree ${After<I>}${Path} is ${Other}, in the first it is ${One}; they must have one structure`
    : never

/** The number of the tree after so many others. (Of a list of trees whose length is not known: `?`.) */
type After<I> = I extends `${infer N extends number}` ? [1, 2, 3, 4, 5, 6, 7, 8][N] : '?'

/** The trees, or the sentence in the place of one. */
type Even<Op extends string, First, Rest extends readonly Tree[]> = { [I in keyof Rest]: Fit<Uneven<Op, First, Rest, I>, Rest[I]> }

/** The tree with `R` in the place of its tensors; of a tensor for each it is taken to be as it was. */
export type Mapped<T, R> = [R] extends [AnyTensor] ? T : Replaced<T, R>

/** The tree with `R` in the place of its tensors. */
type Replaced<T, R> = T extends AnyTensor
  ? R
  : T extends Opaque
    ? T
    : T extends object
      ? { -readonly [K in keyof T]: Replaced<T[K], R> }
      : T

type EachLeaf = (path: string, all: readonly AnyTensor[]) => unknown

const mapped = (op: string, f: EachLeaf, tree: Tree, rest: readonly Tree[]): Tree => {
  rest.forEach((other, i) => {
    const found = unlike(tree, other, '', 'structures')
    if (found)
      throw new ShapeMismatch(
        `tree.${op}: tree ${i + 1}${found.path} is ${found.other}, in the first it is ${found.one}; they must have one structure`,
      )
  })
  const others = rest.map((other) => leaves(other))
  const places = paths(tree)
  const results = leaves(tree).map((leaf, i) => f(places[i] ?? '', [leaf, ...others.map((other) => at(other, i))]))
  return filled(structure(tree), results)
}

/**
 * Applies a function leaf by leaf to one tree, or to several of one structure. What it gives stands in the place of the leaf: a tensor, or anything else.
 *
 * @throws ShapeMismatch if their structures differ
 * @example tree.map((p, g) => sub(p, mul(g, 0.1)), params, gradients)
 * @example tree.map((p) => p.size, params) // { kernel: 7840, bias: 10 }
 */
export function map<T extends Tree, Rest extends readonly Tree[], R = AnyTensor>(
  f: (...leaves: AnyTensor[]) => R,
  tree: T,
  ...rest: Even<'map', T, Rest>
): Mapped<T, R>
export function map(f: (...leaves: AnyTensor[]) => unknown, tree: Tree, ...rest: readonly Tree[]): Tree {
  return mapped('map', (_, all) => f(...all), tree, rest)
}

/**
 * As `tree.map`, of a function that is told where the leaf stands as well, as `tree.paths` writes it.
 *
 * @throws ShapeMismatch if their structures differ
 * @example tree.mapWithPath((path, p) => (path.endsWith('.bias') ? p : mul(p, 0.99)), params)
 */
export function mapWithPath<T extends Tree, Rest extends readonly Tree[], R = AnyTensor>(
  f: (path: string, ...leaves: AnyTensor[]) => R,
  tree: T,
  ...rest: Even<'mapWithPath', T, Rest>
): Mapped<T, R>
export function mapWithPath(f: (path: string, ...leaves: AnyTensor[]) => unknown, tree: Tree, ...rest: readonly Tree[]): Tree {
  return mapped('mapWithPath', (path, all) => f(path, ...all), tree, rest)
}

const at = (list: readonly AnyTensor[], i: number): AnyTensor => {
  const item = list[i]
  if (item === undefined) throw new RangeError(`tree.map: no leaf ${i}`)
  return item
}
