import { ShapeMismatch } from '../errors.js'
import { concat } from '../primitives/concat.js'
import { normalAxis } from '../shape/axis.js'
import type { AxisOption, AxisOr, FitAxis } from '../shape/axis-option.js'
import type { Shape } from '../shape/dim.js'
import type { DType } from '../shape/dtype.js'
import { type Mixed, mixed, type Then, throwIfAny } from '../shape/dtype-rule.js'
import { orThrow, type ShapeOf } from '../shape/sentence.js'
import { type Stack, type Stackable, stackableShape, stackShape } from '../shape/stack.js'
import * as check from '../tensor/check.js'
import type { AnyTensor, DTypeIn, ShapeIn, Tensor } from '../tensor/tensor.js'
import { axisGiven } from './axis-argument.js'
import { laidOut } from './reshape.js'

/** What is known of the shape of all. */
type Common<T extends readonly unknown[]> = number extends T['length']
  ? ShapeIn<T[number]>
  : T extends readonly [infer First, ...infer Rest]
    ? CommonOf<ShapeIn<First>, Rest>
    : never

type CommonOf<S, Rest extends readonly unknown[]> = S extends Shape
  ? Rest extends readonly [infer Next, ...infer More]
    ? CommonOf<Stackable<S, ShapeIn<Next>>, More>
    : S
  : S

/** The list with the sentence in the place of the first tensor that differs from those before it. */
type CheckList<T extends readonly unknown[]> = number extends T['length']
  ? T
  : T extends readonly [infer First, ...infer Rest]
    ? CheckNext<ShapeIn<First>, DTypeIn<First>, Rest, [First], T>
    : 'stack: the list is empty'

type CheckNext<
  S extends Shape,
  D extends DType,
  Rest extends readonly unknown[],
  Passed extends readonly unknown[],
  All,
> = Rest extends readonly [infer Next, ...infer More]
  ? Then<Mixed<'stack', D, DTypeIn<Next>>, Stackable<S, ShapeIn<Next>>> extends infer Answer
    ? Answer extends Shape
      ? CheckNext<Answer, D, More, [...Passed, Next], All>
      : [...Passed, Answer, ...More]
    : never
  : All

type Stacked<T extends readonly unknown[], Axis extends number> =
  Common<T> extends infer S ? (S extends Shape ? Stack<S, Axis, T['length']> : S) : never

/**
 * Tensors of one shape along a new axis, which stands at `axis` in the result, the front if none is named.
 *
 * @throws ShapeMismatch if the shapes differ, there is no such place or the list is empty; DTypeMismatch
 * @example stack([tensor([1, 2]), tensor([3, 4])]) // [[1, 2], [3, 4]]
 *
 * @category Shape and place
 */
export function stack<const T extends readonly AnyTensor[], const W extends AxisOption | undefined = 0>(
  list: CheckList<T> extends T ? T : CheckList<T>,
  axis?: FitAxis<Stacked<T, AxisOr<W, 0>>, W>,
): Tensor<ShapeOf<Stacked<T, AxisOr<W, 0>>>, DTypeIn<T[number]>>
export function stack(list: readonly AnyTensor[], given?: AxisOption): AnyTensor {
  check.tensors('stack', list)
  const axis = axisGiven('stack', given) ?? 0
  const [first, ...rest] = list
  if (!first) throw new ShapeMismatch('stack: the list is empty')
  for (const { type } of rest) {
    throwIfAny(mixed('stack', first.type.dtype, type.dtype))
    orThrow(stackableShape(first.type.shape, type.shape))
  }
  const shape = orThrow(
    stackShape(
      list.map(({ type }) => type.shape),
      axis,
    ),
  )
  const at = normalAxis(axis, shape.length) ?? axis
  const expanded = shape.with(at, 1)
  return rest.length === 0
    ? laidOut(first, expanded)
    : concat(
        list.map((x) => laidOut(x, expanded)),
        at,
      )
}
