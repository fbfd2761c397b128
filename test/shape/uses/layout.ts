import fc from 'fast-check'
import { sizeOf } from '../../../src/shape/dim.js'
import { axes, axis, rarely, related, shape, tensor, tensors } from './draw.js'
import { type Fault, type Operation, operation } from './operation.js'
import { type Declared, SizeOf, type Value } from './use.js'

/** A change that most often is none. */
const wrong = fc.constantFrom(
  'none',
  'none',
  'none',
  'none',
  'none',
  'none',
  'open',
  'open',
  'open',
  'twice open',
  'more',
  'fewer',
  'negative',
)

/** The sizes of the tensor turned about, some of them joined, one left open or wrong, the first perhaps written as the tensor's. */
const sizesFor = (x: Declared): fc.Arbitrary<readonly Value[]> =>
  fc
    .tuple(fc.shuffledSubarray([...x.shape], { minLength: x.shape.length }), fc.nat({ max: 3 }), wrong, fc.nat({ max: 3 }), fc.boolean())
    .map(([turned, joined, how, at, named]) => {
      const sizes = [...turned.slice(joined), ...(joined > 0 ? [sizeOf(turned.slice(0, joined))] : [])]
      if (how === 'more') return [...sizes, 2]
      if (how === 'fewer') return sizes.slice(1)
      if (how === 'negative') return [-2, ...sizes.slice(1)]
      const open = sizes.map((n, i) => ((i === at % sizes.length && how.endsWith('open')) || (i === 0 && how === 'twice open') ? -1 : n))
      const own = x.shape.indexOf(open[0] ?? -1)
      return named && own >= 0 ? [new SizeOf(x, own), ...open.slice(1)] : open
    })

const order = (rank: number): fc.Arbitrary<Value> =>
  fc.oneof(
    { weight: 1, arbitrary: fc.constant(undefined) },
    {
      weight: 6,
      arbitrary: fc.shuffledSubarray(
        Array.from({ length: rank }, (_, i) => i - (i % 2) * rank),
        { minLength: Math.max(0, rank - 1) },
      ),
    },
    { weight: 3, arbitrary: fc.array(axis, { minLength: Math.max(0, rank - 1), maxLength: rank }) },
  )

/** The first of two axes if that is the one that the sentence names, else the second. */
const outside: Fault = [/axis (\S+) is/, ([, said], { a }) => (String(a) === said ? 'a' : 'b')]

export const layout: Readonly<Record<string, Operation>> = {
  reshape: operation(['reshape'], () => tensor(shape).chain((x) => fc.record({ x: fc.constant(x), shape: sizesFor(x) })), [[/./, 'shape']]),
  broadcastTo: operation(
    ['broadcastTo'],
    () => fc.tuple(related, rarely(10)).chain(([[a, b], odd]) => tensors([b]).map(([x]) => ({ x, shape: odd ? [-1, ...a] : a }))),
    [[/./, 'shape']],
  ),
  transpose: operation(['transpose'], () => tensor(shape).chain((x) => fc.record({ x: fc.constant(x), order: order(x.shape.length) })), [
    [/./, 'order'],
  ]),
  swapAxes: operation(['swapAxes'], () => fc.record({ x: tensor(shape), a: axis, b: axis }), [outside]),
  moveAxis: operation(['moveAxis'], () => fc.record({ x: tensor(shape), a: axis, b: axis }), [outside]),
  expandDims: operation(['expandDims'], () => fc.record({ x: tensor(shape), axis }), [[/./, 'axis']]),
  squeeze: operation(
    ['squeeze'],
    () =>
      fc
        .tuple(shape, axes, fc.boolean())
        .chain(([one, axis, ones]) => tensor(fc.constant(ones ? one.map((n) => (n === 3 ? 1 : n)) : one)).map((x) => ({ x, axis }))),
    [[/./, 'axis']],
  ),
}
