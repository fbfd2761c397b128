import fc from 'fast-check'
import { show } from '../../../src/shape/dim.js'
import { lists, maybe, options, rarely, related, shape, size, tensor, tensors } from './draw.js'
import { dtypeFaults, type Operation, operation } from './operation.js'
import { Declared, type Value } from './use.js'

const diagonal = maybe(fc.integer({ min: -3, max: 3 }))

/** Coordinates in space as the last axis, but rarely. */
const spatial = fc
  .tuple(related, fc.nat({ max: 5 }))
  .map(([[a, b], odd]) => [odd === 0 ? a : [...a.slice(0, 3), 3], odd === 1 ? b : [...b.slice(0, 3), 3]] as const)

const vector = fc.tuple(shape, size, rarely(12)).map(([any, n, odd]) => (odd ? any : [n]))

export const matrices: Readonly<Record<string, Operation>> = {
  triangles: operation(['triu', 'tril'], () => fc.record({ x: tensor(shape), options: options({ diagonal }) }), [[/./, 'x']]),
  diag: operation(
    ['diag'],
    () => fc.record({ x: tensor(fc.array(fc.nat({ max: 6 }), { maxLength: 4 })), options: options({ diagonal }) }),
    [[/./, 'x']],
  ),
  trace: operation(
    ['trace'],
    // Few shapes have no diagonal.
    () =>
      fc.record({
        x: tensor(
          fc.oneof(
            shape,
            fc.nat({ max: 3000 }).map((n) => [n]),
          ),
          'f32',
          'i32',
          'u32',
        ),
      }),
    [[/./, 'x']],
  ),
  kron: operation(
    ['kron'],
    () =>
      fc
        .tuple(shape, shape, rarely(2))
        .chain(([a, b, any]) => (any ? tensors([a, b], 'f32', 'bool', 'i32') : tensors([a, b])))
        .map(([a, b]) => ({ a, b })),
    dtypeFaults,
  ),
  cross: operation(['cross'], () => spatial.chain((shapes) => tensors(shapes)).map(([a, b]) => ({ a, b })), [
    ...dtypeFaults,
    [/axis of (\[.*?\]) does/, ([, said], { a }) => (a instanceof Declared && show(a.shape) === said ? 'a' : 'b')],
    [/./, 'b'],
  ]),
  meshgrid: operation(
    ['meshgrid'],
    () =>
      fc.nat({ max: 4 }).chain((n) =>
        fc.record({
          list: lists(tensor(vector, 'f32', 'i32', 'bool'), n),
          options: options({ indexing: maybe(fc.constantFrom<Value>('xy', 'ij')) }),
        }),
      ),
    [
      [
        /: (\[.*?\]) is not/,
        ([, said], { list }) =>
          `list.${Array.isArray(list) ? list.findIndex((one: Value) => one instanceof Declared && show(one.shape) === said) : 0}`,
      ],
    ],
  ),
}
