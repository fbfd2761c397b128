import fc from 'fast-check'
import type { DType } from '../../../src/shape/dtype.js'
import { axis, maybe, options, rarely, related, shape, size, tensor, tensors } from './draw.js'
import { type Operation, operation } from './operation.js'
import { Declared, SizeOf, type Value } from './use.js'

const dtype = fc.constantFrom<DType | undefined>(undefined, undefined, 'i32', 'bool', 'f64')
const typed = dtype.map((one): Value => (one === undefined ? undefined : { dtype: one }))

/** A size, or what is none. */
const count = fc.oneof(
  { weight: 4, arbitrary: fc.nat({ max: 5000 }) },
  { weight: 1, arbitrary: fc.integer({ min: -300, max: -1 }) },
  { weight: 1, arbitrary: fc.nat({ max: 300 }).map((n) => n + 0.5) },
)
const sizes = fc.array(fc.oneof({ weight: 3, arbitrary: size }, { weight: 2, arbitrary: count }), { maxLength: 4 })

/** Sizes, the first of them a tensor's. */
const sizesOf = tensor(shape.filter((one) => one.length > 0)).chain((x) => sizes.map((more): Value => [new SizeOf(x, 0), ...more]))

/** Nested numbers or booleans of a shape, with one row that is longer now and then. */
const nested = fc
  .tuple(
    fc.array(fc.constantFrom(0, 1, 2, 2, 3), { maxLength: 3 }),
    fc.nat({ max: 12 }),
    fc.constantFrom('numbers', 'numbers', 'booleans', 'both'),
  )
  .map(([sizes, ragged, of]) => {
    let [rows, leaves] = [0, 0]
    const build = (depth: number): Value => {
      const n = sizes[depth]
      if (n === undefined) return of === 'booleans' || (of === 'both' && leaves++ === 0) ? true : 1
      return Array.from({ length: rows++ === ragged ? n + 1 : n }, () => build(depth + 1))
    }
    return build(0)
  })

const aKey = new Declared([2], 'u32', true)

/** The shape of a parameter, and one that is drawn, to which it most often stretches; or none. */
const parameterised = fc
  .tuple(related, fc.nat({ max: 3 }))
  .map(([[a, b], none]): readonly [readonly number[], readonly number[] | undefined] => [
    a.length > b.length ? b : a,
    none === 0 ? undefined : a.length > b.length ? a : b,
  ])

export const creation: Readonly<Record<string, Operation>> = {
  filled: operation(
    ['zeros', 'ones', 'full'],
    (name) => fc.record({ shape: fc.oneof(sizes, sizesOf), value: fc.constant(name === 'full' ? 1 : undefined), options: typed }),
    [[/./, 'shape']],
  ),
  drawn: operation(
    ['bits', 'uniform', 'normal', 'exponential'],
    () => fc.record({ key: fc.constant(new Declared([2], 'u32', true)), shape: sizes }),
    [[/./, 'shape']],
  ),
  drawnBy: operation(
    ['bernoulli', 'gamma', 'poisson'],
    () =>
      parameterised.chain(([of, into]) =>
        fc
          .tuple(tensor(fc.constant(of), 'f32', 'f32', 'f64'), rarely(4))
          .map(([p, plain]) => ({ key: aKey, p: plain ? 0.5 : p, shape: into })),
      ),
    [
      [/differ; convert/, 'p'],
      [/./, 'shape'],
    ],
  ),
  beta: operation(
    ['beta'],
    () =>
      fc
        .tuple(
          related.chain((shapes) => tensors(shapes, 'f32', 'f32', 'f64')),
          rarely(4),
          maybe(shape),
        )
        .map(([[a, b], plain, into]) => ({ key: aKey, a: plain ? 0.5 : a, b, shape: into })),
    [
      [/ and f64 differ|and \w+ differ; convert/, (_, { a }) => (a instanceof Declared && a.dtype !== 'f32' ? 'a' : 'b')],
      [/do not broadcast/, 'b'],
      [/./, 'shape'],
    ],
  ),
  normalOf: operation(
    ['normal'],
    () =>
      parameterised
        .filter(([, into]) => into !== undefined)
        .chain(([of, into]) =>
          fc
            .tuple(tensor(fc.constant(of), 'f32', 'f32', 'f64'), fc.constantFrom<'mean' | 'deviation'>('mean', 'deviation'))
            .map(([x, name]) => ({ key: aKey, shape: into, options: { [name]: x } })),
        ),
    [
      [/is not a size in/, 'shape'],
      [/./, ['options.mean', 'options.deviation']],
    ],
  ),
  truncatedNormal: operation(
    ['truncatedNormal'],
    () => fc.record({ key: fc.constant(new Declared([2], 'u32', true)), low: fc.constant(-2), high: fc.constant(2), shape: sizes }),
    [[/./, 'shape']],
  ),
  randint: operation(
    ['randint'],
    () => fc.record({ key: fc.constant(new Declared([2], 'u32', true)), min: fc.constant(-2), max: fc.constant(2), shape: sizes }),
    [[/./, 'shape']],
  ),
  categorical: operation(
    ['categorical'],
    () =>
      fc.record({
        key: fc.constant(new Declared([2], 'u32', true)),
        logits: tensor(shape, 'f32', 'f32', 'f64'),
        options: options({ axis: maybe(axis) }),
      }),
    [
      [/ dtype;/, 'logits'],
      [/: axis|is empty along/, ['options.axis', 'logits']],
    ],
  ),
  linspace: operation(
    ['linspace'],
    () =>
      fc.record({
        start: fc.constantFrom(0, -1),
        stop: fc.constantFrom(1, 2),
        count,
        options: fc.constantFrom<Value>(undefined, { dtype: 'f64' }),
      }),
    [[/./, 'count']],
  ),
  eye: operation(['eye'], () => fc.record({ n: count, options: typed }), [[/./, 'n']]),
  arange: operation(
    ['arange'],
    () => fc.record({ stop: fc.nat({ max: 400 }), options: fc.record({ start: maybe(fc.nat({ max: 9 })), step: fc.nat({ max: 7 }) }) }),
    [[/./, 'options.step']],
  ),
  tensor: operation(
    ['tensor'],
    () =>
      fc.record({
        value: nested,
        options: fc.oneof(typed, fc.record({ shape: fc.array(fc.constantFrom(-1, 1, 2, 3, 6), { maxLength: 3 }) })),
      }),
    [
      [/: row/, 'value'],
      [/./, 'options.shape'],
    ],
  ),
}
