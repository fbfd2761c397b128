import fc from 'fast-check'
import type { DType } from '../../../src/shape/dtype.js'
import { axis, maybe, options, shape, size, tensor } from './draw.js'
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

export const creation: Readonly<Record<string, Operation>> = {
  filled: operation(
    ['zeros', 'ones', 'full'],
    (name) => fc.record({ shape: fc.oneof(sizes, sizesOf), value: fc.constant(name === 'full' ? 1 : undefined), options: typed }),
    [[/./, 'shape']],
  ),
  drawn: operation(
    ['bits', 'uniform', 'normal', 'bernoulli', 'exponential'],
    (name) =>
      fc.record({ key: fc.constant(new Declared([2], 'u32', true)), p: fc.constant(name === 'bernoulli' ? 0.5 : undefined), shape: sizes }),
    [[/./, 'shape']],
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
