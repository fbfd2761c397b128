import { dot } from '../primitives/dot.js'
import type { Shape } from '../shape/dim.js'
import type { DType } from '../shape/dtype.js'
import { type Mixed, mixed, type NotOfKind, type Then, throwIfAny, type Unless } from '../shape/dtype-rule.js'
import { type MatMul, matmulShape } from '../shape/matmul.js'
import { type Fit, orThrow, type ShapeOf } from '../shape/sentence.js'
import * as check from '../tensor/check.js'
import type { AnyTensor, Tensor } from '../tensor/tensor.js'
import { demand } from './operand.js'
import { laidOut } from './reshape.js'
import { inOrder } from './transpose.js'

/** A name for each axis of an operand. Axes of one name are one axis of the product. */
type Names = readonly string[]

/** An axis of size 1 that stretches would only be repeated: it is left out, and the other operand alone has the axis. */
const withoutStretched = (x: AnyTensor, names: Names, others: ReadonlyMap<string, number>): readonly [AnyTensor, Names] => {
  const { shape } = x.type
  const stays = (_: unknown, axis: number) => !(shape[axis] === 1 && (others.get(names[axis] ?? '') ?? 1) !== 1)
  return [laidOut(x, shape.filter(stays)), names.filter(stays)]
}

const sizes = (x: AnyTensor, names: Names): ReadonlyMap<string, number> => new Map(names.map((name, i) => [name, x.type.shape[i] ?? 1]))

/** Axes of the batch by their distance from the end, so that those of both operands align; the others by what they are. */
const batchNames = (count: number): string[] => Array.from({ length: Math.max(0, count) }, (_, i) => `batch ${count - i}`)

/** The product of operands that fit. */
const contract = (a: AnyTensor, b: AnyTensor): AnyTensor => {
  const [rankA, rankB] = [a.type.shape.length, b.type.shape.length]
  const namesA = [...batchNames(rankA - 2), ...['row', 'inner'].slice(-rankA)]
  const namesB = [...batchNames(rankB - 2), ...['inner', 'column'].slice(0, rankB)]
  const [x, ofX] = withoutStretched(a, namesA, sizes(b, namesB))
  const [y, ofY] = withoutStretched(b, namesB, sizes(a, namesA))
  const shared = ofX.filter((name) => name !== 'inner' && ofY.includes(name))
  const places = (names: Names) => [names.map((name) => ofX.indexOf(name)), names.map((name) => ofY.indexOf(name))] as const
  const product = dot(x, y, { contract: places(['inner']), batch: places(shared) })
  const free = (names: Names) => names.filter((name) => name !== 'inner' && !shared.includes(name))
  const given = [...shared, ...free(ofX), ...free(ofY)]
  const wanted = [...batchNames(Math.max(rankA, rankB) - 2), 'row', 'column'].filter((name) => given.includes(name))
  return inOrder(
    product,
    wanted.map((name) => given.indexOf(name)),
  )
}

/**
 * The matrix product over the last two axes: `[..., m, k] x [..., k, n]` is `[..., m, n]`. Axes before them are batches and broadcast. A vector is a row
 * on the left and a column on the right, and that axis is not in the result.
 *
 * @throws ShapeMismatch if the inner dimensions differ or the batches do not broadcast; DTypeMismatch if the dtypes are not one, or are `bool`
 * @example matmul(tensor([[1, 2], [3, 4]]), tensor([[1], [1]])) // [[3], [7]]
 *
 * @category Products and linear algebra
 */
export function matmul<A extends Shape, D extends DType, B extends Shape, E extends DType>(
  a: Fit<Then<NotOfKind<'matmul', D, 'numeric'>, Unless<Mixed<'matmul', D, E>, A extends readonly [] ? MatMul<A, B> : A>>, Tensor<A, D>>,
  b: Fit<Then<Mixed<'matmul', D, E>, MatMul<A, B>>, Tensor<B, E>>,
): Tensor<ShapeOf<MatMul<A, B>>, D & E>
export function matmul(a: AnyTensor, b: AnyTensor): AnyTensor {
  demand('matmul', a, 'numeric', 'a')
  check.tensor('matmul', 'b', b)
  throwIfAny(mixed('matmul', a.type.dtype, b.type.dtype))
  orThrow(matmulShape(a.type.shape, b.type.shape))
  return contract(a, b)
}
