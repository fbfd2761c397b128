import { InvalidArgument } from '../errors.js'
import { type AnyOperand, type Operand, together } from '../ops/operand.js'
import type { Broadcast } from '../shape/broadcast.js'
import type { Shape } from '../shape/dim.js'
import type { DType } from '../shape/dtype.js'
import type { Mixed, Then } from '../shape/dtype-rule.js'
import type { Fit } from '../shape/sentence.js'
import { options } from '../tensor/check.js'

/**
 * How near is near. The names and numbers are NumPy's.
 *
 * @category Devices and debugging
 */
export interface CloseOptions {
  /** Relative to `b`; 1e-5 if left out. */
  readonly rtol?: number
  /** 1e-8 if left out. */
  readonly atol?: number
  /** Whether NaN is close to NaN; `false` if left out. */
  readonly equalNaN?: boolean
}

/**
 * Whether all elements are close: `|a - b| <= atol + rtol |b|`, as NumPy asks. Infinities are close to themselves, NaN to nothing. Shapes broadcast, and a plain
 * number takes the dtype of the other operand. Both are read, and compared on the host in f64. True of none.
 *
 * @throws ShapeMismatch, DTypeMismatch; InvalidArgument for a tolerance below 0, or an option that there is not; and what `data()` throws
 * @example expect(await allClose(predict(model, variables, x), expected, { rtol: 1e-4 })).toBe(true)
 *
 * @category Devices and debugging
 */
export function allClose<A extends Shape = [], D extends DType = never, B extends Shape = [], E extends DType = never>(
  a: Operand<A, D>,
  b: Fit<Then<Mixed<'allClose', D, E>, Broadcast<'allClose', A, B>>, Operand<B, E>>,
  options?: CloseOptions,
): Promise<boolean>
export async function allClose(a: AnyOperand, b: AnyOperand, given?: CloseOptions): Promise<boolean> {
  const { rtol = 1e-5, atol = 1e-8, equalNaN = false } = options('allClose', 'a, b', given, ['rtol', 'atol', 'equalNaN'])
  if (!(rtol >= 0 && atol >= 0)) throw new InvalidArgument(`allClose: tolerances are not below 0, got rtol ${rtol} and atol ${atol}`)
  const [left, right] = await Promise.all(together('allClose', a, b).map((x) => x.data()))
  const close = (x: number, y: number): boolean =>
    x === y || (equalNaN && Number.isNaN(x) && Number.isNaN(y)) || (Number.isFinite(y) && Math.abs(x - y) <= atol + rtol * Math.abs(y))
  return left?.every((x, i) => close(x, right?.[i] ?? Number.NaN)) ?? true
}
