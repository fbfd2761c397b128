import { slice as sliced } from '../primitives/slice.js'
import type { Shape } from '../shape/dim.js'
import type { DType } from '../shape/dtype.js'
import { orThrow, type ShapeOf } from '../shape/sentence.js'
import { type CheckRanges, type Range, resolveSlice, type Slice, sliceShape } from '../shape/slice.js'
import * as check from '../tensor/check.js'
import type { AnyTensor, Tensor } from '../tensor/tensor.js'
import { laidOut } from './reshape.js'

/** The elements from `start` to before `stop` along one axis. */
export const between = (x: AnyTensor, axis: number, start: number, stop: number): AnyTensor => {
  const { shape } = x.type
  return sliced(
    x,
    shape.map((_, at) => (at === axis ? start : 0)),
    shape.map((size, at) => (at === axis ? stop : size)),
    shape.map(() => 1),
  )
}

const wanted = 'an index, [start, stop], [start, stop, step] or null'

const demandRange = (range: Range): void => {
  if (range === null || typeof range === 'number') return
  if (!Array.isArray(range) || range.length < 2 || range.length > 3) check.refuse('slice', 'a range', wanted, range)
  const [start, stop, step = 1]: readonly unknown[] = range
  check.number('slice', 'the start of a range', start)
  if (stop !== null) check.number('slice', 'the stop of a range', stop)
  check.number('slice', 'the step of a range', step)
}

/**
 * A part of `x`, a range for each axis from the first: the index of one element, and the axis is dropped; `[start, stop]` or `[start, stop, step]`, where
 * `stop` may be null for the end; or null, all of the axis. Negative positions count from the end; what reaches past the ends is cut, as in NumPy.
 *
 * @throws ShapeMismatch if there are more ranges than axes, an index is out of range, or a step is below 1
 * @example slice(tensor([[1, 2, 3], [4, 5, 6]]), 0, [1, null]) // [2, 3]
 *
 * @category Shape and place
 */
export function slice<S extends Shape, D extends DType, const R extends readonly Range[]>(
  x: Tensor<S, D>,
  ...ranges: CheckRanges<S, R> extends R ? R : CheckRanges<S, R>
): Tensor<ShapeOf<Slice<S, R>>, D>
export function slice(x: AnyTensor, ...ranges: readonly Range[]): AnyTensor {
  check.tensor('slice', 'x', x)
  for (const range of ranges) demandRange(range)
  const shape = orThrow(sliceShape(x.type.shape, ranges))
  const axes = orThrow(resolveSlice(x.type.shape, ranges))
  const part = sliced(
    x,
    axes.map(({ start }) => start),
    axes.map(({ stop }) => stop),
    axes.map(({ step }) => step),
  )
  return laidOut(part, shape)
}
