import fc from 'fast-check'
import { axes, axis, lists, maybe, numbered, rarely, shape, size, tensor, tensors } from './draw.js'
import { dtypeFaults, type Operation, ofShape, operation } from './operation.js'
import { Declared, type Value } from './use.js'

const change = fc.constantFrom('none', 'none', 'none', 'none', 'none', 'shorter', 'other')

/** Shapes of one, most of them the same but along an axis. */
const alike = (at: number, sizes: fc.Arbitrary<number>): fc.Arbitrary<readonly (readonly number[])[]> =>
  fc.tuple(shape, fc.array(fc.tuple(sizes, change), { maxLength: 3 }), rarely(40)).map(([one, others, none]) => {
    const along = at < 0 ? at + one.length : at
    const rest = others.map(([n, how]) =>
      how === 'shorter' ? one.slice(1) : one.map((size, i) => (i === along && n >= 0 ? n : how === 'other' && i === 0 ? size + 1 : size)),
    )
    return none ? [] : [one, ...rest]
  })

const position = fc.integer({ min: -4, max: 5 })
const range: fc.Arbitrary<Value> = fc.oneof(
  fc.constant(null),
  fc.integer({ min: -3, max: 2 }),
  fc.tuple(position, fc.option(position)),
  fc.tuple(position, fc.option(position), fc.integer({ min: 0, max: 3 })),
)

/** Parts that most often make the first axis. */
const parts = ([n = 0]: readonly number[]): fc.Arbitrary<Value> =>
  fc.oneof(
    fc.constantFrom<Value>(undefined, 1, 2, 3, 4),
    fc.constantFrom<Value>(0, -1, 1.5, [], [2, -1]),
    fc.nat({ max: n }).map((first) => [first, n - first]),
    fc.tuple(fc.nat({ max: 3 }), fc.nat({ max: 3 }), fc.nat({ max: 3 })),
  )

const width: fc.Arbitrary<number> = fc.oneof(
  { weight: 12, arbitrary: fc.nat({ max: 3 }) },
  { weight: 1, arbitrary: fc.constantFrom(-1, 0.5) },
)
const widths = (rank: number): fc.Arbitrary<Value> =>
  fc.oneof(
    { weight: 1, arbitrary: width },
    {
      weight: 5,
      arbitrary: rarely(8).chain((more) => lists(fc.oneof<fc.Arbitrary<Value>[]>(width, fc.tuple(width, width)), rank + Number(more))),
    },
  )

/** Axes of a tensor, and indices along its first ones: so many that it has, or rarely too many, or none that say. */
const placed = fc
  .tuple(shape, fc.array(size, { maxLength: 2 }), fc.nat({ max: 4 }), fc.nat({ max: 9 }))
  .map(([of, batch, count, odd]): readonly [of: readonly number[], indices: readonly number[]] => [
    of,
    odd === 0 ? [] : [...batch, odd === 1 ? of.length + 1 + count : count % (of.length + 1)],
  ])

/** How often: a count, or rarely what is none. */
const times = fc.oneof(
  { weight: 9, arbitrary: fc.constantFrom(0, 1, 2, 3, 10) },
  { weight: 2, arbitrary: fc.constantFrom(-1, -2, 0.5, 2.5) },
)

