import type { Broadcast } from '../shape/broadcast.js'
import type { Shape } from '../shape/dim.js'
import type { DType } from '../shape/dtype.js'
import type { Kind, Meet, Mixed, NotOfKind, Then } from '../shape/dtype-rule.js'
import type { Fit, Given, ShapeOf } from '../shape/sentence.js'
import type { Wrapped } from '../shape/wrapped.js'
import * as check from '../tensor/check.js'
import type { AnyTensor, Tensor } from '../tensor/tensor.js'
import { type AnyOperand, asTensor, demand, type Operand, together, typed } from './operand.js'

/** An operation on each element of one tensor, defined on dtypes of a kind. A plain number is an `f32` scalar. */
export type Unary<Op extends string, K extends Kind> = <S extends Shape = [], D extends DType = 'f32', X = unknown>(
  x: Wrapped<Op, 'x', X, Fit<NotOfKind<Op, D, K>, Operand<S, D>>>,
) => Tensor<Given<S>, Given<D>>

/** A question put to each element of one tensor. */
export type Predicate<Op extends string, K extends Kind> = <S extends Shape = [], D extends DType = 'f32', X = unknown>(
  x: Wrapped<Op, 'x', X, Fit<NotOfKind<Op, D, K>, Operand<S, D>>>,
) => Tensor<Given<S>, 'bool'>

/** An operation on pairs of elements of two tensors that broadcast, defined on dtypes of a kind. */
export type Binary<Op extends string, K extends Kind> = <
  A extends Shape = [],
  D extends DType = never,
  B extends Shape = [],
  E extends DType = never,
  X = unknown,
  Y = unknown,
>(
  a: Wrapped<Op, 'a', X, Fit<NotOfKind<Op, [D | E] extends [never] ? 'f32' : D, K>, Operand<A, D>>>,
  b: Wrapped<Op, 'b', Y, Fit<Pair<Op, K, A, D, B, E>, Operand<B, E>>>,
) => Tensor<ShapeOf<Broadcast<Op, A, B>>, Given<Meet<D, E>>>

/** A question put to pairs of elements of two tensors that broadcast. */
export type Comparison<Op extends string, K extends Kind> = <
  A extends Shape = [],
  D extends DType = never,
  B extends Shape = [],
  E extends DType = never,
  X = unknown,
  Y = unknown,
>(
  a: Wrapped<Op, 'a', X, Fit<NotOfKind<Op, [D | E] extends [never] ? 'f32' : D, K>, Operand<A, D>>>,
  b: Wrapped<Op, 'b', Y, Fit<Pair<Op, K, A, D, B, E>, Operand<B, E>>>,
) => Tensor<ShapeOf<Broadcast<Op, A, B>>, 'bool'>

/** What is wrong with the second operand, if anything: its dtype, then its shape. */
export type Pair<Op extends string, K extends Kind, A extends Shape, D extends DType, B extends Shape, E extends DType> = Then<
  Mixed<Op, D, E>,
  Then<NotOfKind<Op, E, K>, Broadcast<Op, A, B>>
>

/** An operation on one tensor from its primitive. */
export const unary = <Op extends string, K extends Kind>(op: Op, kind: K, primitive: (x: AnyTensor) => AnyTensor): Unary<Op, K> =>
  typed((operand: AnyOperand) => {
    const x = asTensor(op, operand, 'f32')
    demand(op, x, kind)
    return primitive(x)
  })

/** A question to one tensor from its primitive. */
export const predicate = <Op extends string, K extends Kind>(op: Op, kind: K, primitive: (x: AnyTensor) => AnyTensor): Predicate<Op, K> =>
  typed(unary(op, kind, primitive))

/** An operation on two tensors from its primitive. */
export const binary = <Op extends string, K extends Kind>(
  op: Op,
  kind: K,
  primitive: (a: AnyTensor, b: AnyTensor) => AnyTensor,
): Binary<Op, K> =>
  typed((a: AnyOperand, b: AnyOperand) => {
    check.operand(op, 'a', a)
    check.operand(op, 'b', b)
    if (typeof a !== 'number') demand(op, a, kind)
    const [x, y] = together(op, a, b)
    demand(op, y, kind)
    return primitive(x, y)
  })

/** A question to two tensors from its primitive. */
export const comparison = <Op extends string, K extends Kind>(
  op: Op,
  kind: K,
  primitive: (a: AnyTensor, b: AnyTensor) => AnyTensor,
): Comparison<Op, K> => typed(binary(op, kind, primitive))
