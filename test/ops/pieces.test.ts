import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import {
  type AnyTensor,
  acquire,
  concat,
  type DType,
  DTypeMismatch,
  flip,
  gather,
  gatherNd,
  grad,
  InvalidArgument,
  key,
  mul,
  pad,
  repeat,
  reshape,
  roll,
  type Shape,
  ShapeMismatch,
  scatterAdd,
  scatterAddNd,
  sin,
  slice,
  split,
  stack,
  sum,
  type Tensor,
  tensor,
  tile,
  vmap,
  zeros,
} from '../../src/index.js'
import { trace } from '../../src/program/trace.js'
import { sizeOf } from '../../src/shape/dim.js'
import { tabulate } from '../../src/tensor/ndarray.js'
import { indices } from '../support/indices.js'
import { onReference } from '../support/programs.js'
import { on } from '../support/targets.js'

beforeAll(() => acquire({ backend: 'reference' }))

const size: fc.Arbitrary<number> = fc.constantFrom(0, 1, 2, 3)
const shapes = (least = 0, most = 3) => fc.array(size, { minLength: least, maxLength: most })
const dtype = fc.constantFrom<DType>('f32', 'i32', 'u32', 'bool', 'f64')

/** Where the element at an index stands in row-major order. */
const positionOf = (shape: readonly number[], index: readonly number[]): number =>
  shape.reduce((place, n, axis) => place * n + (index[axis] ?? 0), 0)

/** A value that tells where it stood; of bools, one in three is 0. */
const valueAt = (position: number, of: DType): number => (of === 'bool' ? Number(position % 3 !== 0) : position + 1)

/** An array of which every element tells where it stood, and how to look one up. */
const counted = (shape: readonly number[], of: DType = 'f32') => ({
  x: tensor(
    Array.from({ length: sizeOf(shape) }, (_, i) => valueAt(i, of)),
    { shape, dtype: of },
  ) as AnyTensor,
  at: (index: readonly number[]) => valueAt(positionOf(shape, index), of),
})

/** What a tensor must be, element by element. */
const expectElements = async (
  actual: AnyTensor,
  shape: readonly number[],
  of: DType,
  element: (index: readonly number[]) => number,
): Promise<void> => {
  expect(actual.type).toEqual({ shape, dtype: of })
  expect([...(await actual.data())]).toEqual(indices(shape).map(element))
}

const property = <T>(drawn: fc.Arbitrary<T>, holds: (value: T) => Promise<void>) =>
  fc.assert(fc.asyncProperty(drawn, holds), { numRuns: 60 })

/** A shape, one of its axes, and that axis as it may be written. */
const withAxis = shapes(1).chain((shape) =>
  fc.integer({ min: -shape.length, max: shape.length - 1 }).map((axis) => ({ shape, axis, normal: axis < 0 ? axis + shape.length : axis })),
)

describe('split', () => {
  test('cuts an axis into parts of the sizes given, which concat joins again', () =>
    property(fc.tuple(withAxis, fc.array(size, { minLength: 1, maxLength: 4 }), dtype), async ([{ shape, axis, normal }, sizes, of]) => {
      const whole = shape.with(
        normal,
        sizes.reduce((a, b) => a + b, 0),
      )
      const { x, at } = counted(whole, of)
      const parts = split(x, sizes, axis)
      expect(parts.length).toBe(sizes.length)
      for (const [i, part] of parts.entries()) {
        const start = sizes.slice(0, i).reduce((a, b) => a + b, 0)
        await expectElements(part, shape.with(normal, sizes[i] ?? 0), of, (index) =>
          at(index.map((j, where) => (where === normal ? j + start : j))),
        )
      }
      await expectElements(concat(parts, axis), whole, of, at)
    }))

  test('cuts an axis into so many equal parts', () =>
    property(fc.tuple(withAxis, fc.integer({ min: 1, max: 4 })), async ([{ shape, axis, normal }, count]) => {
      const part = shape[normal] ?? 0
      const { x, at } = counted(shape.with(normal, part * count))
      for (const [i, y] of split(x, count, axis).entries())
        await expectElements(y, shape, 'f32', (index) => at(index.map((j, where) => (where === normal ? j + i * part : j))))
    }))

  test('an empty axis is made of no parts, and of as many empty ones as one likes', () => {
    expect(split(zeros([0, 2]), [])).toEqual([])
    expect(split(zeros([0, 2]), 3).map(({ shape }) => shape)).toEqual([[0, 2], [0, 2], [0, 2]]) // biome-ignore format: shapes
  })

  test('takes two u32 for a key, unless an axis is named or the sizes are', async () => {
    const [a, b] = split(key(7))
    expect([a.shape, b.shape]).toEqual([[2], [2]])
    expect(await Promise.all(split(key(7), 2, 0).map((word) => word.toArray()))).toEqual([[0], [7]])
    expect(await Promise.all(split(key(7), [2, 0]).map((word) => word.toArray()))).toEqual([[0, 7], []])
  })
})

