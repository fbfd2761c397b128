import { typed } from '../ops/operand.js'
import type { Shape } from '../shape/dim.js'
import type { DType } from '../shape/dtype.js'
import type { NotOfKind, Then } from '../shape/dtype-rule.js'
import type { BatchOf, Square } from '../shape/linalg.js'
import type { Fit, Given } from '../shape/sentence.js'
import type { AnyTensor, Tensor } from '../tensor/tensor.js'
import { demandSquare, flat, restored } from './matrices.js'

/** Square matrices of floats, or the sentence. */
export type Squares<Op extends string, S extends Shape, D extends DType> = Fit<Then<NotOfKind<Op, D, 'wide'>, Square<Op, S>>, Tensor<S, D>>

/** A function of each square matrix that gives one of its size. */
export type OfSquares<Op extends string> = <S extends Shape, D extends DType>(x: Squares<Op, S, D>) => Tensor<Given<S>, Given<D>>

/** A function of each square matrix that gives a number. */
export type NumberOfSquares<Op extends string> = <S extends Shape, D extends DType>(x: Squares<Op, S, D>) => Tensor<BatchOf<S>, Given<D>>

/** The function from one of `[batch, n, n]`. */
export const ofSquares = <Op extends string>(op: Op, body: (x: AnyTensor) => AnyTensor): OfSquares<Op> =>
  typed((x: AnyTensor) => {
    demandSquare(op, x)
    return restored(body(flat(x)), x.type.shape.slice(0, -2))
  })
