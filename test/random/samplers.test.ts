import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  type AnyTensor,
  acquire,
  bernoulli,
  bits,
  broadcastTo,
  categorical,
  foldIn,
  InvalidArgument,
  key,
  log,
  normal,
  reshape,
  split,
  tensor,
  truncatedNormal,
  uniform,
  zeros,
} from '../../src/index.js'
import { numbers } from '../support/elements.js'
import { backends, compiling } from '../support/targets.js'

afterAll(() => acquire({ backend: 'reference' }))

const count = 20_000
const mean = (x: readonly number[]): number => x.reduce((total, v) => total + v, 0) / x.length
const centred = (x: readonly number[]): number[] => {
  const middle = mean(x)
  return x.map((v) => v - middle)
}
const variance = (x: readonly number[]): number => mean(centred(x).map((v) => v * v))
const correlation = (x: readonly number[], y: readonly number[]): number => {
  const other = centred(y)
  return mean(centred(x).map((v, i) => v * (other[i] ?? Number.NaN))) / Math.sqrt(variance(x) * variance(y))
}

/** So many standard errors are exceeded in one of 10,000 draws or fewer. */
const within = (got: number, want: number, standardError: number): void => expect(Math.abs(got - want)).toBeLessThan(4 * standardError)

describe.each(backends)('on %s', (backend) => {
  beforeAll(() => acquire({ backend }))

  it('bits are each on in half of all words, and independent of their neighbours', async () => {
    const drawn = await numbers(bits(key(11), [count]))
    const bit = (word: number, at: number): number => Math.floor(word / 2 ** at) % 2
    for (let at = 0; at < 32; at++) {
      const column = drawn.map((word) => bit(word, at))
      within(mean(column), 0.5, 0.5 / Math.sqrt(count))
      within(correlation(column.slice(1), column.slice(0, -1)), 0, 1 / Math.sqrt(count))
    }
    expect(new Set(drawn).size).toBeGreaterThan(count - 5)
  })

  it('uniform numbers lie in [0, 1), a multiple of 2^-23 each, with the mean and variance of even ones', async () => {
    const drawn = await numbers(uniform(key(12), [count]))
    expect(Math.min(...drawn)).toBeGreaterThanOrEqual(0)
    expect(Math.max(...drawn)).toBeLessThan(1)
    expect(drawn.every((x) => Number.isInteger(x * 2 ** 23))).toBe(true)
    within(mean(drawn), 1 / 2, Math.sqrt(1 / 12 / count))
    within(variance(drawn), 1 / 12, Math.sqrt(1 / 180 / count))
  })

  it.each([
    [-3, 5],
    [2, 2.0000005],
    [-1e30, 1e30],
    [0, 1e-30],
  ] as const)('uniform numbers lie in [%d, %d)', async (min, max) => {
    const drawn = await numbers(uniform(key(13), [count], { min, max }))
    const [low, high] = [Math.fround(min), Math.fround(max)]
    expect(Math.min(...drawn)).toBeGreaterThanOrEqual(low)
    expect(Math.max(...drawn)).toBeLessThan(high)
    // Two neighbouring floats leave nothing to be spread over.
    if (high - low > 1e-6 * Math.abs(low)) within(mean(drawn) / (high - low), (low + high) / 2 / (high - low), Math.sqrt(1 / 12 / count))
  })

  it('normal numbers have mean 0, variance 1 and the tails of Gauss', async () => {
    const drawn = await numbers(normal(key(14), [count]))
    expect(drawn.every(Number.isFinite)).toBe(true)
    within(mean(drawn), 0, 1 / Math.sqrt(count))
    within(variance(drawn), 1, Math.sqrt(2 / count))
    const beyond = drawn.filter((x) => Math.abs(x) > 3).length / count
    within(beyond, 0.0027, Math.sqrt(0.0027 / count))
  })

  it('a normal number of a known key is that of JAX', async () => {
    expect(await normal(key(42), []).item()).toBeCloseTo(-0.028304616, 6)
  })

  it('normal numbers between two ends are those of JAX', async () => {
    const drawn = (low: number, high: number) => numbers(truncatedNormal(key(42), low, high, [6]))
    for (const [low, high, wanted] of [
      [-2, 2, [-0.027016498, 0.44438082, 0.28187707, 0.14650805, -0.1183623, 0.20690748]],
      [0.5, 1.5, [0.87641722, 1.06159425, 0.99624318, 0.9426775, 0.84303981, 0.96642399]],
      [Number.NEGATIVE_INFINITY, 1, [-0.2245281, 0.18132502, 0.046381135, -0.07022342, -0.30772066, -0.017760042]],
    ] as const)
      for (const [i, x] of (await drawn(low, high)).entries()) expect(x).toBeCloseTo(wanted[i] ?? Number.NaN, 5)
  })

  it('normal numbers between two ends are never the ends, nor beyond them', async () => {
    for (const [low, high] of [
      [0, 1e-6],
      [-1e-3, 0],
      [3, 3.00001],
      [-4.5, -4],
    ] as const) {
      const drawn = await numbers(truncatedNormal(key(22), low, high, [count]))
      expect(Math.min(...drawn)).toBeGreaterThanOrEqual(low)
      expect(Math.max(...drawn)).toBeLessThanOrEqual(high)
    }
  })

  it('places are those of JAX', async () => {
    expect(await numbers(categorical(key(42), zeros([20, 5])))).toEqual([1, 4, 2, 0, 3, 4, 0, 1, 4, 2, 3, 4, 2, 1, 2, 0, 1, 3, 0, 0])
    const logits = log(tensor([0.1, 0.2, 0.3, 0.4]))
    expect(await numbers(categorical(key(7), broadcastTo(logits, [30, 4])))).toEqual([
      1, 3, 3, 2, 3, 0, 2, 2, 3, 2, 1, 3, 3, 3, 1, 1, 3, 3, 2, 0, 2, 1, 1, 2, 1, 3, 3, 3, 3, 0,
    ])
    expect(await numbers(categorical(key(7), broadcastTo(reshape(logits, [4, 1]), [4, 30]), { axis: 0 }))).toEqual([
      1, 2, 1, 2, 3, 1, 2, 3, 1, 3, 3, 2, 3, 3, 2, 3, 2, 3, 2, 0, 0, 3, 2, 2, 1, 2, 3, 2, 3, 2,
    ])
  })

  it('truth values are true as often as they should be, never and always at the ends', async () => {
    for (const p of [0.01, 0.3, 0.9]) within(mean(await numbers(bernoulli(key(15), p, [count]))), p, Math.sqrt((p * (1 - p)) / count))
    expect(new Set(await numbers(bernoulli(key(15), 0, [count])))).toEqual(new Set([0]))
    expect(new Set(await numbers(bernoulli(key(15), 1, [count])))).toEqual(new Set([1]))
  })

  it('what is drawn from different keys is not related', async () => {
    const [a, b] = split(key(16))
    const streams = await Promise.all([key(16), key(17), a, b, foldIn(key(16), 2)].map((k) => numbers(uniform(k, [count]))))
    streams.forEach((x, i) => {
      for (const y of streams.slice(i + 1)) within(correlation(x, y), 0, 1 / Math.sqrt(count))
    })
  })

  it('equal keys give equal numbers, in any shape of so many', async () => {
    const flat = await numbers(normal(key(18), [60]))
    expect(await numbers(normal(key(18), [3, 4, 5]))).toEqual(flat)
    expect(await numbers(normal(key(18), [60]))).toEqual(flat)
    expect(await numbers(normal(key(19), [60]))).not.toEqual(flat)
  })
})