describe('pad', () => {
  const width = fc.oneof(fc.nat({ max: 2 }), fc.tuple(fc.nat({ max: 2 }), fc.nat({ max: 2 })))

  test('puts a value around what is there', () =>
    property(
      shapes().chain((shape) =>
        fc.record({
          shape: fc.constant(shape),
          widths: fc.oneof(fc.nat({ max: 2 }), fc.array(width, { minLength: shape.length, maxLength: shape.length })),
          of: dtype,
          value: fc.constantFrom(undefined, 0, 1),
        }),
      ),
      async ({ shape, widths, of, value }) => {
        const { x, at } = counted(shape, of)
        const pairs = shape.map((_, axis) =>
          [typeof widths === 'number' ? widths : (widths[axis] ?? 0)].flatMap((w) => (typeof w === 'number' ? [w, w] : w)),
        )
        const low = pairs.map(([before = 0]) => before)
        const grown = shape.map((n, axis) => n + (pairs[axis]?.[0] ?? 0) + (pairs[axis]?.[1] ?? 0))
        await expectElements(value === undefined ? pad(x, widths) : pad(x, widths, { value }), grown, of, (index) => {
          const inner = index.map((i, axis) => i - (low[axis] ?? 0))
          return inner.every((i, axis) => i >= 0 && i < (shape[axis] ?? 0)) ? at(inner) : (value ?? 0)
        })
      },
    ))

  test.each([
    ['reflect', (i: number, n: number) => (n === 1 ? 0 : Math.abs(((((i + n - 1) % (2 * n - 2)) + 2 * n - 2) % (2 * n - 2)) - (n - 1)))],
    ['edge', (i: number, n: number) => Math.max(0, Math.min(n - 1, i))],
    ['wrap', (i: number, n: number) => ((i % n) + n) % n],
  ] as const)('puts elements of the array around it: %s', (mode, source) =>
    property(
      shapes(1).chain((shape) =>
        fc.record({
          shape: fc.constant(shape),
          sides: fc.tuple(...shape.map((n) => fc.tuple(fc.nat({ max: n === 0 ? 0 : 7 }), fc.nat({ max: n === 0 ? 0 : 7 })))),
          of: dtype,
        }),
      ),
      async ({ shape, sides, of }) => {
        const { x, at } = counted(shape, of)
        const grown = shape.map((n, axis) => n + (sides[axis]?.[0] ?? 0) + (sides[axis]?.[1] ?? 0))
        await expectElements(pad(x, sides, { mode }), grown, of, (index) =>
          at(index.map((i, axis) => source(i - (sides[axis]?.[0] ?? 0), shape[axis] ?? 0))),
        )
      },
    ),
  )

  test('a value goes with one mode, and a mode is one of four', () => {
    // @ts-expect-error it is not put anywhere
    expect(() => pad(tensor([1]), 1, { mode: 'edge', value: 1 })).toThrow(
      new InvalidArgument("pad: a value goes with mode 'constant', not 'edge'"),
    )
    // @ts-expect-error PyTorch's name of it
    expect(() => pad(tensor([1]), 1, { mode: 'replicate' })).toThrow(
      new InvalidArgument("pad: mode is 'constant', 'reflect', 'edge' or 'wrap'; got 'replicate'; did you mean 'edge'?"),
    )
  })

  test('an entry is a number, or two', () => {
    // @ts-expect-error one side is missing
    expect(() => pad(tensor([1]), [[1]])).toThrow(new ShapeMismatch('pad: the widths [[1]] must have a number or a pair for each axis'))
    // @ts-expect-error there are two sides
    expect(() => pad(tensor([1]), [[1, 2, 3]])).toThrow(ShapeMismatch)
  })

  test('puts any value of the dtype, and no other', async () => {
    expect(await pad(tensor([1]), 1, { value: Number.NEGATIVE_INFINITY }).toArray()).toEqual([-Infinity, 1, -Infinity])
    expect(await pad(tensor([1], { dtype: 'i32' }), 1, { value: -3 }).toArray()).toEqual([-3, 1, -3])
    const wrong = () => pad(tensor([1], { dtype: 'i32' }), 1, { value: 0.5 })
    expect(wrong).toThrow(new DTypeMismatch('pad: 0.5 is not a value of i32; convert the tensor with astype'))
  })
})

