import { broadcast } from '../primitives/broadcast.js'
import type { Shape } from '../shape/dim.js'
import type { DType } from '../shape/dtype.js'
import { type Fit, orThrow, type ShapeOf } from '../shape/sentence.js'
import type { Dims } from '../shape/size-list.js'
import { onesBefore, type Tile, tileShape } from '../shape/tile.js'
import * as check from '../tensor/check.js'
import type { AnyTensor, Tensor } from '../tensor/tensor.js'
import { laidOut } from './reshape.js'

/**
 * `x` laid `times[i]` times side by side along axis `i`, counted from the back: a longer list adds axes in front, for a shorter one the leading axes
 * stay, as in NumPy. The size of an axis is multiplied by its number of times.
 *
 * @throws ShapeMismatch if a number of times is not whole, or negative
 * @example tile(tensor([[1, 2]]), [2, 2]) // [[1, 2, 1, 2], [1, 2, 1, 2]]
 *
 * @category Shape and place
 */
export function tile<S extends Shape, D extends DType, const T extends readonly number[]>(
  x: Tensor<S, D>,
  times: Fit<Tile<S, Dims<T>>, T>,
): Tensor<ShapeOf<Tile<S, Dims<T>>>, D>
export function tile(x: AnyTensor, times: readonly number[]): AnyTensor {
  check.tensor('tile', 'x', x)
  check.numbers('tile', 'times', times, 'a list of numbers, as in [2, 1]')
  const shape = orThrow(tileShape(x.type.shape, times))
  if (times.every((count) => count === 1)) return laidOut(x, shape)
  const sizes = onesBefore(x.type.shape, times)
  const counts = onesBefore(times, x.type.shape)
  // In front of each axis a new one for its repetitions, with which it is joined.
  const apart = sizes.flatMap((size, axis) => [...counts.slice(axis, axis + 1), size])
  const added = sizes.map((_, axis) => 2 * axis)
  return laidOut(broadcast(laidOut(x, sizes), apart, added), shape)
}
