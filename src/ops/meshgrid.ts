import { broadcast } from '../primitives/broadcast.js'
import { type Coordinates, type Grid, gridShape, type Indexing } from '../shape/meshgrid.js'
import { orThrow, type ShapeOf } from '../shape/sentence.js'
import * as check from '../tensor/check.js'
import type { AnyTensor, DTypeIn, ShapeIn, Tensor } from '../tensor/tensor.js'

type Shapes<T extends readonly unknown[]> = { readonly [K in keyof T]: ShapeIn<T[K]> }

/** The list with the sentence in the place of the first that is no vector. */
type CheckList<
  T extends readonly unknown[],
  Rest extends readonly unknown[] = T,
  Passed extends readonly unknown[] = [],
> = Rest extends readonly [infer First, ...infer More]
  ? Coordinates<ShapeIn<First>> extends infer Says extends string
    ? [...Passed, Says, ...More]
    : CheckList<T, More, [...Passed, First]>
  : T

type Grids<T extends readonly unknown[], I extends Indexing> =
  Grid<Shapes<T>, I> extends infer S ? { -readonly [K in keyof T]: Tensor<ShapeOf<S>, DTypeIn<T[K]>> } : never

/**
 * For each of some vectors of coordinates a tensor with an axis for each of them, along which it runs and the others stay: the coordinates of a grid. As NumPy has
 * it the first vector runs along the columns, `[y, x, ...]`, for images, which are rows of pixels; with the indexing `'ij'` along the first axis, `[x, y, ...]`.
 *
 * @throws ShapeMismatch if one is not a vector; InvalidArgument if there is no such indexing
 * @example const [x, y] = meshgrid([arange(3), arange(2)]) // [[0, 1, 2], [0, 1, 2]] and [[0, 0, 0], [1, 1, 1]]
 *
 * @category Tensors
 */
export function meshgrid<const T extends readonly AnyTensor[], const I extends Indexing = 'xy'>(
  list: CheckList<T> extends T ? T : CheckList<T>,
  options?: { readonly indexing?: I },
): Grids<T, I>
export function meshgrid(list: readonly AnyTensor[], options?: { readonly indexing?: Indexing }): AnyTensor[] {
  check.tensors('meshgrid', list)
  const { indexing = 'xy' } = check.options('meshgrid', 'list', options, ['indexing'])
  if (indexing !== 'xy' && indexing !== 'ij') check.refuse('meshgrid', 'the indexing', "'xy' or 'ij'", indexing)
  const shape = orThrow(
    gridShape(
      list.map(({ type }) => type.shape),
      indexing,
    ),
  )
  return list.map((x, i) => {
    const axis = indexing === 'xy' && list.length > 1 && i < 2 ? 1 - i : i
    return broadcast(
      x,
      shape,
      shape.flatMap((_, at) => (at === axis ? [] : [at])),
    )
  })
}
