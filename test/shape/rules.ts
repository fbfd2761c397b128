import fc from 'fast-check'
import { type Either, isLeft, map } from 'fp-ts/lib/Either.js'
import { arangeShape } from '../../src/shape/arange.js'
import type { Axes } from '../../src/shape/axis.js'
import { hasAxis } from '../../src/shape/axis.js'
import { broadcastShape, broadcastToShape } from '../../src/shape/broadcast.js'
import { concatShape } from '../../src/shape/concat.js'
import { convShape, convTransposeShape } from '../../src/shape/conv.js'
import { dotShape } from '../../src/shape/dot.js'
import { planEinops, planReduce, type Reducer } from '../../src/shape/einops.js'
import type { EinopsOp } from '../../src/shape/einops-pattern.js'
import { einsumShape } from '../../src/shape/einsum.js'
import { expandDimsShape } from '../../src/shape/expand-dims.js'
import { gatherShape, takeAlongAxisShape } from '../../src/shape/gather.js'
import { matmulShape } from '../../src/shape/matmul.js'
import { moveAxisShape } from '../../src/shape/move-axis.js'
import { type NestedLiteral, nestedShape } from '../../src/shape/nested.js'
import { outerShape } from '../../src/shape/outer.js'
import { poolShape } from '../../src/shape/pool.js'
import { reduceShape, reduceSomeShape } from '../../src/shape/reduce.js'
import { reshapeShape } from '../../src/shape/reshape.js'
import { sizeList } from '../../src/shape/size-list.js'
import { type Range, sliceShape } from '../../src/shape/slice.js'
import { squeezeShape } from '../../src/shape/squeeze.js'
import { stackableShape, stackShape } from '../../src/shape/stack.js'
import { swapAxesShape } from '../../src/shape/swap-axes.js'
import { tensordotShape } from '../../src/shape/tensordot.js'
import { transposeShape } from '../../src/shape/transpose.js'
import { einopsUses, einsumUses } from '../support/patterns.js'
import { convolutionUses, poolingUses } from '../support/windows.js'

/** A use of a rule: its type, given how shapes are written, and what its run-time twin says of the same. */
export interface Case {
  readonly type: (show: (shape: readonly number[]) => string) => string
  readonly answer: Either<string, readonly number[]>
}

const size = fc.constantFrom(0, 1, 1, 2, 3, 3)
const shape = fc.array(size, { maxLength: 4 })
const axis = fc.integer({ min: -4, max: 4 })
const axes: fc.Arbitrary<Axes> = fc.oneof(fc.constant(undefined), axis, fc.array(axis, { maxLength: 3 }))

/** A shape and one made from it: some sizes changed, some leading axes left out. */
const related = fc
  .tuple(shape, fc.array(fc.constantFrom('same', 'same', 'same', 'one', 'other'), { minLength: 4, maxLength: 4 }), fc.nat({ max: 2 }))
  .map(([a, changes, dropped]) => {
    const b = a.map((n, i) => (changes[i] === 'one' ? 1 : changes[i] === 'other' ? n + 1 : n))
    return [a, b.slice(Math.max(0, dropped - 1))] as const
  })

const order = shape.chain((a) =>
  fc.tuple(
    fc.constant(a),
    fc.shuffledSubarray(
      a.map((_, i) => i - (i % 2) * a.length),
      { minLength: Math.max(0, a.length - 1) },
    ),
  ),
)
const position = fc.integer({ min: -4, max: 5 })
const range: fc.Arbitrary<Range> = fc.oneof(
  fc.constant(null),
  fc.integer({ min: -3, max: 2 }),
  fc.tuple(position, fc.option(position)),
  fc.tuple(position, fc.option(position), fc.integer({ min: 0, max: 3 })),
)
const nested: fc.Arbitrary<NestedLiteral> = shape
  .chain((s) => fc.tuple(fc.constant(s.slice(0, 3)), fc.nat({ max: 8 })))
  .map(([s, ragged]) => {
    let left = ragged
    const build = (depth: number): NestedLiteral => {
      const n = s[depth]
      if (n === undefined) return 1
      return Array.from({ length: left-- === 0 ? n + 1 : n }, () => build(depth + 1))
    }
    return build(0)
  })

/** Settings in the order that they are declared in. */
const list = (settings: object): string => Object.values(settings).map(text).join(', ')

const text = (value: unknown): string => (value === undefined ? 'undefined' : JSON.stringify(value))

const result = map(({ result }: { readonly result: readonly number[] }) => result)

const einops = (op: EinopsOp): fc.Arbitrary<Case> =>
  einopsUses(op).map(({ pattern, shape: s, sizes }) => ({
    type: (show) => `Said<Einops<'${op}', ${show(s)}, '${pattern}', ${text(sizes)}>>`,
    answer: result(planEinops(op, s, pattern, sizes)),
  }))

