import { dot as contracted } from '../primitives/dot.js'
import type { Shape } from '../shape/dim.js'
import { type Dot, dotShape } from '../shape/dot.js'
import type { DType } from '../shape/dtype.js'
import { type Mixed, mixed, type NotOfKind, type Then, throwIfAny, type Unless } from '../shape/dtype-rule.js'
import { type Outer, outerShape, type Vector } from '../shape/outer.js'
import { type Fit, orThrow, type ShapeOf } from '../shape/sentence.js'
import {
  type AxisPairs,
  type ContractedAxes,
  type ContractedParts,
  contractedAxes,
  type TensorDot,
  tensordotShape,
} from '../shape/tensordot.js'
import * as check from '../tensor/check.js'
import type { AnyTensor, Tensor } from '../tensor/tensor.js'
import { demand } from './operand.js'

/** The sum of products over pairs of axes: what is left of `a`, then what is left of `b`. */
const summedOver = (a: AnyTensor, b: AnyTensor, contract: AxisPairs): AnyTensor => contracted(a, b, { contract, batch: [[], []] })

const demandOne = (op: string, a: AnyTensor, b: AnyTensor): void => {
  demand(op, a, 'numeric', 'a')
  check.tensor(op, 'b', b)
  throwIfAny(mixed(op, a.type.dtype, b.type.dtype))
}

/**
 * The inner product of vectors; in general the last axis of `a` with the last but one of `b`, or its only one, as NumPy has it: `[..., k] . [..., k, n]`
 * is all that is left of `a`, then of `b`. `matmul` is the same for vectors and matrices, and runs along batches where this pairs each with each.
 *
 * @throws ShapeMismatch if the inner dimensions differ; DTypeMismatch if the dtypes are not one, or are `bool`
 * @example dot(tensor([1, 2]), tensor([3, 4])) // 11
 *
 * @category Products and linear algebra
 */
export function dot<A extends Shape, D extends DType, B extends Shape, E extends DType>(
  a: Fit<Then<NotOfKind<'dot', D, 'numeric'>, Unless<Mixed<'dot', D, E>, A extends readonly [] ? Dot<A, B> : A>>, Tensor<A, D>>,
  b: Fit<Then<Mixed<'dot', D, E>, Dot<A, B>>, Tensor<B, E>>,
): Tensor<ShapeOf<Dot<A, B>>, D & E>
export function dot(a: AnyTensor, b: AnyTensor): AnyTensor {
  demandOne('dot', a, b)
  orThrow(dotShape(a.type.shape, b.type.shape))
  return summedOver(a, b, [[a.type.shape.length - 1], [Math.max(0, b.type.shape.length - 2)]])
}

/**
 * All products of an element of one vector and one of another: `y[i, j] = a[i] b[j]`.
 *
 * @throws ShapeMismatch if one is not a vector; DTypeMismatch if the dtypes are not one, or are `bool`
 * @example outer(tensor([1, 2]), tensor([3, 4])) // [[3, 4], [6, 8]]
 *
 * @category Products and linear algebra
 */
export function outer<A extends Shape, D extends DType, B extends Shape, E extends DType>(
  a: Fit<Then<NotOfKind<'outer', D, 'numeric'>, Unless<Mixed<'outer', D, E>, Vector<A>>>, Tensor<A, D>>,
  b: Fit<Then<Mixed<'outer', D, E>, Vector<B>>, Tensor<B, E>>,
): Tensor<ShapeOf<Outer<A, B>>, D & E>
export function outer(a: AnyTensor, b: AnyTensor): AnyTensor {
  demandOne('outer', a, b)
  orThrow(outerShape(a.type.shape, b.type.shape))
  return summedOver(a, b, [[], []])
}

const axesWanted = 'a number, or a list of axes for each, as in [[0], [1]]'

const demandAxes = (axes: ContractedAxes): void => {
  if (typeof axes === 'number') return
  if (!Array.isArray(axes) || axes.length !== 2) check.refuse('tensordot', 'axes', axesWanted, axes)
  else for (const list of axes) check.numbers('tensordot', 'axes', list, axesWanted)
}

/**
 * The sum of products over pairs of axes; the result has what is left of `a`, then what is left of `b`. `axes` is a number `n`, for the last `n` of `a`
 * with the first `n` of `b` in order, or a list of axes for each, in pairs. Negative axes count from the back.
 *
 * @throws ShapeMismatch if there are no such axes, or the sizes of a pair differ; DTypeMismatch if the dtypes are not one, or are `bool`
 * @example tensordot(x, y, 2) // ['N', 3, 4] and [3, 4, 5]: ['N', 5]
 * @example tensordot(x, y, [[0, -1], [1, 0]]) // [2, 3, 4] and [4, 2, 5]: [3, 5]
 *
 * @category Products and linear algebra
 */
export function tensordot<A extends Shape, D extends DType, B extends Shape, E extends DType, const X extends ContractedAxes>(
  a: Fit<NotOfKind<'tensordot', D, 'numeric'>, Tensor<A, D>>,
  b: Fit<Then<Mixed<'tensordot', D, E>, OfSizes<A, B, X>>, Tensor<B, E>>,
  axes: Fit<ContractedParts<A, B, X>, X>,
): Tensor<ShapeOf<TensorDot<A, B, X>>, D & E>
export function tensordot(a: AnyTensor, b: AnyTensor, axes: ContractedAxes): AnyTensor {
  demandOne('tensordot', a, b)
  demandAxes(axes)
  orThrow(tensordotShape(a.type.shape, b.type.shape, axes))
  return summedOver(a, b, orThrow(contractedAxes(a.type.shape, b.type.shape, axes)))
}

/** The sentence for sizes that differ; that for axes that do not exist is said of the axes. */
type OfSizes<A extends Shape, B extends Shape, X extends ContractedAxes> = ContractedParts<A, B, X> extends string ? B : TensorDot<A, B, X>
