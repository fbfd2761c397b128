import { maximum, minimum } from '../primitives/arithmetic.js'
import { select } from '../primitives/select.js'
import { type Broadcast, broadcastShape } from '../shape/broadcast.js'
import type { Shape } from '../shape/dim.js'
import type { DType } from '../shape/dtype.js'
import { type Meet, type Mixed, mixed, type NotOfKind, type Then, throwIfAny } from '../shape/dtype-rule.js'
import { type Fit, type Given, orThrow, type ShapeOf } from '../shape/sentence.js'
import * as check from '../tensor/check.js'
import type { AnyTensor, Tensor } from '../tensor/tensor.js'
import { type AnyOperand, asTensor, commonDType, demand, type Operand, shapeOf, stretch } from './operand.js'

/** The common shape of three, the third against that of the first two. */
type Broadcast3<Op extends string, A extends Shape, B extends Shape, C extends Shape> = Broadcast<Op, ShapeOf<Broadcast<Op, A, B>>, C>

const stretch3 = (op: string, a: AnyTensor, b: AnyTensor, c: AnyTensor): readonly [AnyTensor, AnyTensor, AnyTensor] => {
  const two = orThrow(broadcastShape(op, a.type.shape, b.type.shape))
  const shape = orThrow(broadcastShape(op, two, c.type.shape))
  return [stretch(a, shape), stretch(b, shape), stretch(c, shape)]
}

/**
 * `yes` where `condition` holds, `no` elsewhere; the three shapes broadcast. The branch not taken has no derivative there, but a NaN or an infinity
 * in its own slope still spoils it: give such a branch safe arguments. Of two plain numbers the result is `f32`, or of the `dtype` asked for.
 *
 * @throws ShapeMismatch, DTypeMismatch
 * @example where(greater(x, 0), x, 0)
 * @example where(greater(x, 0), 1, -1, { dtype: 'f64' })
 *
 * @category Arithmetic and functions
 */
export function where<
  C extends Shape,
  F extends DType,
  A extends Shape = [],
  D extends DType = never,
  B extends Shape = [],
  E extends DType = never,
  T extends DType = never,
>(
  condition: Fit<NotOfKind<'where', F, 'bool'>, Tensor<C, F>>,
  yes: Fit<Broadcast<'where', C, A>, Operand<A, D>>,
  no: Fit<Then<Mixed<'where', D, E>, Broadcast3<'where', C, A, B>>, Operand<B, E>>,
  options?: { readonly dtype?: Fit<Mixed<'where', D | E, T>, T> },
): Tensor<ShapeOf<Broadcast3<'where', C, A, B>>, Given<[D | E | T] extends [D | E] ? Meet<D, E> : T>>
export function where(condition: AnyTensor, yes: AnyOperand, no: AnyOperand, options?: { readonly dtype?: DType }): AnyTensor {
  demand('where', condition, 'bool', 'the condition')
  check.operand('where', 'yes', yes)
  check.operand('where', 'no', no)
  orThrow(broadcastShape('where', condition.type.shape, shapeOf(yes)))
  const { dtype: asked } = check.options('where', 'condition, yes, no', options, ['dtype'])
  if (asked !== undefined) check.dtype('where', asked)
  const common = commonDType('where', yes, no)
  if (asked !== undefined && !(typeof yes === 'number' && typeof no === 'number')) throwIfAny(mixed('where', common, asked))
  const dtype = asked ?? common
  return select(...stretch3('where', condition, asTensor('where', yes, dtype), asTensor('where', no, dtype)))
}

/** What is wrong with a bound, if anything: its dtype, then its shape. */
type Bound<S extends Shape, D extends DType, L extends Shape, E extends DType> = Then<Mixed<'clip', D, E>, Broadcast<'clip', S, L>>

/**
 * `x` cut to the range from `low` to `high`: `minimum(maximum(x, low), high)`. The three shapes broadcast; NaN stays NaN. At a bound `x` and the bound
 * have half the derivative each.
 *
 * @throws ShapeMismatch, DTypeMismatch
 * @example clip(tensor([-2, 0, 2]), -1, 1) // [-1, 0, 1]
 *
 * @category Arithmetic and functions
 */
export function clip<
  S extends Shape,
  D extends DType,
  L extends Shape = [],
  E extends DType = never,
  H extends Shape = [],
  F extends DType = never,
>(
  x: Fit<NotOfKind<'clip', D, 'numeric'>, Tensor<S, D>>,
  low: Fit<Bound<S, D, L, E>, Operand<L, E>>,
  high: Fit<Bound<ShapeOf<Broadcast<'clip', S, L>>, D, H, F>, Operand<H, F>>,
): Tensor<ShapeOf<Broadcast3<'clip', S, L, H>>, D>
export function clip(x: AnyTensor, low: AnyOperand, high: AnyOperand): AnyTensor {
  demand('clip', x, 'numeric')
  check.operand('clip', 'low', low)
  check.operand('clip', 'high', high)
  commonDType('clip', x, low)
  orThrow(broadcastShape('clip', x.type.shape, shapeOf(low)))
  const dtype = commonDType('clip', x, low, high)
  const [from, least, most] = stretch3('clip', x, asTensor('clip', low, dtype), asTensor('clip', high, dtype))
  return minimum(maximum(from, least), most)
}