describe('flip and roll', () => {
  test('flip turns axes round', () =>
    property(
      fc.tuple(
        shapes().chain((shape) => fc.tuple(fc.constant(shape), fc.option(fc.subarray([...shape.keys()]), { nil: undefined }))),
        dtype,
      ),
      async ([[shape, axes], of]) => {
        const { x, at } = counted(shape, of)
        const turned = axes ?? [...shape.keys()]
        await expectElements(axes === undefined ? flip(x) : flip(x, axes), shape, of, (index) =>
          at(index.map((i, axis) => (turned.includes(axis) ? (shape[axis] ?? 0) - 1 - i : i))),
        )
      },
    ))

  test('roll takes what passes one end in at the other', () =>
    property(fc.tuple(withAxis, fc.integer({ min: -9, max: 9 }), dtype), async ([{ shape, axis, normal }, shift, of]) => {
      const { x, at } = counted(shape, of)
      const n = shape[normal] ?? 0
      await expectElements(roll(x, shift, axis), shape, of, (index) =>
        at(index.map((i, where) => (where === normal ? (((i - shift) % n) + n) % n : i))),
      )
    }))
})

describe('tile and repeat', () => {
  test('tile lays the array side by side, axes counted from the back', () =>
    property(fc.tuple(shapes(), shapes(), dtype), async ([shape, times, of]) => {
      const { x, at } = counted(shape, of)
      const rank = Math.max(shape.length, times.length)
      const fromBack = (list: readonly number[], axis: number) => list[axis - rank + list.length] ?? 1
      const result = Array.from({ length: rank }, (_, axis) => fromBack(shape, axis) * fromBack(times, axis))
      await expectElements(tile(x, times), result, of, (index) =>
        at(index.slice(rank - shape.length).map((i, axis) => i % (shape[axis] ?? 1))),
      )
    }))

  test('repeat with a count gives each element so many times in a row', () =>
    property(fc.tuple(withAxis, size, dtype), async ([{ shape, axis, normal }, count, of]) => {
      const { x, at } = counted(shape, of)
      await expectElements(repeat(x, count, axis), shape.with(normal, (shape[normal] ?? 0) * count), of, (index) =>
        at(index.map((i, where) => (where === normal ? Math.floor(i / count) : i))),
      )
    }))

  test('repeat with a count is repeat with a pattern', async () => {
    const { x } = counted([2, 3])
    expect(await repeat(x, 2, 1).toArray()).toEqual(await repeat(x, 'h w -> h (w 2)').toArray())
  })
})

