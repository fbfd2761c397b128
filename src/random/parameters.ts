import { asTensor, stretch } from '../ops/operand.js'
import { type BroadcastTo, broadcastToShape } from '../shape/broadcast.js'
import type { Shape } from '../shape/dim.js'
import type { DType } from '../shape/dtype.js'
import { type Mixed, mixed, type Then, throwIfAny } from '../shape/dtype-rule.js'
import { type Fit, orThrow } from '../shape/sentence.js'
import type { Dims } from '../shape/size-list.js'
import * as check from '../tensor/check.js'
import type { AnyTensor, Tensor } from '../tensor/tensor.js'

/*
 * A sampler's parameters are numbers, or tensors of `f32` that have one for each element. What is drawn has their shape, or one that is said, to which they stretch.
 */

/** A shape that may be left out. */
export type Asked = readonly number[] | undefined

/** The shape of what is drawn, or the sentence about the shape that is asked for. */
export type Drawn<Op extends string, A extends Shape, T extends Asked> = T extends readonly number[] ? BroadcastTo<Op, A, Dims<T>> : A

/** The shape asked for, or the sentence. */
export type FitAsked<Op extends string, A extends Shape, T extends Asked> = Fit<Drawn<Op, A, T>, T>

/** A parameter: `D` is `never` for a number. */
export type Parameter<Op extends string, A extends Shape, D extends DType> = Fit<Then<Mixed<Op, 'f32', D>, A>, Tensor<A, D> | number>

/** A parameter as a tensor of `f32`. */
export const parameterOf = (op: string, name: string, given: AnyTensor | number): AnyTensor => {
  const x = asTensor(op, given, 'f32', name)
  throwIfAny(mixed(op, 'f32', x.type.dtype))
  return x
}

/** The parameters in the shape of what is drawn: that which is asked for, or their common one. */
export const inShape = (
  op: string,
  parameters: readonly AnyTensor[],
  common: readonly number[],
  asked: readonly number[] | undefined,
): readonly AnyTensor[] => {
  if (asked !== undefined) check.numbers(op, 'the shape', asked)
  const shape = asked === undefined ? common : orThrow(broadcastToShape(op, common, asked))
  return parameters.map((x) => stretch(x, shape))
}
