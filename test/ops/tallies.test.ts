import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  acquire,
  bincount,
  cummax,
  grad,
  histogram,
  jit,
  median,
  mode,
  mul,
  searchsorted,
  sum,
  type Tensor,
  tensor,
} from '../../src/index.js'
import { numbers } from '../support/elements.js'
import { backends } from '../support/targets.js'

afterAll(() => acquire({ backend: 'reference' }))

const ints = (values: readonly number[]) => tensor(Int32Array.from(values), { shape: [values.length] })
const floats = (values: readonly number[]) => tensor(Float32Array.from(values), { shape: [values.length] })

describe.each(backends)('on %s', (backend) => {
  beforeAll(() => acquire({ backend }))

  it('bincount counts each number below the length, and nothing else', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: -3, max: 9 }), { minLength: 1, maxLength: 30 }),
        fc.integer({ min: 1, max: 8 }),
        async (x, n) => {
          const wanted = Array.from({ length: n }, (_, i) => x.filter((one) => one === i).length)
          expect(await numbers(bincount(ints(x), n))).toEqual(wanted)
        },
      ),
      { numRuns: 20 },
    )
  })

  it('a histogram loses nothing between its ends, and skips NaN', async () => {
    const x = floats([0, 0.5, 1, 1, 2, 3, 4, Number.NaN, 5, -1])
    const [counts, edges] = histogram(x, 4, { range: [0, 4] })
    expect(await numbers(counts)).toEqual([2, 2, 1, 2])
    expect(await numbers(edges)).toEqual([0, 1, 2, 3, 4])
    const [ofNone, unit] = histogram(floats([]), 2)
    expect([await numbers(ofNone), await numbers(unit)]).toEqual([
      [0, 0],
      [0, 0.5, 1],
    ])
  })

  it('a histogram has bins of some width', () => {
    for (const end of [Number.POSITIVE_INFINITY, Number.NaN])
      expect(() => histogram(floats([1]), 2, { range: [0, end] })).toThrow(
        'histogram: the range is a pair of finite numbers, [from, to], that ascends',
      )
  })

  it('counts move with their weights', async () => {
    const i = tensor([0, 2, 0, 7], { dtype: 'i32' })
    const loss = (weights: Tensor<[4]>) => sum(mul(bincount(i, 3, { weights }), tensor([10, 20, 30])))
    expect(await numbers(jit(grad(loss))(tensor([1, 2, 3, 4])))).toEqual([10, 30, 10, 0])
    const inBins = (weights: Tensor<[3]>) => sum(mul(histogram(tensor([0, 1, 4]), 2, { weights })[0], tensor([10, 20])))
    expect(await numbers(jit(grad(inBins))(tensor([1, 1, 1])))).toEqual([10, 10, 20])
  })

  it('searchsorted says how many are below, or not above, NaN and both zeros included', async () => {
    const some = fc.constantFrom(-2, -1, -0, 0, 0.5, 3, Number.POSITIVE_INFINITY, Number.NaN)
    const key = (x: number) => (Number.isNaN(x) ? Number.MAX_VALUE * 2 : x)
    const isBelow = (x: number, y: number) => (Number.isNaN(y) ? !Number.isNaN(x) : x < y)
    await fc.assert(
      fc.asyncProperty(
        fc.array(some, { minLength: 1, maxLength: 12 }),
        fc.array(some, { minLength: 1, maxLength: 6 }),
        async (x, values) => {
          const sorted = x.toSorted((a, b) => (Number.isNaN(a) ? 1 : Number.isNaN(b) ? -1 : key(a) - key(b) || 0))
          const below = values.map((value) => sorted.filter((one) => isBelow(one, value)).length)
          const upTo = values.map((value) => sorted.filter((one) => !isBelow(value, one)).length)
          expect(await numbers(searchsorted(floats(sorted), floats(values)))).toEqual(below)
          expect(await numbers(searchsorted(floats(sorted), floats(values), { side: 'right' }))).toEqual(upTo)
        },
      ),
      { numRuns: 20 },
    )
  })

  it('NaN: a running maximum keeps it, a median is it, and it is no more than a value to a mode', async () => {
    const x = tensor([1, Number.NaN, 3])
    expect(await numbers(cummax(x))).toEqual([1, Number.NaN, Number.NaN])
    expect(await numbers(median(x))).toEqual([Number.NaN])
    expect(await numbers(mode(x))).toEqual([1])
    expect(await numbers(mode(tensor([1, Number.NaN, Number.NaN])))).toEqual([Number.NaN])
  })

  it('of equal ones the nearest has the derivative of a running maximum', async () => {
    const slope = grad((x: Tensor<[4]>) => sum(mul(cummax(x), tensor([1, 10, 100, 1000]))))
    expect(await numbers(slope(tensor([2, 2, 1, 2])))).toEqual([1, 110, 0, 1000])
  })
})