describe('scatterAdd', () => {
  const uses = fc.tuple(
    withAxis,
    shapes(0, 2),
    fc.constantFrom<DType>('f32', 'i32', 'u32', 'f64'),
    fc.infiniteStream(fc.integer({ min: -2, max: 4 })),
  )

  test('adds where the indices say, all that meets, and at the nearest place for an index out of range', () =>
    property(
      uses.filter(([{ shape, normal }, of]) => shape[normal] !== 0 || of.includes(0)),
      async ([{ shape, axis, normal }, where, of, drawn]) => {
        const { x } = counted(shape, of)
        const places = [...drawn.take(sizeOf(where))]
        const given = counted([...shape.slice(0, normal), ...where, ...shape.slice(normal + 1)], of)
        const expected = [...(await x.data())]
        for (const index of indices(given.x.type.shape)) {
          const place = places[positionOf(where, index.slice(normal, normal + where.length))] ?? 0
          const near = Math.min(Math.max(place, 0), (shape[normal] ?? 1) - 1)
          const target = positionOf(shape, [...index.slice(0, normal), near, ...index.slice(normal + where.length)])
          expected[target] = (expected[target] ?? 0) + given.at(index)
        }
        const y = scatterAdd(x, tensor(places, { shape: where, dtype: 'i32' }), given.x, axis)
        expect(y.type).toEqual(x.type)
        expect([...(await y.data())]).toEqual(expected)
      },
    ))

  test('is the adjoint of gather: <gather(x), u> is <x, scatterAdd(0, u)>, indices out of range among them', async () => {
    const i = tensor([2, -1, 9, 0, 2], { dtype: 'i32' })
    const x = sin(tensor([[1, 2], [3, 4], [5, 6]], { dtype: 'f64' })) // biome-ignore format: a matrix
    const u = sin(tensor(Array.from({ length: 10 }, (_, j) => j + 7), { shape: [5, 2], dtype: 'f64' })) // biome-ignore format: a list
    const [one, other] = [sum(mul(gather(x, i), u)), sum(mul(x, scatterAdd(zeros([3, 2], { dtype: 'f64' }), i, u)))]
    expect(await one.item()).toBeCloseTo(await other.item(), 12)
  })
})

