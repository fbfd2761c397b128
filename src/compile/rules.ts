import { subtract } from '../primitives/arithmetic.js'
import { broadcast, sum } from '../primitives/broadcast.js'
import { concat } from '../primitives/concat.js'
import { dot } from '../primitives/dot.js'
import { extents } from '../primitives/fold.js'
import { constantOf, full } from '../primitives/literal.js'
import { contractedInTwoSteps, inTwoSteps, isLong } from '../primitives/long-folds.js'
import { multiply } from '../primitives/multiply.js'
import { permute } from '../primitives/permute.js'
import { isInPieces } from '../primitives/pieces.js'
import { reshape } from '../primitives/reshape.js'
import { negate } from '../primitives/sign.js'
import { pad, slice } from '../primitives/slice.js'
import { stopGradient } from '../primitives/stop-gradient.js'
import { item } from '../program/program.js'
import { sameShape, sizeOf } from '../shape/dim.js'
import { apply } from '../tensor/apply.js'
import type { Params, Primitive, Target } from '../tensor/primitive.js'
import type { AnyTensor } from '../tensor/tensor.js'

/** What stands for the result of an application, or nothing where the rule has nothing to say. */
export type Rewrite = (operands: readonly AnyTensor[], params: Params, result: AnyTensor, target?: Target) => AnyTensor | undefined

interface Rule {
  readonly primitive: Primitive
  readonly rewrite: Rewrite
}

/** A rule on the applications of one primitive. The first operand is handed over separately, since every rule looks at it. */
const rule = <P extends Params>(
  { primitive }: { readonly primitive: Primitive<P> },
  rewrite: (x: AnyTensor, params: P, operands: readonly AnyTensor[], result: AnyTensor, target?: Target) => AnyTensor | undefined | false,
): Rule => ({
  primitive: primitive as unknown as Primitive, // only ever compared by identity
  // The parameters are those that the primitive was applied with.
  rewrite: (operands, params, result, target) => (operands[0] && rewrite(operands[0], params as P, operands, result, target)) || undefined,
})

/** The operands and parameters of a node, if it is an application of that primitive. */
const made = <P extends Params>(node: AnyTensor | undefined, { primitive }: { readonly primitive: Primitive<P> }) => {
  if (node?.source.kind !== 'application') return undefined
  const { application } = node.source
  // Equal primitives have equal parameter types.
  return application.primitive === (primitive as unknown as Primitive)
    ? { x: application.operands[0], operands: application.operands, params: application.params as P }
    : undefined
}

const isFull = (node: AnyTensor | undefined, value: number): boolean => Object.is(constantOf(node), value)

const type = (node: AnyTensor) => node.type

/** The axes of the outer broadcast in front of those of the inner one, in the outer's numbering. */
const joined = (rank: number, outer: readonly number[], inner: readonly number[]): number[] => {
  const kept = Array.from({ length: rank }, (_, axis) => axis).filter((axis) => !outer.includes(axis))
  return [...outer, ...inner.map((axis) => kept[axis] ?? axis)].sort((a, b) => a - b)
}

/** Sum of what was repeated along the very axes that are summed: the count times the value. Not of nothing: 0 times infinity is no sum. */
const sumOfBroadcast = rule(sum, (x, { axes }) => {
  const inner = made(x, broadcast)
  if (!inner?.x || inner.params.axes.length === 0 || !inner.params.axes.every((axis) => axes.includes(axis))) return
  const count = sizeOf(extents(x.type, inner.params.axes))
  if (count === 0) return
  const { dtype, shape } = inner.x.type
  const left = (axis: number) => axis - inner.params.axes.filter((other) => other < axis).length
  const rest = axes.filter((axis) => !inner.params.axes.includes(axis)).map(left)
  return sum(multiply(inner.x, full(count, shape, dtype)), rest)
})

const sumOfSum = rule(sum, (x, { axes }, _, __, target) => {
  const inner = made(x, sum)
  // Pieces of a product are added up once, for all who read it.
  if (!inner?.x || isInPieces(inner.x)) return
  const all = joined(inner.x.type.shape.length, inner.params.axes, axes)
  return !isLong(inner.x.type.shape, all, target) && sum(inner.x, all)
})

/** `permute(dot(a, b))` that swaps rows and columns is `dot(b, a)`. */
const permuteOfDot = rule(permute, (x, { order }) => {
  const inner = made(x, dot)
  const [a, b] = inner?.operands ?? []
  if (!inner || !a || !b) return
  const { contract, batch } = inner.params
  const shared = batch[0].length
  const rows = type(a).shape.length - contract[0].length - shared
  const swapped = [...order.keys()].map((i) => (i < shared ? i : i < order.length - rows ? i + rows : i - (order.length - rows) + shared))
  if (rows === 0 || rows === order.length - shared || !sameShape(order, swapped)) return
  return dot(b, a, { contract: [contract[1], contract[0]], batch: [batch[1], batch[0]] })
})