/** One rule a line: what it is called with, and both of its sides. */
export const rules: Readonly<Record<string, fc.Arbitrary<Case>>> = {
  broadcast: related.map(([a, b]) => ({ type: (show) => `Broadcast<'add', ${show(a)}, ${show(b)}>`, answer: broadcastShape('add', a, b) })),
  broadcastTo: related.map(([a, b]) => ({
    type: (show) => `BroadcastTo<'to', ${show(b)}, ${show(a)}>`,
    answer: broadcastToShape('to', b, a),
  })),
  matmul: fc.tuple(related, size, size, fc.boolean()).map(([[a, b], m, n, fits]) => {
    const [left, right] = [
      a.length > 0 && fits ? [...a, m, 3] : [...a.slice(0, 1), m],
      b.length > 0 && fits ? [...b, 3, n] : [m, ...b.slice(0, 1)],
    ]
    return { type: (show) => `MatMul<${show(left)}, ${show(right)}>`, answer: matmulShape(left, right) }
  }),
  reduce: fc
    .tuple(shape, axes, fc.boolean())
    .map(([s, a, keep]) => ({ type: (show) => `Reduce<'sum', ${show(s)}, ${text(a)}, ${keep}>`, answer: reduceShape('sum', s, a, keep) })),
  reduceSome: fc.tuple(shape, axes, fc.boolean()).map(([s, a, keep]) => ({
    type: (show) => `ReduceSome<'max', ${show(s)}, ${text(a)}, ${keep}>`,
    answer: reduceSomeShape('max', s, a, keep),
  })),
  reshape: fc
    .tuple(shape, fc.array(fc.constantFrom(-2, -1, -1, 0, 1, 2, 3, 6), { maxLength: 3 }))
    .map(([s, t]) => ({ type: (show) => `Reshape<'reshape', ${show(s)}, ${show(t)}>`, answer: reshapeShape('reshape', s, t) })),
  sizes: fc
    .array(fc.constantFrom(0, 1, 2.5, -1, 7))
    .map((s) => ({ type: () => `SizeList<'zeros', ${text(s)}>`, answer: sizeList('zeros', s) })),
  transpose: order.map(([s, o]) => ({ type: (show) => `Transpose<${show(s)}, ${text(o)}>`, answer: transposeShape(s, o) })),
  reversal: shape.map((s) => ({ type: (show) => `Transpose<${show(s)}, undefined>`, answer: transposeShape(s, undefined) })),
  swapAxes: fc
    .tuple(shape, axis, axis)
    .map(([s, a, b]) => ({ type: (show) => `SwapAxes<${show(s)}, ${a}, ${b}>`, answer: swapAxesShape(s, a, b) })),
  moveAxis: fc
    .tuple(shape, axis, axis)
    .map(([s, a, b]) => ({ type: (show) => `MoveAxis<${show(s)}, ${a}, ${b}>`, answer: moveAxisShape(s, a, b) })),
  expandDims: fc.tuple(shape, axis).map(([s, a]) => ({ type: (show) => `ExpandDims<${show(s)}, ${a}>`, answer: expandDimsShape(s, a) })),
  squeeze: fc.tuple(shape, axes).map(([s, a]) => ({ type: (show) => `Squeeze<${show(s)}, ${text(a)}>`, answer: squeezeShape(s, a) })),
  concat: fc
    .tuple(related, axis)
    .map(([[a, b], at]) => ({ type: (show) => `Concat<${show(a)}, ${show(b)}, ${at}>`, answer: concatShape(a, b, at) })),
  stackable: related.map(([a, b]) => ({ type: (show) => `Stackable<${show(a)}, ${show(b)}>`, answer: stackableShape(a, b) })),
  stack: fc.tuple(shape, axis, fc.integer({ min: 1, max: 4 })).map(([s, at, n]) => ({
    type: (show) => `Stack<${show(s)}, ${at}, ${n}>`,
    answer: stackShape(
      Array.from({ length: n }, () => s),
      at,
    ),
  })),
  slice: fc
    .tuple(fc.array(fc.constantFrom(0, 1, 3, 4), { maxLength: 3 }), fc.array(range, { maxLength: 3 }))
    .map(([s, r]) => ({ type: (show) => `Slice<${show(s)}, ${text(r)}>`, answer: sliceShape(s, r) })),
  gather: fc
    .tuple(shape, shape, axis)
    .map(([s, i, a]) => ({ type: (show) => `Gather<${show(s)}, ${show(i)}, ${a}>`, answer: gatherShape(s, i, a) })),
  takeAlongAxis: fc
    .tuple(related, axis)
    .map(([[s, i], a]) => ({ type: (show) => `TakeAlongAxis<${show(s)}, ${show(i)}, ${a}>`, answer: takeAlongAxisShape(s, i, a) })),
  dot: related.map(([a, b]) => ({ type: (show) => `Dot<${show(a)}, ${show(b)}>`, answer: dotShape(a, b) })),
  dotFitting: fc
    .tuple(shape, shape)
    .filter(([a, b]) => a.at(-1) === (b.at(-2) ?? b.at(-1)))
    .chain(([a, b]) => fc.constantFrom([a, b] as const, [a, []] as const))
    .map(([a, b]) => ({ type: (show) => `Dot<${show(a)}, ${show(b)}>`, answer: dotShape(a, b) })),
  outer: fc
    .tuple(fc.constantFrom(0, 1, 1, 1, 1, 2), fc.constantFrom(1, 1, 1, 2), shape)
    .map(([m, n, s]) => [[...s, 2, 3].slice(0, m), [...s, 5, 4].slice(0, n)] as const)
    .map(([a, b]) => ({ type: (show) => `Outer<${show(a)}, ${show(b)}>`, answer: outerShape(a, b) })),
  tensordot: fc
    .tuple(related, fc.integer({ min: -1, max: 3 }))
    .map(([[a, b], n]) => [[...a.slice(n), ...a.slice(0, n)], b, n] as const)
    .map(([a, b, n]) => ({ type: (show) => `TensorDot<${show(a)}, ${show(b)}, ${n}>`, answer: tensordotShape(a, b, n) })),
  tensordotPairs: fc
    .tuple(shape, fc.nat({ max: 5 }))
    .chain(([s, off]) => {
      const places = fc.shuffledSubarray(s.map((_, i) => i - (i % 2) * s.length))
      return fc.tuple(fc.constant(s), places, fc.constant(off))
    })
    .map(([s, of, off]) => {
      const other = of.map((at) => s.at(at) ?? 1)
      const changed = off === 0 ? other.map((n) => n + 1) : off === 1 ? other.slice(1) : other
      return [s, [...changed, 2], [of, off === 2 ? of : other.map((_, i) => i)]] as const
    })
    .map(([a, b, pairs]) => ({ type: (show) => `TensorDot<${show(a)}, ${show(b)}, ${text(pairs)}>`, answer: tensordotShape(a, b, pairs) })),
  einsum: einsumUses.map(({ spec, shapes }) => ({
    type: (show) => `Einsum<'${spec}', [${shapes.map(show).join(', ')}]>`,
    answer: einsumShape(spec, shapes),
  })),
  rearrange: einops('rearrange'),
  repeat: einops('repeat'),
  einopsReduce: fc.tuple(einopsUses('reduce'), fc.constantFrom<Reducer>('sum', 'max')).map(([{ pattern, shape: s, sizes }, how]) => ({
    type: (show) => `Said<EinopsReduce<'${how}', ${show(s)}, '${pattern}', ${text(sizes)}>>`,
    answer: result(planReduce(how, s, pattern, sizes)),
  })),
  conv: convolutionUses.map(({ x, kernel, settings }) => ({
    type: (show) => `Said<Conv<'conv', ${show(x)}, ${show(kernel)}, ${list(settings)}>>`,
    answer: convShape('conv', x, kernel, settings),
  })),
  convTranspose: convolutionUses.map(({ x, transposed, settings }) => ({
    type: (show) => `Said<ConvTranspose<'convTranspose', ${show(x)}, ${show(transposed)}, ${list(settings)}>>`,
    answer: convTransposeShape('convTranspose', x, transposed, settings),
  })),
  pool: poolingUses.map(({ x, window, settings }) => ({
    type: (show) => `Said<Pool<'maxPool', ${show(x)}, ${text(window)}, ${list(settings)}>>`,
    answer: poolShape('maxPool', x, window, settings),
  })),
  hasAxis: fc.tuple(shape, axis).map(([s, a]) => {
    const answer = hasAxis('softmax', s, a)
    return { type: (show) => `HasAxis<'softmax', ${show(s)}, ${a}>`, answer: isLeft(answer) ? answer : { _tag: 'Right', right: s } }
  }),
  arange: fc
    .tuple(fc.nat({ max: 9 }), fc.nat({ max: 40 }), fc.nat({ max: 7 }))
    .map(([from, to, step]) => ({ type: () => `Arange<${from}, ${to}, ${step}>`, answer: arangeShape(from, to, step) })),
  nested: nested.map((value) => ({ type: () => `NestedShape<${text(value)}>`, answer: nestedShape(value) })),
}

/** Imports of all of them. */
export const header = [
  ['arange', 'Arange'],
  ['axis', 'HasAxis'],
  ['broadcast', 'Broadcast, BroadcastTo'],
  ['concat', 'Concat'],
  ['dot', 'Dot'],
  ['einops', 'Einops, EinopsReduce'],
  ['einsum', 'Einsum'],
  ['outer', 'Outer'],
  ['conv', 'Conv, ConvTranspose'],
  ['fault', 'Said'],
  ['pool', 'Pool'],
  ['stack', 'Stack, Stackable'],
  ['tensordot', 'TensorDot'],
  ['move-axis', 'MoveAxis'],
  ['swap-axes', 'SwapAxes'],
  ['expand-dims', 'ExpandDims'],
  ['gather', 'Gather, TakeAlongAxis'],
  ['matmul', 'MatMul'],
  ['nested', 'NestedShape'],
  ['reduce', 'Reduce, ReduceSome'],
  ['reshape', 'Reshape'],
  ['size-list', 'SizeList'],
  ['slice', 'Slice'],
  ['squeeze', 'Squeeze'],
  ['transpose', 'Transpose'],
]
  .map(([file, types]) => `import type { ${types} } from 'typegrad-internal/shape/${file}'`)
  .join('; ')