describe('gatherNd and scatterAddNd', () => {
  /** A shape, the shape of a batch of places along some of its first axes, and their indices, some of them out of range. */
  const uses = fc
    .oneof({ weight: 1, arbitrary: shapes() }, { weight: 3, arbitrary: fc.array(fc.integer({ min: 1, max: 3 }), { maxLength: 3 }) })
    .chain((shape) =>
      fc.record({
        shape: fc.constant(shape),
        batch: fc.oneof(shapes(0, 2), fc.constant<readonly number[]>([5])),
        count: fc.nat({ max: shape.length }),
        by: fc.constantFrom<DType>('i32', 'u32'),
        drawn: fc.infiniteStream(
          fc.oneof({ weight: 9, arbitrary: fc.integer({ min: -2, max: 4 }) }, { weight: 1, arbitrary: fc.maxSafeInteger() }),
        ),
      }),
    )
    .filter(({ shape, batch, count }) => batch.includes(0) || !shape.slice(0, count).includes(0))
    .map(({ shape, batch, count, by, drawn }) => {
      const [low, high] = by === 'i32' ? [-(2 ** 31), 2 ** 31 - 1] : [0, 2 ** 32 - 1]
      const places = [...drawn.take(sizeOf(batch) * count)].map((place) => Math.min(Math.max(place, low), high))
      /** Where in the tensor the place at an index of the batch is. */
      const placeAt = (index: readonly number[]) =>
        Array.from({ length: count }, (_, axis) =>
          Math.min(Math.max(places[positionOf(batch, index) * count + axis] ?? 0, 0), (shape[axis] ?? 1) - 1),
        )
      const at = tensor(places, { shape: [...batch, count], dtype: by }) as AnyTensor
      return { shape, batch, rest: shape.slice(count), at, placeAt }
    })

  test('gatherNd picks the slice at each place, and at the nearest along each axis for an index out of range', () =>
    property(fc.tuple(uses, dtype), async ([{ shape, batch, rest, at, placeAt }, of]) => {
      const { x, at: element } = counted(shape, of)
      await expectElements(gatherNd(x, at), [...batch, ...rest], of, (index) =>
        element([...placeAt(index.slice(0, batch.length)), ...index.slice(batch.length)]),
      )
    }))

  test('scatterAddNd adds there all that meets', () =>
    property(fc.tuple(uses, fc.constantFrom<DType>('f32', 'i32', 'u32', 'f64')), async ([{ shape, batch, rest, at, placeAt }, of]) => {
      const { x } = counted(shape, of)
      const given = counted([...batch, ...rest], of)
      const expected = [...(await x.data())]
      for (const index of indices(given.x.type.shape)) {
        const target = positionOf(shape, [...placeAt(index.slice(0, batch.length)), ...index.slice(batch.length)])
        expected[target] = (expected[target] ?? 0) + given.at(index)
      }
      const y = scatterAddNd(x, at, given.x)
      expect(y.type).toEqual(x.type)
      expect([...(await y.data())]).toEqual(expected)
    }))

  test('along one axis they are gather and scatterAdd', () =>
    property(fc.tuple(shapes(1), shapes(0, 2)), async ([[, ...rest], batch]) => {
      const { x } = counted([3, ...rest])
      const at = tensor(
        Array.from({ length: sizeOf(batch) }, (_, i) => i - 1),
        { shape: batch, dtype: 'i32' },
      ) as AnyTensor
      const places = reshape(at, [...batch, 1])
      const { x: updates } = counted([...batch, ...rest])
      expect(await gatherNd(x, places).toArray()).toEqual(await gather(x, at).toArray())
      expect(await scatterAddNd(x, places, updates).toArray()).toEqual(await scatterAdd(x, at, updates).toArray())
    }))

  test('places of no indices pick all, and all is added to', async () => {
    const x = tensor([[1, 2], [3, 4]]) // biome-ignore format: a matrix
    const nowhere = zeros([3, 0], { dtype: 'i32' })
    expect(await gatherNd(x, nowhere).toArray()).toEqual(await stack([x, x, x]).toArray())
    expect(await scatterAddNd(x, nowhere, stack([x, x, x])).toArray()).toEqual([[4, 8], [12, 16]]) // biome-ignore format: a matrix
    expect(await gatherNd(x, zeros([0], { dtype: 'i32' })).toArray()).toEqual(await x.toArray())
  })

  test('are adjoint: <gatherNd(x), u> is <x, scatterAddNd(0, u)>, indices out of range among them', async () => {
    const i = tensor([[2, 1], [-1, 0], [9, 9], [0, -3], [2, 1]], { dtype: 'i32' }) // biome-ignore format: places
    const x = sin(tensor(drawnNumbers([3, 2, 4]), { shape: [3, 2, 4], dtype: 'f64' }))
    const u = sin(tensor(drawnNumbers([5, 4]), { shape: [5, 4], dtype: 'f64' }))
    const [one, other] = [sum(mul(gatherNd(x, i), u)), sum(mul(x, scatterAddNd(zeros([3, 2, 4], { dtype: 'f64' }), i, u)))]
    expect(await one.item()).toBeCloseTo(await other.item(), 12)
  })
})

/** Each operation as a function of one tensor. */
const each: readonly (readonly [string, (x: Tensor<[4, 3], 'f64'>) => Tensor<Shape, 'f64'>])[] = [
  ['split', (x) => concat(split(x, [1, 3]).toReversed())],
  ['pad', (x) => pad(x, [[1, 0], 2], { value: 3 })],
  ['pad, reflect', (x) => pad(x, [[1, 0], 2], { mode: 'reflect' })],
  ['pad, edge', (x) => pad(x, [[1, 0], 2], { mode: 'edge' })],
  ['pad, wrap', (x) => pad(x, [[1, 0], 4], { mode: 'wrap' })],
  ['flip', (x) => flip(x, -1)],
  ['roll', (x) => roll(x, -3, 0)],
  ['tile', (x) => tile(x, [2, 2, 1])],
  ['repeat', (x) => repeat(x, 2, 0)],
  ['scatterAdd', (x) => scatterAdd(x, tensor([3, 3, 0, 7], { dtype: 'i32' }), x)],
  ['gatherNd', (x) => gatherNd(x, tensor([[3, 1], [3, 1], [0, 7]], { dtype: 'i32' }))], // biome-ignore format: places
  ['scatterAddNd', (x) => scatterAddNd(x, tensor([[3, 1], [3, 1], [0, 7], [1, 0]], { dtype: 'i32' }), slice(x, null, 0))], // biome-ignore format: places
]