/** A slice of what lies in one part of the whole is a slice of that part. */
const sliceOfConcat = rule(slice, (x, { start, stop, step }) => {
  const whole = made(x, concat)
  if (!whole) return
  const { axis } = whole.params
  const [from = 0, to = 0] = [start[axis], stop[axis]]
  let before = 0
  for (const part of whole.operands) {
    const after = before + (part.type.shape[axis] ?? 0)
    if (from >= before && to <= after && from < to) {
      const moved = (ends: readonly number[]) => ends.map((end, i) => (i === axis ? end - before : end))
      return slice(part, moved(start), moved(stop), step)
    }
    before = after
  }
  return
})

/** One kernel reads so many values and makes another: 8 buffers, which WebGPU promises. */
const mostAtOnce = 7

const inGroups = (operands: readonly AnyTensor[], axis: number): AnyTensor[] =>
  Array.from({ length: Math.ceil(operands.length / mostAtOnce) }, (_, i) =>
    concat(operands.slice(i * mostAtOnce, (i + 1) * mostAtOnce), axis),
  )

/**
 * What holds of any numbers, NaN, infinities and signed zeros among them (so `x + 0` stays, since -0 + 0 is 0, and `x * 0` stays).
 * Rounding may differ, values may not. What concerns one primitive that few programs have stands with it, as its `expand`.
 */
const rules: readonly Rule[] = [
  rule(multiply, (x, _, [, y]) => isFull(y, 1) && x),
  rule(multiply, (x, _, [, y]) => isFull(x, 1) && y),
  rule(subtract, (x, _, [, y]) => isFull(y, 0) && x),
  rule(negate, (x) => made(x, negate)?.x),
  rule(stopGradient, (x) => x),
  rule(reshape, (x, { shape }) => sameShape(x.type.shape, shape) && x),
  rule(reshape, (x, { shape }) => {
    const inner = made(x, reshape)
    return inner?.x && reshape(inner.x, shape)
  }),
  rule(permute, (x, { order }) => order.every((axis, i) => axis === i) && x),
  rule(permute, (x, { order }) => {
    const inner = made(x, permute)
    return (
      inner?.x &&
      permute(
        inner.x,
        order.map((axis) => inner.params.order[axis] ?? axis),
      )
    )
  }),
  rule(permute, (x, { order }, _, y) => {
    // Only axes of one element change their place: all others stay where they are in memory.
    const long = order.filter((axis) => (x.type.shape[axis] ?? 0) !== 1)
    return long.every((axis, i) => i === 0 || axis > (long[i - 1] ?? 0)) && reshape(x, y.type.shape)
  }),
  permuteOfDot,
  rule(broadcast, (x, { axes }) => axes.length === 0 && x),
  rule(broadcast, (x, { shape, axes }) => {
    const inner = made(x, broadcast)
    return inner?.x && broadcast(inner.x, shape, joined(shape.length, axes, inner.params.axes))
  }),
  sumOfBroadcast,
  sumOfSum,
  rule(dot, (a, params, [, b]) => b && contractedInTwoSteps(params, a, b)),
  rule(slice, (x, _, __, y) => sameShape(x.type.shape, y.type.shape) && x),
  sliceOfConcat,
  rule(pad, (x, _, __, y) => sameShape(x.type.shape, y.type.shape) && x),
  rule(concat, (x, _, operands) => operands.length === 1 && x),
  rule(concat, (_, { axis }, operands) => operands.length > mostAtOnce && concat(inGroups(operands, axis), axis)),
]

const byPrimitive: ReadonlyMap<Primitive, readonly Rewrite[]> = rules.reduce(
  (table, { primitive, rewrite }) => table.set(primitive, [...(table.get(primitive) ?? []), rewrite]),
  new Map<Primitive, Rewrite[]>(),
)

/** Of every fold over axes: a single element is its fold; a long one is made in two steps. */
const rewriteFold =
  (primitive: Primitive, neutral: number): Rewrite =>
  ([x], { axes }, result, target) => {
    if (!x) return
    const folded = axes as readonly number[] // parameters of what folds over axes
    if (sizeOf(extents(x.type, folded)) === 1) return reshape(x, result.type.shape)
    const made = inTwoSteps((y, over) => apply(primitive, [y], { axes: over }), neutral, x, folded, target)
    return made && reshape(made, result.type.shape)
  }

/** What may be rewritten of an application, by its primitive. */
export const rulesOf = (primitive: Primitive, { type }: AnyTensor): readonly Rewrite[] => {
  const { lower } = primitive
  const own = byPrimitive.get(primitive) ?? []
  if (lower.kind !== 'reduction' || !lower.overAxes) return own
  return [...own, rewriteFold(primitive, item(lower.accumulators(type, []), 0).initial)]
}
