import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import {
  type AnyTensor,
  acquire,
  add,
  argmax,
  broadcastTo,
  clip,
  concat,
  type DType,
  DTypeMismatch,
  equal,
  gather,
  matmul,
  max,
  moveAxis,
  oneHot,
  reshape,
  ShapeMismatch,
  slice,
  squeeze,
  stack,
  swapAxes,
  takeAlongAxis,
  tensor,
  transpose,
  where,
} from '../../src/index.js'
import { sizeOf, stridesOf } from '../../src/shape/dim.js'
import type { Range } from '../../src/shape/slice.js'

beforeAll(async () => {
  await acquire({ backend: 'reference' })
})

const size = fc.constantFrom(0, 1, 2, 3)
const shapes = (least = 0, most = 3) => fc.array(size, { minLength: least, maxLength: most })

/** 1, 2, 3, ... in a shape: every element tells where it stood. */
const counting = (shape: readonly number[], dtype: DType = 'f32'): AnyTensor =>
  tensor(
    Array.from({ length: sizeOf(shape) }, (_, i) => i + 1),
    { shape, dtype },
  )

/** Every index of a shape, in row-major order. */
const indices = (shape: readonly number[]): number[][] =>
  Array.from({ length: sizeOf(shape) }, (_, position) =>
    stridesOf(shape).map((stride, axis) => Math.floor(position / stride) % (shape[axis] ?? 1)),
  )

/** Where the element at an index stands in row-major order; axes of size 1, and axes too few at the front, stretch. */
const positionOf = (shape: readonly number[], index: readonly number[]): number =>
  shape.reduce((sum, n, axis) => sum + (n === 1 ? 0 : (index[index.length - shape.length + axis] ?? 0)) * (stridesOf(shape)[axis] ?? 0), 0)

/** The element of `counting(shape)` at an index. */
const at = (shape: readonly number[], index: readonly number[]): number => positionOf(shape, index) + 1

/** What a tensor must be, element by element. */
const expectElements = async (actual: AnyTensor, shape: readonly number[], element: (index: number[]) => number): Promise<void> => {
  expect(actual.type.shape).toEqual(shape)
  expect([...(await actual.data())]).toEqual(indices(shape).map(element))
}

/** Two tensors of one shape, dtype and values. */
const expectSame = async (actual: AnyTensor, expected: AnyTensor): Promise<void> => {
  expect(actual.type).toEqual(expected.type)
  expect([...(await actual.data())]).toEqual([...(await expected.data())])
}

/** Numbers in no order. */
const mulberry = (shape: readonly number[]): AnyTensor =>
  tensor(
    Array.from({ length: sizeOf(shape) }, (_, i) => (i * 7919) % 101),
    { shape },
  )

const property = <T>(drawn: fc.Arbitrary<T>, holds: (value: T) => Promise<void>) =>
  fc.assert(fc.asyncProperty(drawn, holds), { numRuns: 60 })

const commonOf = (a: readonly number[], b: readonly number[]): number[] =>
  Array.from({ length: Math.max(a.length, b.length) }, (_, i) => {
    const back = Math.max(a.length, b.length) - i
    const [m, n] = [a[a.length - back] ?? 1, b[b.length - back] ?? 1]
    return m === 1 ? n : m
  })

/** Two shapes that broadcast, of one that both stretch to. */
const pairs = fc
  .tuple(shapes(), fc.array(fc.boolean(), { minLength: 6, maxLength: 6 }), fc.nat({ max: 3 }))
  .map(([shape, ones, dropped]) => {
    const stretched = (offset: number) => shape.map((n, i) => (ones[i + offset] ? 1 : n))
    return [stretched(0), stretched(3).slice(dropped)] as const
  })

describe('operands', () => {
  test('shapes broadcast', () =>
    property(pairs, async ([a, b]) => {
      const shape = commonOf(a, b)
      await expectElements(add(counting(a), counting(b)), shape, (index) => at(a, index) + at(b, index))
    }))

  test('a number takes the dtype of the other operand, and must be a value of it', async () => {
    expect(add(counting([2], 'i32'), 1).dtype).toBe('i32')
    expect(await add(1, counting([2], 'u32')).toArray()).toEqual([2, 3])
    expect(() => add(counting([2], 'i32'), 0.5)).toThrow(
      new DTypeMismatch('add: 0.5 is not a value of i32; convert the tensor with astype'),
    )
    expect(() => add(counting([2], 'u32'), -1)).toThrow('add: -1 is not a value of u32')
    expect(() => add(counting([2]), 1e300)).toThrow('add: 1e+300 is not a value of f32')
    expect(await add(counting([1]), Number.POSITIVE_INFINITY).toArray()).toEqual([Number.POSITIVE_INFINITY])
  })

  test('the three operands of where and clip broadcast', async () => {
    expect(await where(equal(tensor([[1], [2]]), 1), tensor([1, 2]), 0).toArray()).toEqual([
      [1, 2],
      [0, 0],
    ])
    expect(await clip(tensor([-2, Number.NaN, 2]), -1, tensor([1])).toArray()).toEqual([-1, Number.NaN, 1])
  })
})

