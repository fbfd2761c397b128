import fc from 'fast-check'
import { axis, maybe, options, shape, size, tensor } from './draw.js'
import { dtypeFaults, type Fault, type Operation, operation } from './operation.js'
import { Declared, type Value } from './use.js'

const faults: readonly Fault[] = [...dtypeFaults, [/: axis/, ['options.axis', 'x']], [/name the one/, 'x'], [/: k =/, 'k']]

const ofScalar: Fault = [/for \[\]$/, 'x']

const x = tensor(shape, 'f32', 'f32', 'i32', 'u32')

export const order: Readonly<Record<string, Operation>> = {
  running: operation(['cumsum', 'cumprod', 'cummax', 'cummin'], () => fc.record({ x, options: options({ axis: maybe(axis) }) }), faults),
  runningOfFloats: operation(
    ['logCumSumExp'],
    () => fc.record({ x: tensor(shape, 'f32', 'f64', 'i32'), options: options({ axis: maybe(axis) }) }),
    faults,
  ),
  sort: operation(
    ['sort', 'argsort'],
    () => fc.record({ x, options: options({ axis: maybe(axis), descending: fc.constantFrom(undefined, undefined, true, false) }) }),
    [ofScalar, ...faults],
  ),
  topK: operation(
    ['topK'],
    () =>
      fc.record({ x, k: fc.oneof<fc.Arbitrary<Value>[]>(size, size, fc.constantFrom(-1, 1.5)), options: options({ axis: maybe(axis) }) }),
    [ofScalar, ...faults],
  ),
  permutation: operation(
    ['permutation'],
    () =>
      fc.record({
        key: fc.constant(new Declared([2], 'u32', true)),
        x: fc.oneof<fc.Arbitrary<Value>[]>(
          tensor(shape),
          tensor(fc.constant([])),
          fc.nat({ max: 500 }),
          fc.integer({ min: -300, max: -1 }),
          fc.nat({ max: 300 }).map((n) => n + 0.5),
        ),
      }),
    [[/./, 'x']],
  ),
}
