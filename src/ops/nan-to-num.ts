import { isInfinite, isNaN, less } from '../primitives/compare.js'
import { full, zeros } from '../primitives/literal.js'
import { select } from '../primitives/select.js'
import type { Shape } from '../shape/dim.js'
import type { DType } from '../shape/dtype.js'
import type { NotOfKind } from '../shape/dtype-rule.js'
import type { Fit, Given } from '../shape/sentence.js'
import type { Wrapped } from '../shape/wrapped.js'
import * as check from '../tensor/check.js'
import type { AnyTensor, Tensor } from '../tensor/tensor.js'
import { type AnyOperand, asTensor, demand, type Operand } from './operand.js'

/** What stands in for numbers that are none. */
interface Substitutes {
  /** For NaN; 0 if left out. */
  readonly nan?: number
  /** For infinity; the largest number of the dtype if left out. */
  readonly posInf?: number
  /** For minus infinity; the least number of the dtype if left out. */
  readonly negInf?: number
}

/**
 * `x` with numbers in place of NaN and of the infinities. The derivative is 1 where `x` is a number and 0 elsewhere.
 *
 * @throws DTypeMismatch
 * @example nanToNum(tensor([NaN, -Infinity, 2]), { negInf: -1 }) // [0, -1, 2]
 *
 * @category Arithmetic and functions
 */
export function nanToNum<S extends Shape = [], D extends DType = 'f32', X = unknown>(
  x: Wrapped<'nanToNum', 'x', X, Fit<NotOfKind<'nanToNum', D, 'floating'>, Operand<S, D>>>,
  options?: Substitutes,
): Tensor<Given<S>, Given<D>>
export function nanToNum(operand: AnyOperand, given?: Substitutes): AnyTensor {
  const x = asTensor('nanToNum', operand, 'f32')
  demand('nanToNum', x, 'floating')
  const { shape, dtype } = x.type
  const most = dtype === 'f64' ? Number.MAX_VALUE : dtype === 'f16' ? 65504 : 3.4028234663852886e38
  const { nan = 0, posInf = most, negInf = -most } = check.options('nanToNum', 'x', given, ['nan', 'posInf', 'negInf'])
  for (const [name, value] of Object.entries({ nan, posInf, negInf })) check.number('nanToNum', name, value)
  const like = (value: number) => full(value, shape, dtype)
  const infinite = select(less(x, zeros(x.type)), like(negInf), like(posInf))
  return select(isNaN(x), like(nan), select(isInfinite(x), infinite, x))
}