describe('matmul', () => {
  const matrices = fc.tuple(pairs, size, size, size).map(
    ([[a, b], m, k, n]) =>
      [
        [...a, m, k],
        [...b, k, n],
      ] as const,
  )

  test('is the sum of products over the inner axis, batch by batch', () =>
    property(matrices, async ([a, b]) => {
      const inner = a.at(-1) ?? 0
      const shape = [...commonOf(a.slice(0, -2), b.slice(0, -2)), ...a.slice(-2, -1), ...b.slice(-1)]
      await expectElements(matmul(counting(a), counting(b)), shape, (index) => {
        const [batch, row, column] = [index.slice(0, -2), index.at(-2) ?? 0, index.at(-1) ?? 0]
        const terms = Array.from({ length: inner }, (_, k) => at(a, [...batch, row, k]) * at(b, [...batch, k, column]))
        return terms.reduce((total, term) => total + term, 0)
      })
    }))

  test('takes a vector for a row on the left and a column on the right', () =>
    property(fc.tuple(shapes(0, 2), size, size), async ([batch, k, n]) => {
      const [vector, left, right] = [counting([k]), counting([...batch, n, k]), counting([...batch, k, n])]
      await expectSame(matmul(vector, right), squeeze(matmul(reshape(vector, [1, k]), right), -2))
      await expectSame(matmul(left, vector), squeeze(matmul(left, reshape(vector, [k, 1])), -1))
    }))
})

describe('movement', () => {
  const axesOf = (shape: readonly number[]) => fc.integer({ min: -shape.length, max: shape.length - 1 })
  const withAxes = shapes(1).chain((shape) => fc.tuple(fc.constant(shape), axesOf(shape), axesOf(shape)))

  test('transposing with an order and with its inverse gives the tensor back', () =>
    property(
      shapes().chain((shape) => fc.tuple(fc.constant(shape), fc.shuffledSubarray([...shape.keys()], { minLength: shape.length }))),
      async ([shape, order]) => {
        const x = counting(shape)
        const inverse = order.map((_, axis) => order.indexOf(axis))
        await expectSame(transpose(transpose(x, order), inverse), x)
        await expectSame(transpose(transpose(x)), x)
      },
    ))

  test('swapping twice and moving there and back change nothing', () =>
    property(withAxes, async ([shape, a, b]) => {
      const x = counting(shape)
      await expectSame(swapAxes(swapAxes(x, a, b), b, a), x)
      await expectSame(moveAxis(moveAxis(x, a, b), b, a), x)
    }))

  test('moving an axis by one place is swapping it with its neighbour', async () => {
    const x = counting([2, 3, 4])
    await expectSame(moveAxis(x, 0, 1), swapAxes(x, 0, 1))
    await expectElements(moveAxis(x, 0, -1), [3, 4, 2], ([j = 0, k = 0, i = 0]) => at([2, 3, 4], [i, j, k]))
  })

  test('broadcastTo repeats', () =>
    property(pairs, async ([a, b]) => {
      const shape = commonOf(a, b)
      await expectElements(broadcastTo(counting(a), shape), shape, (index) => at(a, index))
    }))

  const position = fc.integer({ min: -4, max: 4 })
  const ranges = fc.array(
    fc.oneof(fc.constant(null), fc.tuple(position, fc.option(position), fc.integer({ min: 1, max: 3 }))) satisfies fc.Arbitrary<Range>,
    { maxLength: 3 },
  )

  test('slice takes what JavaScript would', () =>
    property(fc.tuple(shapes(3, 3), ranges), async ([shape, drawn]) => {
      const kept = shape.map((n, axis) => {
        const range = drawn[axis] ?? null
        const all = Array.from({ length: n }, (_, i) => i)
        if (range === null) return all
        const [start, stop, step] = range
        return all.slice(start, stop ?? undefined).filter((_, i) => i % step === 0)
      })
      await expectElements(
        slice(counting(shape), ...drawn),
        kept.map(({ length }) => length),
        (index) =>
          at(
            shape,
            index.map((i, axis) => kept[axis]?.[i] ?? Number.NaN),
          ),
      )
    }))

  test('an index drops its axis', async () => {
    expect(await slice(counting([2, 3]), -1, 0).toArray()).toEqual(4)
    expect(await slice(counting([2, 3]), null, 1).toArray()).toEqual([2, 5])
  })

  test('slice begins and ends at whole positions', async () => {
    expect(() => slice(counting([3]), [0.5, 2])).toThrow(new ShapeMismatch('slice: range [0.5, 2] along axis 0; a position is whole'))
    expect(() => slice(counting([3]), [0, 1.5])).toThrow(ShapeMismatch)
    expect(() => slice(counting([3]), [Number.NaN, null])).toThrow(ShapeMismatch)
    expect(await slice(counting([3]), [1, Number.POSITIVE_INFINITY]).toArray()).toEqual([2, 3])
  })

  test('concat puts one after the other, stack side by side', () =>
    property(
      fc.tuple(shapes(1), size, fc.nat()).map(([shape, n, which]) => [shape, n, which % shape.length] as const),
      async ([shape, n, axis]) => {
        const other = shape.with(axis, n)
        const [x, y] = [counting(shape), counting(other)]
        const joined = concat([x, y], axis - shape.length)
        const part = (start: number, stop: number) => slice(joined, ...shape.map((_, i) => (i === axis ? ([start, stop] as const) : null)))
        await expectSame(part(0, shape[axis] ?? 0), x)
        await expectSame(part(shape[axis] ?? 0, (shape[axis] ?? 0) + n), y)
        const stacked = stack([x, x, x], axis)
        await expectSame(slice(stacked, ...shape.map((_, i) => (i === axis ? 1 : null))), x)
      },
    ))
})

