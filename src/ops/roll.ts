import { concat } from '../primitives/concat.js'
import type { HasAxis } from '../shape/axis.js'
import type { AxisOr, FitAxis, NeededAxis } from '../shape/axis-option.js'
import type { Shape } from '../shape/dim.js'
import type { DType } from '../shape/dtype.js'
import { rolledAxis, type ShiftFault } from '../shape/roll.js'
import { type Fit, orThrow, type ShapeOf } from '../shape/sentence.js'
import * as check from '../tensor/check.js'
import type { AnyTensor, Tensor } from '../tensor/tensor.js'
import { axisNeeded } from './axis-argument.js'
import { between } from './slice.js'

/**
 * The elements `shift` places further along an axis, towards the front if it is negative; what passes one end comes in at the other:
 * `y[i] = x[(i - shift) mod size]`. The shape stays. The axis must be named: NumPy, given none, rolls the array as if it were flat.
 *
 * @throws ShapeMismatch if there is no such axis, or the shift is not whole
 * @example roll(tensor([1, 2, 3, 4]), 1, 0) // [4, 1, 2, 3]
 *
 * @category Shape and place
 */
export function roll<S extends Shape, D extends DType, N extends number, const W extends NeededAxis>(
  x: Tensor<S, D>,
  shift: Fit<ShiftFault<N>, N>,
  axis: FitAxis<HasAxis<'roll', S, AxisOr<W>>, W>,
): Tensor<ShapeOf<HasAxis<'roll', S, AxisOr<W>>>, D>
export function roll(x: AnyTensor, shift: number, given: NeededAxis): AnyTensor {
  check.tensor('roll', 'x', x)
  check.number('roll', 'the shift', shift)
  const axis = axisNeeded('roll', given)
  const along = orThrow(rolledAxis(x.type.shape, shift, axis))
  const size = x.type.shape[along] ?? 0
  const cut = size === 0 ? 0 : ((-shift % size) + size) % size
  return cut === 0 ? x : concat([between(x, along, cut, size), between(x, along, 0, cut)], along)
}
