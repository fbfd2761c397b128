import { ShapeMismatch } from '../errors.js'
import { broadcast } from '../primitives/broadcast.js'
import type { FitAxis, NeededAxis } from '../shape/axis-option.js'
import type { Shape } from '../shape/dim.js'
import type { DType } from '../shape/dtype.js'
import { type AxisSizes, planEinops } from '../shape/einops.js'
import type { FaultAt } from '../shape/fault.js'
import { needsAxis, needsNames, type Repeat, repetition } from '../shape/repeat.js'
import { type Fit, type Given, orThrow, type ShapeOf } from '../shape/sentence.js'
import type { Unbound } from '../shape/unify.js'
import * as check from '../tensor/check.js'
import type { AnyTensor, Tensor } from '../tensor/tensor.js'
import { axisNeeded } from './axis-argument.js'
import { carryOut, demandPattern } from './einops.js'
import { laidOut } from './reshape.js'

/**
 * `x` repeated, in one of two ways.
 *
 * Given a pattern: `rearrange` with axes that are on the right side of the pattern alone, along which `x` is repeated. `sizes` gives how often, or a
 * number stands in the place of a name.
 *
 * Given a count and an axis: each element so many times in a row along that axis, whose size is multiplied by the count. The axis must be named: NumPy,
 * given none, repeats the elements of the array as if it were flat. (To lay all of `x` side by side, `tile`.)
 *
 * @throws ShapeMismatch if the pattern is none, names an axis on the left alone, or does not fit `x`, or a size is not given; if there is no such axis, or
 * the count is negative or not whole
 * @example repeat(x, 'h w -> h w c', { c: 3 }) // [28, 28] becomes [28, 28, 3]
 * @example repeat(x, 'h w -> (h 2) (w 2)') // every pixel 2 x 2 times
 * @example repeat(tensor([1, 2]), 3, 0) // [1, 1, 1, 2, 2, 2]; or repeat(tensor([1, 2]), 3, { axis: 0 })
 *
 * @category Shape and place
 */
export function repeat<S extends Shape, D extends DType, P extends string | number, const Z extends AxisSizes | number = Unbound>(
  x: Fit<FaultAt<'x', Repeat<S, P, Z>>, Tensor<S, D>>,
  patternOrCount: Fit<FaultAt<'pattern' | 'count', Repeat<S, P, Z>>, P>,
  sizesOrAxis?: [P] extends [number] ? FitAxis<FaultAt<'sizes' | 'axis', Repeat<S, P, Z>>, Z> : Fit<FaultAt<'sizes', Repeat<S, P, Z>>, Z>,
): Tensor<ShapeOf<Repeat<S, P, Z>>, Given<D>>
export function repeat(x: AnyTensor, patternOrCount: string | number, sizesOrAxis: AxisSizes | number = {}): AnyTensor {
  check.tensor('repeat', 'x', x)
  if (typeof patternOrCount === 'string') {
    demandPattern('repeat', patternOrCount, typeof sizesOrAxis === 'number' ? {} : sizesOrAxis)
    if (typeof sizesOrAxis === 'number') throw new ShapeMismatch(needsNames)
    return carryOut(x, orThrow(planEinops('repeat', x.type.shape, patternOrCount, sizesOrAxis)))
  }
  check.number('repeat', 'what follows', patternOrCount)
  // (Of null, which a caller without types may pass, there is no axis either.)
  if (typeof sizesOrAxis !== 'number' && typeof (sizesOrAxis as AxisSizes | null)?.axis !== 'number') throw new ShapeMismatch(needsAxis)
  const { inner, at, shape } = orThrow(repetition(x.type.shape, patternOrCount, axisNeeded('repeat', sizesOrAxis as NeededAxis))) // as was just seen
  return laidOut(broadcast(x, inner, [at]), shape)
}
