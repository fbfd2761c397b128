import fc from 'fast-check'
import { isRight } from 'fp-ts/lib/Either.js'
import { beforeAll, describe, expect, test } from 'vitest'
import {
  type AnyTensor,
  acquire,
  adaptiveAvgPool,
  adaptiveMaxPool,
  avgPool,
  flip,
  full,
  grad,
  gridSample,
  InvalidArgument,
  interpolate,
  max,
  maxPool,
  mean,
  sum,
  type Tensor,
  tensor,
} from '../../src/index.js'
import { sizeOf } from '../../src/shape/dim.js'
import { resizeShape } from '../../src/shape/resize.js'
import { spread } from '../../src/shape/window.js'
import { elementOf } from '../support/elements.js'
import { filled } from '../support/filled.js'
import { indices } from '../support/indices.js'
import { resizeUses } from '../support/windows.js'

beforeAll(() => acquire({ backend: 'reference' }))

/** Numbers of which no two are equal. */
const distinct = <const S extends readonly number[]>(shape: S) => filled(shape, (i) => ((i * 7919) % 10007) / 5000 - 1)

const uses = resizeUses.filter(
  ({ x, sizes }) =>
    isRight(resizeShape('resize', x, sizes)) && sizeOf(x) < 200 && sizeOf(spread(sizes, x.length - 2)) < 200 && sizeOf(x) > 0,
)

/** Where each element of the result is made of, axis by axis: places along the axis, and by how much they count. */
type Parts = readonly (readonly [at: number, share: number])[]

const expectMadeOf = async (
  y: AnyTensor,
  x: AnyTensor,
  parts: (place: number, from: number, to: number) => Parts,
  fold: (values: readonly number[], shares: readonly number[]) => number,
) => {
  const at = await elementOf(x)
  const data = await y.data()
  const rank = x.shape.length - 2
  expect(data.length).toBe(y.size)
  indices(y.shape).forEach(([batch = 0, ...rest], i) => {
    const along = Array.from({ length: rank }, (_, axis) => parts(rest[axis] ?? 0, x.shape[axis + 1] ?? 1, y.shape[axis + 1] ?? 1))
    const all = along.reduce<readonly (readonly [readonly number[], number])[]>(
      (found, axis) => found.flatMap(([place, share]) => axis.map(([one, more]) => [[...place, one], share * more] as const)),
      [[[], 1]],
    )
    const values = all.map(([place]) => at([batch, ...place, rest.at(-1) ?? 0]))
    const shares = all.map(([, share]) => share)
    expect(data[i]).toBeCloseTo(fold(values, shares), 11)
  })
}

const weighed = (values: readonly number[], shares: readonly number[]): number =>
  values.reduce((total, value, i) => total + value * (shares[i] ?? 0), 0)

describe('interpolate', () => {
  test('takes the element that a place falls into', () =>
    fc.assert(
      fc.asyncProperty(uses, async ({ x: shape, sizes }) => {
        const x = distinct(shape)
        await expectMadeOf(interpolate(x, sizes), x, (place, from, to) => [[Math.floor((place * from) / to), 1]], weighed)
      }),
      { numRuns: 60 },
    ))

  test('weighs the two next to a place by how near they are', () =>
    fc.assert(
      fc.asyncProperty(uses, async ({ x: shape, sizes }) => {
        const x = distinct(shape)
        const two = (place: number, from: number, to: number): Parts => {
          const lies = Math.min(Math.max(((place + 0.5) * from) / to - 0.5, 0), from - 1)
          const [low, share] = [Math.floor(lies), lies - Math.floor(lies)]
          return [[low, 1 - share], [Math.min(low + 1, from - 1), share]] // biome-ignore format: two places
        }
        await expectMadeOf(interpolate(x, sizes, { method: 'linear' }), x, two, weighed)
      }),
      { numRuns: 60 },
    ))

  test('leaves an array as it is that has the sizes', () => {
    const x = distinct([2, 3, 4, 5])
    expect(interpolate(x, [3, 4], { method: 'linear' })).toBe(x)
    expect(interpolate(x, [3, 4])).toBe(x)
  })

  test('takes the elements of long axes, whose products are beyond 2^31', async () => {
    const [from, to] = [60_000, 50_000]
    const x = filled([1, from, 1], (i) => i)
    const nearest = await interpolate(x, to).data()
    expect(nearest.every((value, i) => value === Math.floor((i * from) / to))).toBe(true)
    const linear = await interpolate(x, to, { method: 'linear' }).data()
    const far = linear.map((value, i) => Math.abs(value - Math.max(0, Math.min(from - 1, ((i + 0.5) * from) / to - 0.5))))
    expect(far.reduce((a, b) => Math.max(a, b))).toBeLessThan(1e-2)
    const slope = await grad((one: Tensor<[1, 60_000, 1], 'f64'>) => sum(interpolate(one, 50_000, { method: 'linear' })))(x).data()
    expect(slope.reduce((a, b) => a + b)).toBeCloseTo(to, 1)
  })

  test('has the methods that there are', () => {
    // @ts-expect-error Keras's name of it
    expect(() => interpolate(distinct([1, 2, 2, 1]), 3, { method: 'bilinear' })).toThrow(
      new InvalidArgument("interpolate: method is 'nearest' or 'linear'; got 'bilinear'; did you mean 'linear'?"),
    )
  })
})