export const pieces: Readonly<Record<string, Operation>> = {
  concat: operation(
    ['concat'],
    () =>
      maybe(axis).chain((at) =>
        alike(typeof at === 'number' ? at : 0, fc.nat({ max: 3 }))
          .chain((shapes) => tensors(shapes))
          .map((list) => ({ list, axis: at })),
      ),
    [[/is empty/, 'list'], [/for \[\]$/, 'list.0'], [/: axis/, 'axis'], ...dtypeFaults, ofShape(/differ/)],
  ),
  stack: operation(['stack'], () => fc.record({ list: alike(0, fc.constant(-1)).chain((shapes) => tensors(shapes)), axis: maybe(axis) }), [
    [/is empty/, 'list'],
    [/: axis/, 'axis'],
    ...dtypeFaults,
    ofShape(/differ/),
  ]),
  slice: operation(
    ['slice'],
    () =>
      fc
        .tuple(tensor(fc.array(fc.constantFrom(0, 1, 3, 4), { maxLength: 3 })), fc.array(range, { maxLength: 3 }))
        .map(([x, ranges]) => ({ x, ...numbered('range', ranges) })),
    [
      [/ranges for/, (_, { x }) => `range${x instanceof Declared ? x.shape.length : 0}`],
      [/axis (\d+)/, ([, axis]) => `range${axis}`],
    ],
  ),
  gather: operation(['gather'], () => fc.record({ x: tensor(shape), indices: tensor(shape, 'i32', 'i32', 'u32'), axis: maybe(axis) }), [
    [/index dtype/, 'indices'],
    [/axis/, ['axis', 'x']],
  ]),
  gatherNd: operation(
    ['gatherNd'],
    () =>
      placed.chain(([of, indices]) =>
        fc.record({ x: tensor(fc.constant(of)), indices: tensor(fc.constant(indices), 'i32', 'i32', 'u32') }),
      ),
    [
      [/index dtype|last axis/, 'indices'],
      [/is empty/, 'x'],
    ],
  ),
  takeAlongAxis: operation(
    ['takeAlongAxis'],
    () =>
      fc
        .tuple(axis, rarely(8))
        .chain(([at, odd]) =>
          alike(at, size).chain(([a = [], b = a]) =>
            fc.record({ x: tensor(fc.constant(a)), indices: tensor(fc.constant(b), odd ? 'f32' : 'i32'), axis: fc.constant(at) }),
          ),
        ),
    [
      [/index dtype|off axis/, 'indices'],
      [/: axis/, 'axis'],
    ],
  ),
  oneHot: operation(
    ['oneHot'],
    () =>
      fc.record({
        indices: tensor(shape, 'i32', 'i32', 'u32'),
        depth: fc.constantFrom<Value>(0, 1, 4, 10, 784, -1, 2.5),
        options: fc.constantFrom<Value>(undefined, { dtype: 'bool' }, { dtype: 'i32' }),
      }),
    [
      [/index dtype/, 'indices'],
      [/is not a size/, 'depth'],
    ],
  ),
  split: operation(
    ['split'],
    () =>
      tensor(fc.array(fc.constantFrom(0, 1, 2, 3, 4, 6, 12), { maxLength: 3 })).chain(({ shape: of, dtype }) =>
        // What is like a key is split into keys.
        fc.tuple(parts(of), maybe(axis)).map(([count, along]) => ({
          x: new Declared(of, dtype === 'u32' ? 'i32' : dtype),
          parts: count,
          axis: count === undefined ? undefined : along,
        })),
      ),
    [
      [/for \[\]$/, 'x'],
      [/: axis \S+ is/, 'axis'],
      [/./, ['parts', 'x']],
    ],
  ),
  pad: operation(
    ['pad'],
    () =>
      tensor(shape).chain((x) =>
        fc.record({
          x: fc.constant(x),
          widths: widths(x.shape.length),
          options: fc.constantFrom<Value>(undefined, undefined, { value: 1 }, { mode: 'reflect' }, { mode: 'edge' }, { mode: 'wrap' }),
        }),
      ),
    [[/./, 'widths']],
  ),
  flip: operation(['flip'], () => fc.record({ x: tensor(shape), axis: axes }), [[/./, 'axis']]),
  roll: operation(
    ['roll'],
    () => fc.record({ x: tensor(shape), shift: fc.oneof(fc.integer({ min: -9, max: 9 }), fc.constantFrom(0, 1, 0.5)), axis }),
    [
      [/: shift/, 'shift'],
      [/: axis/, 'axis'],
    ],
  ),
  tile: operation(['tile'], () => fc.record({ x: tensor(shape), times: fc.array(times, { maxLength: 4 }) }), [[/./, 'times']]),
  repeatAlong: operation(['repeat'], () => fc.record({ x: tensor(shape), count: times, axis: maybe(axis) }), [
    [/: axis/, 'axis'],
    [/./, 'count'],
  ]),
  scatterAlong: operation(
    ['scatterAdd', 'scatter', 'scatterMax', 'scatterMin'],
    () =>
      fc.tuple(shape, shape, maybe(axis), fc.nat({ max: 4 }), rarely(8)).chain(([of, indices, at, odd, floats]) => {
        const along = typeof at === 'number' ? (at < 0 ? at + of.length : at) : 0
        const fitting = [...of.slice(0, along), ...indices, ...of.slice(along + 1)]
        return fc
          .tuple(
            tensors([of, odd === 0 ? fitting.slice(1) : odd === 1 ? fitting.map((n) => n + 1) : fitting]),
            tensor(fc.constant(indices), floats ? 'f32' : 'i32'),
          )
          .map(([[x, updates], i]) => ({ x, indices: i, updates, axis: at }))
      }),
    [
      [/index dtype/, 'indices'],
      [/numeric/, 'x'],
      [/astype|need updates/, 'updates'],
      [/for \[\]$|is empty/, 'x'],
      [/: axis/, 'axis'],
    ],
  ),
  scatterAddNd: operation(
    ['scatterAddNd'],
    () =>
      fc.tuple(placed, fc.nat({ max: 4 }), rarely(8)).chain(([[of, indices], odd, floats]) => {
        const fitting = [...indices.slice(0, -1), ...of.slice(indices.at(-1))]
        return fc
          .tuple(
            tensors([of, odd === 0 ? fitting.slice(1) : odd === 1 ? fitting.map((n) => n + 1) : fitting]),
            tensor(fc.constant(indices), floats ? 'f32' : 'i32'),
          )
          .map(([[x, updates], i]) => ({ x, indices: i, updates }))
      }),
    [
      [/index dtype|last axis/, 'indices'],
      [/numeric/, 'x'],
      [/astype|need updates/, 'updates'],
      [/is empty/, 'x'],
    ],
  ),
}
