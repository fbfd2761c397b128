import fc from 'fast-check'
import { options, rarely, shape, size, tensor, tensors } from './draw.js'
import { dtypeFaults, type Operation, operation } from './operation.js'
import type { Value } from './use.js'

const counts = fc.oneof({ weight: 6, arbitrary: size.map((n) => n + 1) }, { weight: 1, arbitrary: fc.constantFrom(-1, 2.5, 1000) })

/** Elements, and most often a weight for each. */
const weighed = fc.tuple(shape, fc.nat({ max: 4 })).map(([of, odd]) => [of, odd === 0 ? of.slice(1) : odd === 1 ? [...of, 2] : of] as const)

const faults = [
  [/an index dtype/, 'x'],
  [/is not a size/, ['length', 'bins']],
  [/weights|differ; convert|numeric/, 'options.weights'],
  ...dtypeFaults,
] as const

const sorted = fc
  .tuple(shape, size, size, fc.nat({ max: 6 }), shape)
  .map(
    ([lines, n, m, odd, any]) =>
      [
        odd === 0 ? [] : odd < 4 ? [n] : [...lines.slice(0, 2), n],
        odd < 4 ? any : odd === 4 ? [m, ...lines.slice(0, 2)] : [...lines.slice(0, 2), m],
      ] as const,
  )

const sizes = fc.oneof({ weight: 3, arbitrary: fc.nat({ max: 9 }) }, { weight: 1, arbitrary: fc.constantFrom(-1, 2.5, -3, 0.5) })

const wanted = (fill: fc.Arbitrary<Value>): fc.Arbitrary<Value> =>
  fc.tuple(sizes, fill).map(([size, value]) => (value === undefined ? { size } : { size, fill: value }))

const ofSize = [/is not a size/, 'options.size'] as const

const covered = fc
  .tuple(shape, fc.nat({ max: 4 }), fc.nat({ max: 6 }))
  .map(
    ([of, rank, odd]) =>
      [of, odd === 0 ? [...of.slice(0, rank), 2] : odd === 1 ? of.slice(0, rank).map((n) => n + 1) : of.slice(0, rank)] as const,
  )

export const tallies: Readonly<Record<string, Operation>> = {
  nonzero: operation(
    ['nonzero'],
    () => fc.record({ x: tensor(shape, 'f32', 'i32', 'bool'), options: wanted(fc.constantFrom<Value>(undefined, 0)) }),
    [ofSize],
  ),
  unique: operation(
    ['unique'],
    () => fc.record({ x: tensor(shape, 'f32', 'i32', 'u32'), options: wanted(fc.constantFrom<Value>(undefined, 0)) }),
    [ofSize, ...dtypeFaults],
  ),
  booleanMask: operation(
    ['booleanMask'],
    () =>
      covered.chain(([of, over]) =>
        fc
          .tuple(
            tensor(fc.constant(of), 'f32', 'i32', 'bool'),
            tensor(fc.constant(over), 'bool'),
            wanted(fc.constantFrom<Value>(undefined, 0)),
          )
          .map(([x, mask, others]) => ({ x, mask, options: others })),
      ),
    [ofSize, [/bool|cover/, 'mask']],
  ),
  bincount: operation(
    ['bincount'],
    () =>
      fc
        .tuple(weighed, rarely(3), rarely(9))
        .chain(([[of, weights], plain, odd]) =>
          fc
            .tuple(tensor(fc.constant(of), odd ? 'f32' : 'i32'), tensor(fc.constant(weights), 'f32', 'f32', 'i32'), counts)
            .map(([x, w, length]) => ({ x, length, options: plain ? undefined : { weights: w } })),
        ),
    faults,
  ),
  histogram: operation(
    ['histogram'],
    () =>
      fc.tuple(weighed, rarely(3)).chain(([shapes, plain]) =>
        fc
          .tuple(
            tensors(shapes, 'f32', 'f32', 'f64'),
            counts,
            options({ density: fc.constantFrom(undefined, true, false), range: fc.constantFrom<Value>(undefined, [0, 1]) }),
          )
          .map(([[x, weights], bins, others]) => ({
            x,
            bins,
            options: plain || weights === undefined ? others : { weights, ...(others as object) }, // options are a record, or left out
          })),
      ),
    faults,
  ),
  searchsorted: operation(
    ['searchsorted'],
    () =>
      sorted.chain(([of, values]) =>
        fc
          .tuple(tensors([of, values]), rarely(9), options({ side: fc.constantFrom(undefined, 'left', 'right') }))
          .map(([[a, b], plain, side]) => ({ sorted: a, values: plain ? 1 : b, options: side })),
      ),
    [...dtypeFaults, [/scalar/, 'sorted'], [/lines/, 'values']],
  ),
}