describe('adaptive pools', () => {
  const bin = (place: number, from: number, to: number): Parts => {
    const [start, end] = [Math.floor((place * from) / to), Math.ceil(((place + 1) * from) / to)]
    return Array.from({ length: end - start }, (_, i) => [start + i, 1 / (end - start)] as const)
  }

  test.each([
    ['adaptiveAvgPool', adaptiveAvgPool, weighed],
    ['adaptiveMaxPool', adaptiveMaxPool, (values: readonly number[]) => Math.max(...values)],
  ] as const)('%s folds what is in a bin', (_, pool, fold) =>
    fc.assert(
      fc.asyncProperty(uses, async ({ x: shape, sizes }) => {
        const x = distinct(shape)
        await expectMadeOf(pool(x, sizes), x, bin, fold)
      }),
      { numRuns: 60 },
    ),
  )

  test('are pools where the sizes divide, and means and maxima where they are 1', async () => {
    const x = distinct([2, 6, 8, 3])
    expect(await adaptiveMaxPool(x, [3, 2]).data()).toEqual(await maxPool(x, [2, 4]).data())
    const [found, wanted] = [await adaptiveAvgPool(x, [3, 2]).data(), await avgPool(x, [2, 4]).data()]
    found.forEach((value, i) => {
      expect(value).toBeCloseTo(wanted[i] ?? Number.NaN, 12)
    })
    expect(await adaptiveMaxPool(x, 1).data()).toEqual(await max(x, { axis: [1, 2] }).data())
    const all = await mean(x, { axis: [1, 2] }).data()
    ;(await adaptiveAvgPool(x, 1).data()).forEach((value, i) => {
      expect(value).toBeCloseTo(all[i] ?? Number.NaN, 12)
    })
  })

  test('means of f16 do not overflow between their steps', async () => {
    const x = full([1, 64, 63, 1], 60_000, { dtype: 'f16' })
    const all = async (y: AnyTensor) => [...new Set(await y.data())]
    expect(await all(adaptiveAvgPool(x, 5))).toEqual([60_000])
    expect(await all(adaptiveAvgPool(x, [4, 9]))).toEqual([60_000])
    expect(await all(avgPool(x, 9))).toEqual([60_000])
    expect(await all(interpolate(full([1, 10, 1], 60_000, { dtype: 'f16' }), 40_000, { method: 'linear' }))).toEqual([60_000])
    expect(await all(interpolate(full([1, 1000, 1], 60_000, { dtype: 'f16' }), 40_000, { method: 'linear' }))).toEqual([60_000])
    expect(await all(avgPool(x, 9, { padding: 4, stride: 3 }))).toEqual([60_000])
  })

  test('a bin does not see what is outside, be it NaN or infinite', async () => {
    const [nan, infinity] = [Number.NaN, Number.POSITIVE_INFINITY]
    expect(await adaptiveAvgPool(tensor([[[1], [nan], [3], [5], [6]]]), 3).toArray()).toEqual([[[nan], [nan], [5.5]]])
    expect(await adaptiveAvgPool(tensor([[[1], [infinity], [3], [5], [6]]]), 3).toArray()).toEqual([[[infinity], [infinity], [5.5]]])
    expect(await adaptiveMaxPool(tensor([[[1], [nan], [3], [5], [6]]]), 3).toArray()).toEqual([[[nan], [nan], [6]]])
  })

  test('have bins of long axes, whose products are beyond 2^31', async () => {
    const [from, to] = [90_000, 50_000]
    const x = filled([1, from, 1], (i) => i)
    const [start, end] = [(i: number) => Math.floor((i * from) / to), (i: number) => Math.ceil(((i + 1) * from) / to)]
    const largest = await adaptiveMaxPool(x, to).data()
    expect(largest.every((value, i) => value === end(i) - 1)).toBe(true)
    const middle = await adaptiveAvgPool(x, to).data()
    expect(middle.every((value, i) => value === (start(i) + end(i) - 1) / 2)).toBe(true)
  })

  test('ties share the derivative equally, in bins of all lengths', async () => {
    const slope = grad((x: Tensor<[1, 5, 1], 'f64'>) => sum(adaptiveMaxPool(x, 2)))
    // Bins of 3 and 3 elements that share the third: it is one of the three of each.
    const ones = full([1, 5, 1], 1, { dtype: 'f64' })
    const shares = [...(await slope(ones).data())]
    ;[1 / 3, 1 / 3, 2 / 3, 1 / 3, 1 / 3].forEach((share, i) => {
      expect(shares[i]).toBeCloseTo(share, 12)
    })
  })
})