it.each(compiling)('bits and what is made of them without rounding are equal on %s and the reference, bit for bit', async (compiled) => {
  const draw = async (backend: (typeof backends)[number]) => {
    await acquire({ backend })
    const k = foldIn(split(key(20), 3)[2], 77)
    return Promise.all([bits(k, [1000]), uniform(k, [1000]), bernoulli(k, 0.25, [1000]), k].map((x: AnyTensor) => numbers(x)))
  }
  expect(await draw(compiled)).toEqual(await draw('reference'))
})

it.each(compiling)('normal numbers are equal on %s and the reference within 1e-5', async (compiled) => {
  const draw = async (backend: (typeof backends)[number]) => {
    await acquire({ backend })
    return numbers(normal(key(21), [5000]))
  }
  const [got, want] = [await draw(compiled), await draw('reference')]
  const worst = Math.max(...got.map((x, i) => Math.abs(x - (want[i] ?? Number.NaN)) / Math.max(1, Math.abs(want[i] ?? 0))))
  expect(worst).toBeLessThan(1e-5)
})

describe('a sampler refuses', () => {
  it('a range that is none', () => {
    for (const [min, max] of [
      [1, 1],
      [2, 1],
      [0, Number.NaN],
    ] as const)
      expect(() => uniform(key(0), [1], { min, max })).toThrow(
        new InvalidArgument(`uniform: min is a number below max, ${max}; got ${min}`),
      )
  })

  it('a range that is not finite in f32', () => {
    for (const [min, max] of [
      [0, Number.POSITIVE_INFINITY],
      [Number.NEGATIVE_INFINITY, 0],
      [0, 1e39],
      [-3e38, 3e38],
    ] as const)
      expect(() => uniform(key(0), [1], { min, max })).toThrow(
        new InvalidArgument(`uniform: max is a finite number, less than 2^128 above min, ${min}; got ${max}`),
      )
  })

  it('ends that leave nothing between them', () => {
    for (const [low, high] of [
      [1, 1],
      [2, 1],
      [0, Number.NaN],
    ] as const)
      expect(() => truncatedNormal(key(0), low, high, [1])).toThrow(
        new InvalidArgument(`truncatedNormal: low is a number below high, ${high}; got ${low}`),
      )
    for (const [low, high] of [
      [6, 7],
      [-8, -7],
      [1, 1 + 2 ** -50],
    ] as const)
      expect(() => truncatedNormal(key(0), low, high, [1])).toThrow(
        new InvalidArgument(
          `truncatedNormal: f32 tells no numbers apart between ${low} and ${high}; draw nearer to 0, or from a wider range`,
        ),
      )
  })

  it('a probability that is none', () => {
    for (const p of [-0.1, 1.1, Number.NaN])
      expect(() => bernoulli(key(0), p, [1])).toThrow(new InvalidArgument(`bernoulli: a probability is a number from 0 to 1; got ${p}`))
  })
})
