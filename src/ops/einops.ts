import { broadcast } from '../primitives/broadcast.js'
import type { Shape } from '../shape/dim.js'
import type { DType } from '../shape/dtype.js'
import type { NotOfKind, Then } from '../shape/dtype-rule.js'
import { type AxisSizes, type Einops, type EinopsPlan, type EinopsReduce, planEinops, planReduce, type Reducer } from '../shape/einops.js'
import type { FaultAt } from '../shape/fault.js'
import { type Fit, type Given, orThrow, type ShapeOf } from '../shape/sentence.js'
import type { Unbound } from '../shape/unify.js'
import * as check from '../tensor/check.js'
import type { AnyTensor, Tensor } from '../tensor/tensor.js'
import { demand } from './operand.js'
import { max, min, prod, sum } from './reduce.js'
import { laidOut } from './reshape.js'
import { mean } from './statistics.js'
import { inOrder } from './transpose.js'

/** @throws InvalidArgument unless they are a pattern, and sizes by name */
export const demandPattern = (op: string, pattern: unknown, sizes: unknown): void => {
  if (typeof pattern !== 'string') check.refuse(op, 'the pattern', "a text, as in 'h w -> w h'", pattern)
  if (typeof sizes !== 'object' || sizes === null || Array.isArray(sizes))
    check.refuse(op, 'what follows the pattern', 'sizes by name, as in { c: 3 }', sizes)
}

const unreduced = (x: AnyTensor): AnyTensor => x

/** Axes split, reduced, put in order, repeated and joined, as a plan says. What is not asked for is not done. */
export const carryOut = (
  x: AnyTensor,
  plan: EinopsPlan,
  reduceAlong: (x: AnyTensor, axis: readonly number[]) => AnyTensor = unreduced,
): AnyTensor => {
  const size = (axis: string) => plan.sizes.get(axis) ?? 1
  const kept = plan.from.filter((axis) => plan.to.includes(axis))
  const dropped = plan.from.flatMap((axis, at) => (kept.includes(axis) ? [] : [at]))
  const split = laidOut(x, plan.from.map(size))
  const reduced = dropped.length > 0 ? reduceAlong(split, dropped) : split
  const ordered = inOrder(
    reduced,
    plan.to.filter((axis) => kept.includes(axis)).map((axis) => kept.indexOf(axis)),
  )
  const added = plan.to.flatMap((axis, at) => (kept.includes(axis) ? [] : [at]))
  return laidOut(added.length > 0 ? broadcast(ordered, plan.to.map(size), added) : ordered, plan.result)
}

/**
 * The same elements with their axes split, joined and put in another order, as a pattern says: its left side names the axes of `x`, its right side those of
 * the result. Axes in parentheses are one axis, the last of them running fastest; `1` is an axis of size 1, which comes and goes; `...` is any number of
 * axes. Where the left side splits an axis, the size of one part may be left open; `sizes` gives the others.
 *
 * @throws ShapeMismatch if the pattern is none, names an axis on one side alone, or does not fit `x`
 * @example rearrange(x, 'b h w c -> b (h w) c') // ['N', 28, 28, 3] becomes ['N', 784, 3]
 * @example rearrange(x, 'b (h p) (w q) c -> b (h w) (p q c)', { p: 4, q: 4 }) // patches of 4 x 4: ['N', 28, 28, 3] becomes ['N', 49, 48]
 *
 * @category Shape and place
 */
export function rearrange<S extends Shape, D extends DType, P extends string, const Z extends AxisSizes = Unbound>(
  x: Fit<FaultAt<'x', Einops<'rearrange', S, P, Z>>, Tensor<S, D>>,
  pattern: Fit<FaultAt<'pattern', Einops<'rearrange', S, P, Z>>, P>,
  sizes?: Fit<FaultAt<'sizes', Einops<'rearrange', S, P, Z>>, Z>,
): Tensor<ShapeOf<Einops<'rearrange', S, P, Z>>, Given<D>>
export function rearrange(x: AnyTensor, pattern: string, sizes: AxisSizes = {}): AnyTensor {
  check.tensor('rearrange', 'x', x)
  demandPattern('rearrange', pattern, sizes)
  return carryOut(x, orThrow(planEinops('rearrange', x.type.shape, pattern, sizes)))
}

/** The dtypes that a reduction is defined on. */
type Reducible<How extends Reducer, D extends DType> = NotOfKind<'reduce', D, [How] extends ['mean'] ? 'floating' : 'numeric'>

const reducers: { readonly [How in Reducer]: (x: AnyTensor, axis: readonly number[]) => AnyTensor } = {
  sum: (x, axis) => sum(x, { axis }),
  mean: (x, axis) => mean(x, { axis }),
  max: (x, axis) => max(x, { axis }),
  min: (x, axis) => min(x, { axis }),
  prod: (x, axis) => prod(x, { axis }),
}

/**
 * `rearrange` of what is left when the axes that the right side of the pattern leaves out are reduced, by their sum, mean, largest, smallest or product. On
 * the left a number is an axis of that size, which has no name and is reduced.
 *
 * @throws ShapeMismatch if the pattern is none, names an axis on the right alone, or does not fit `x`; also for an extremum over nothing. DTypeMismatch
 * @example reduce(x, 'b h w c -> b c', 'mean') // global average pooling
 * @example reduce(x, 'b (h 2) (w 2) c -> b h w c', 'max') // max pooling: ['N', 28, 28, 3] becomes ['N', 14, 14, 3]
 *
 * @category Shape and place
 */
export function reduce<S extends Shape, D extends DType, P extends string, const How extends Reducer, const Z extends AxisSizes = Unbound>(
  x: Fit<Then<Reducible<How, D>, FaultAt<'x', EinopsReduce<How, S, P, Z>>>, Tensor<S, D>>,
  pattern: Fit<FaultAt<'pattern', EinopsReduce<How, S, P, Z>>, P>,
  how: How,
  sizes?: Fit<FaultAt<'sizes', EinopsReduce<How, S, P, Z>>, Z>,
): Tensor<ShapeOf<EinopsReduce<How, S, P, Z>>, Given<D>>
export function reduce(x: AnyTensor, pattern: string, how: Reducer, sizes: AxisSizes = {}): AnyTensor {
  check.tensor('reduce', 'x', x)
  demandPattern('reduce', pattern, sizes)
  if (!Object.hasOwn(reducers, how))
    check.refuse(
      'reduce',
      'how',
      Object.keys(reducers)
        .map((name) => `'${name}'`)
        .join(', '),
      how,
    )
  demand('reduce', x, how === 'mean' ? 'floating' : 'numeric')
  return carryOut(x, orThrow(planReduce(how, x.type.shape, pattern, sizes)), reducers[how])
}
