import { full } from '../primitives/literal.js'
import { select } from '../primitives/select.js'
import { pad as zeroPadded } from '../primitives/slice.js'
import type { Shape } from '../shape/dim.js'
import type { DType } from '../shape/dtype.js'
import { type Pad, padWidths, type Widths } from '../shape/pad.js'
import { type Fit, orThrow, type ShapeOf } from '../shape/sentence.js'
import * as check from '../tensor/check.js'
import type { AnyTensor, Tensor } from '../tensor/tensor.js'
import { asTensor, stretch } from './operand.js'

interface PadOptions {
  /** What is put around; 0 if left out. */
  readonly value?: number
}

const widthsWanted = 'a number, or an entry for each axis, as in [[1, 2], 0]'

const demandWidths = (widths: Widths): void => {
  if (typeof widths === 'number') return
  if (!Array.isArray(widths)) check.refuse('pad', 'widths', widthsWanted, widths)
  else for (const width of widths) if (typeof width !== 'number') check.numbers('pad', 'an entry of widths', width, widthsWanted)
}

/**
 * One value around `x`: an axis of size `n` becomes one of `before + n + after`. `widths` has an entry for each axis, `[before, after]` or one number for
 * both sides; or it is one number for both sides of every axis. (NumPy reads a list of two numbers as the sides of all axes alike.)
 *
 * @throws ShapeMismatch if a width is not whole, or negative, or there is not one for each axis; DTypeMismatch if the dtype cannot hold the value
 * @example pad(tensor([1, 2]), [[1, 2]]) // [0, 1, 2, 0, 0]
 * @example pad(images, [0, 2, 2, 0], { value: -1 }) // ['N', 28, 28, 3] becomes ['N', 32, 32, 3]
 */
export function pad<S extends Shape, D extends DType, const W extends Widths>(
  x: Tensor<S, D>,
  widths: Fit<Pad<S, W>, W>,
  options?: PadOptions,
): Tensor<ShapeOf<Pad<S, W>>, D>
export function pad(x: AnyTensor, widths: Widths, options?: PadOptions): AnyTensor {
  check.tensor('pad', 'x', x)
  demandWidths(widths)
  const { value = 0 } = check.options('pad', 'x, widths', options, ['value'])
  check.number('pad', 'the value', value)
  const { shape, dtype } = x.type
  const { low, high } = orThrow(padWidths(shape, widths))
  const filling = asTensor('pad', value, dtype)
  if ([...low, ...high].every((width) => width === 0)) return x
  const gaps = shape.map(() => 0)
  const padded = zeroPadded(x, low, high, gaps)
  if (value === 0) return padded
  return select(zeroPadded(full(1, shape, 'bool'), low, high, gaps), padded, stretch(filling, padded.type.shape))
}
