import { InvalidArgument } from '../errors.js'
import { concat } from '../primitives/concat.js'
import { full } from '../primitives/literal.js'
import { reverse } from '../primitives/reverse.js'
import { select } from '../primitives/select.js'
import { pad as zeroPadded } from '../primitives/slice.js'
import type { Shape } from '../shape/dim.js'
import type { DType } from '../shape/dtype.js'
import { type Pad, type PadMode, type PadValueFault, padWidths, type Sides, type Widths } from '../shape/pad.js'
import { type Run, runsOf } from '../shape/pad-places.js'
import { type Fit, orThrow, type ShapeOf } from '../shape/sentence.js'
import * as check from '../tensor/check.js'
import type { AnyTensor, Tensor } from '../tensor/tensor.js'
import { asTensor, stretch } from './operand.js'
import { between } from './slice.js'

/** What is put around an array. */
interface PadOptions<M extends PadMode> {
  /**
   * One `'constant'` value, the default; or elements of the array: those next to its ends as in a mirror that stands on the last one (`'reflect'`), the last
   * one again and again (`'edge'`), or those at the other end (`'wrap'`).
   */
  readonly mode?: M
  /** What is put around where it is constant; 0 if left out. */
  readonly value?: Fit<PadValueFault<'pad', M>, number>
}

/** A run of neighbours along an axis. */
const part = (x: AnyTensor, axis: number, { start, step, count }: Run): AnyTensor => {
  if (step === 1) return between(x, axis, start, start + count)
  if (step === -1) return reverse(between(x, axis, start - count + 1, start + 1), [axis])
  return stretch(between(x, axis, start, start + 1), x.type.shape.with(axis, count))
}

/** The array with elements of its own around it. */
const repeated = (x: AnyTensor, mode: Exclude<PadMode, 'constant'>, { low, high }: Sides): AnyTensor =>
  x.type.shape.reduce<AnyTensor>((padded, size, axis) => {
    const [before, after] = [low[axis] ?? 0, high[axis] ?? 0]
    if (before === 0 && after === 0) return padded
    return concat(
      runsOf(mode, size, before, after).map((run) => part(padded, axis, run)),
      axis,
    )
  }, x)

/**
 * One value around `x`, or elements of it, as in NumPy: an axis of size `n` becomes one of `before + n + after`. `widths` has an entry for each axis, `[before, after]` or one number for
 * both sides; or it is one number for both sides of every axis. (NumPy reads a list of two numbers as the sides of all axes alike.) Widths may be larger than
 * the axis: then mirrors stand at both ends, and what is wrapped goes round more than once.
 *
 * @throws ShapeMismatch if a width is not whole, or negative, or there is not one for each axis, or if elements of an axis that has none are asked for;
 * DTypeMismatch if the dtype cannot hold the value
 * @example pad(tensor([1, 2]), [[1, 2]]) // [0, 1, 2, 0, 0]
 * @example pad(tensor([1, 2, 3]), 2, { mode: 'reflect' }) // [3, 2, 1, 2, 3, 2, 1]
 * @example pad(images, [0, 2, 2, 0], { value: -1 }) // ['N', 28, 28, 3] becomes ['N', 32, 32, 3]
 *
 * @category Shape and place
 */
export function pad<S extends Shape, D extends DType, const W extends Widths, const M extends PadMode = 'constant'>(
  x: Tensor<S, D>,
  widths: Fit<Pad<'pad', S, W, M>, W>,
  options?: PadOptions<M>,
): Tensor<ShapeOf<Pad<'pad', S, W, M>>, D>
export function pad(
  x: AnyTensor,
  widths: Widths,
  options?: { readonly mode?: PadMode | undefined; readonly value?: number | undefined },
): AnyTensor {
  check.tensor('pad', 'x', x)
  check.widths('pad', 'widths', widths)
  const { mode = 'constant', value } = check.options('pad', 'x, widths', options, ['value', 'mode'])
  check.oneOf('pad', 'mode', mode, ['constant', 'reflect', 'edge', 'wrap'])
  if (value !== undefined) check.number('pad', 'the value', value)
  const { shape, dtype } = x.type
  const sides = orThrow(padWidths('pad', shape, widths, mode))
  const { low, high } = sides
  const isSame = [...low, ...high].every((width) => width === 0)
  if (mode !== 'constant') {
    if (value !== undefined) throw new InvalidArgument(`pad: a value goes with mode 'constant', not '${mode}'`)
    return isSame ? x : repeated(x, mode, sides)
  }
  const filling = asTensor('pad', value ?? 0, dtype)
  if (isSame) return x
  const gaps = shape.map(() => 0)
  const padded = zeroPadded(x, low, high, gaps)
  if (value === undefined || value === 0) return padded
  return select(zeroPadded(full(1, shape, 'bool'), low, high, gaps), padded, stretch(filling, padded.type.shape))
}
