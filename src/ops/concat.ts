import { ShapeMismatch } from '../errors.js'
import { concat as joined } from '../primitives/concat.js'
import { type HasAxis, hasAxis, type Unknowns } from '../shape/axis.js'
import type { AxisOption, AxisOr, FitAxis } from '../shape/axis-option.js'
import { type Concat, concatShape } from '../shape/concat.js'
import type { Shape } from '../shape/dim.js'
import type { DType } from '../shape/dtype.js'
import { type Mixed, mixed, type Then, throwIfAny } from '../shape/dtype-rule.js'
import { orThrow, type ShapeOf } from '../shape/sentence.js'
import * as check from '../tensor/check.js'
import type { AnyTensor, DTypeIn, ShapeIn, Tensor } from '../tensor/tensor.js'
import { axisGiven } from './axis-argument.js'

/** The shape of all of them joined; of a list of unknown length, the joined axis is unknown. */
type Joined<T extends readonly unknown[], Axis extends number> = number extends T['length']
  ? Concat<ShapeIn<T[number]>, Unknowns<ShapeIn<T[number]>>, Axis>
  : T extends readonly [infer First, ...infer Rest]
    ? JoinAll<HasAxis<'concat', ShapeIn<First>, Axis>, Rest, Axis>
    : never

type JoinAll<S, Rest extends readonly unknown[], Axis extends number> = S extends Shape
  ? Rest extends readonly [infer Next, ...infer More]
    ? JoinAll<Concat<S, ShapeIn<Next>, Axis>, More, Axis>
    : S
  : S

/** The list with the sentence in the place of the first tensor that does not fit those before it. */
type CheckList<T extends readonly unknown[], Axis extends number> = number extends T['length']
  ? T
  : T extends readonly [infer First, ...infer Rest]
    ? ShapeIn<First> extends readonly []
      ? [HasAxis<'concat', [], Axis>, ...Rest]
      : HasAxis<'concat', ShapeIn<First>, Axis> extends string
        ? T
        : CheckNext<ShapeIn<First>, DTypeIn<First>, Rest, Axis, [First], T>
    : 'concat: the list is empty'

type CheckNext<
  S extends Shape,
  D extends DType,
  Rest extends readonly unknown[],
  Axis extends number,
  Passed extends readonly unknown[],
  All,
> = Rest extends readonly [infer Next, ...infer More]
  ? Then<Mixed<'concat', D, DTypeIn<Next>>, Concat<S, ShapeIn<Next>, Axis>> extends infer Answer
    ? Answer extends Shape
      ? CheckNext<Answer, D, More, Axis, [...Passed, Next], All>
      : [...Passed, Answer, ...More]
    : never
  : All

/**
 * Tensors one after the other along an axis, the first if none is named. Elsewhere their sizes are equal; their dtypes are one.
 *
 * @throws ShapeMismatch if sizes differ, the axis does not exist or the list is empty; DTypeMismatch
 * @example concat([tensor([1, 2]), tensor([3])]) // [1, 2, 3]
 *
 * @category Shape and place
 */
export function concat<const T extends readonly AnyTensor[], const W extends AxisOption | undefined = 0>(
  list: CheckList<T, AxisOr<W, 0>> extends T ? T : CheckList<T, AxisOr<W, 0>>,
  axis?: FitAxis<HasAxis<'concat', ShapeIn<T[0]>, AxisOr<W, 0>>, W>,
): Tensor<ShapeOf<Joined<T, AxisOr<W, 0>>>, DTypeIn<T[number]>>
export function concat(list: readonly AnyTensor[], given?: AxisOption): AnyTensor {
  check.tensors('concat', list)
  const axis = axisGiven('concat', given) ?? 0
  const [first, ...rest] = list
  if (!first) throw new ShapeMismatch('concat: the list is empty')
  const normal = orThrow(hasAxis('concat', first.type.shape, axis))
  let shape: readonly number[] = first.type.shape
  for (const { type } of rest) {
    throwIfAny(mixed('concat', first.type.dtype, type.dtype))
    shape = orThrow(concatShape(shape, type.shape, axis))
  }
  return rest.length === 0 ? first : joined(list, normal)
}