describe('gridSample', () => {
  /** Where the pixels of an axis lie. */
  const centres = (n: number) => Array.from({ length: n }, (_, i) => (2 * i + 1) / n - 1)
  const gridOf = (rows: readonly number[], columns: readonly number[]) =>
    tensor(
      rows.flatMap((y) => columns.flatMap((x) => [x, y])),
      { shape: [1, rows.length, columns.length, 2], dtype: 'f64' },
    )
  const image = distinct([1, 3, 5, 2])

  test.each(['zeros', 'border'] as const)('gives the pixels where they lie, with %s beyond', async (padding) => {
    const found = await gridSample(image, gridOf(centres(3), centres(5)), { padding }).data()
    const pixels = await image.data()
    found.forEach((value, i) => {
      expect(value).toBeCloseTo(pixels[i] ?? Number.NaN, 12)
    })
    const turned = await gridSample(image, gridOf(centres(3).toReversed(), centres(5)), { padding }).data()
    ;(await flip(image, 1).data()).forEach((value, i) => {
      expect(turned[i]).toBeCloseTo(value, 12)
    })
  })

  test('beyond the edges there are zeros, or the border', async () => {
    const far = gridOf([-9, 9], [-9, 9])
    const at = await elementOf(image)
    expect([...(await gridSample(image, far).data())]).toEqual(Array.from({ length: 8 }, () => 0))
    const corners = [[0, 0], [0, 4], [2, 0], [2, 4]] // biome-ignore format: places
    expect([...(await gridSample(image, far, { padding: 'border' }).data())]).toEqual(
      corners.flatMap(([y = 0, x = 0]) => [at([0, y, x, 0]), at([0, y, x, 1])]),
    )
  })

  test('looks at no pixel that is not there, be the image infinite', async () => {
    const dots = full([1, 2, 2, 1], Number.POSITIVE_INFINITY, { dtype: 'f64' })
    expect(await gridSample(dots, gridOf([-9, 9], [-9])).toArray()).toEqual([[[[0]], [[0]]]])
  })

  test('finds its way: a step along the slope of the grid raises what it sees', async () => {
    const grid = gridOf([0.1, 0.2], [-0.3, 0.25])
    const seen = (g: typeof grid) => sum(gridSample(image, g))
    const slope = await grad(seen)(grid).data()
    const data = await grid.data()
    const moved = tensor(
      data.map((x, i) => x + 1e-4 * (slope[i] ?? 0)),
      { shape: grid.shape, dtype: 'f64' },
    )
    expect(await seen(moved).item()).toBeGreaterThan(await seen(grid).item())
  })
})