const drawnNumbers = (shape: readonly number[]) => Float64Array.from({ length: sizeOf(shape) }, (_, i) => ((i * 7919) % 101) / 50 - 1)

describe.each(each)('%s', (_, f) => {
  test('mapped is what it makes of each slice', async () => {
    const xs = tensor(drawnNumbers([2, 4, 3]), { shape: [2, 4, 3], dtype: 'f64' })
    const mapped = vmap(f)(xs)
    const looped = stack([f(slice(xs, 0)), f(slice(xs, 1))])
    expect(mapped.type).toEqual(looped.type)
    expect([...(await mapped.data())]).toEqual([...(await looped.data())])
  })

  test('moves as its gradient says', async () => {
    const loss = (x: Tensor<[4, 3], 'f64'>) => {
      const y = reshape(f(x), [-1])
      const weights = tensor(drawnNumbers([y.size]), { shape: [y.size], dtype: 'f64' })
      return sum(mul(sin(y), weights))
    }
    const data = drawnNumbers([4, 3])
    const at = (values: Float64Array) => tensor(values, { shape: [4, 3], dtype: 'f64' })
    const slope = await grad(loss)(at(data)).data()
    const h = 1e-6
    for (const i of data.keys()) {
      const moved = (by: number) => loss(at(data.with(i, (data[i] ?? 0) + by))).item()
      expect(((await moved(h)) - (await moved(-h))) / (2 * h)).toBeCloseTo(slope[i] ?? Number.NaN, 6)
    }
  })
})

describe.each<DType>(['f32', 'i32', 'u32', 'bool'])('on WebGPU as on the reference, in %s', (of) => {
  test.each([[[4, 3]], [[1, 1]], [[2, 0]], [[5]]])('%j', async (shape) => {
    const array = tabulate({ shape, dtype: of }, (_, position) => valueAt(position, of))
    const places = tabulate({ shape: [4], dtype: 'i32' }, ([i = 0]) => 2 * i - 1)
    const program = trace(
      ([x, i]) => {
        if (!x || !i) throw new Error('two arguments')
        const along = shape.length - 1
        const [each, whole] = [reshape(i, [4, 1]), reshape(i, [4 / shape.length, shape.length])]
        return [
          ...split(x, [1, (shape[0] ?? 0) - 1]),
          pad(x, 1),
          pad(x, [...shape.keys()].map((axis) => [axis, 2] as const), { value: 1 }), // biome-ignore format: a list
          ...(shape.includes(0) ? [] : (['reflect', 'edge', 'wrap'] as const).map((mode) => pad(x, [[2, 3], ...shape.slice(1)], { mode }))),
          flip(x),
          roll(x, -1, along),
          tile(x, [2, 1, 3]),
          repeat(x, 3, along),
          gatherNd(x, each),
          ...(shape.includes(0) ? [] : [gatherNd(x, whole)]),
          ...(of === 'bool' ? [] : [scatterAddNd(x, each, gatherNd(x, each))]),
          ...(of === 'bool' || shape.includes(0) ? [] : [scatterAddNd(x, whole, gatherNd(x, whole))]),
          ...(of === 'bool' ? [] : [scatterAdd(x, i, gather(x, i)), scatterAdd(x, slice(i, [0, 0]), slice(x, [0, 0]))]),
        ]
      },
      [array, places],
    )
    for (const target of ['cpu', 'webgpu laid out for a cpu'] as const)
      expect(await on(target, program, [array, places])).toEqual(onReference(program, [array, places]))
  })
})