describe('gather', () => {
  test('looks up along an axis, and takes the nearest for an index out of range', () =>
    property(
      fc.tuple(shapes(1), shapes(0, 2), fc.nat()).filter(([shape]) => !shape.includes(0)),
      async ([shape, of, which]) => {
        const axis = which % shape.length
        const where = tensor(
          Array.from({ length: sizeOf(of) }, (_, i) => i - 1),
          { shape: of, dtype: 'i32' },
        )
        const result = [...shape.slice(0, axis), ...of, ...shape.slice(axis + 1)]
        await expectElements(gather(counting(shape), where, axis), result, (index) => {
          const wanted = positionOf(of, index.slice(axis, axis + of.length)) - 1
          const near = Math.min(Math.max(wanted, 0), (shape[axis] ?? 1) - 1)
          return at(shape, [...index.slice(0, axis), near, ...index.slice(axis + of.length)])
        })
      },
    ))

  test('takeAlongAxis of argmax is max', () =>
    property(
      fc.tuple(shapes(1), fc.nat()).filter(([shape]) => !shape.includes(0)),
      async ([shape, which]) => {
        const axis = which % shape.length
        const x = mulberry(shape)
        await expectSame(takeAlongAxis(x, argmax(x, { axis, keepDims: true }), axis), max(x, { axis, keepDims: true }))
      },
    ))

  test('takeAlongAxis takes an index out of range for the nearest in it, up to the largest of its dtype', async () => {
    const x = tensor([10, 20, 30])
    const far = (indices: Uint32Array | Int32Array) => takeAlongAxis(x, tensor(indices, { shape: [3] }), 0).toArray()
    expect(await far(Uint32Array.of(0, 3, 2 ** 32 - 1))).toEqual([10, 30, 30])
    expect(await far(Int32Array.of(-1, 2 ** 31 - 1, -(2 ** 31)))).toEqual([10, 30, 10])
  })

  test('oneHot is 1 at the index, and nowhere for an index out of range', async () => {
    expect(
      await oneHot(
        tensor(
          [
            [2, 0],
            [3, -1],
          ],
          { dtype: 'i32' },
        ),
        3,
      ).toArray(),
    ).toEqual([
      [
        [0, 0, 1],
        [1, 0, 0],
      ],
      [
        [0, 0, 0],
        [0, 0, 0],
      ],
    ])
  })
})
