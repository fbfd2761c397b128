import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  acquire,
  bernoulli,
  bits,
  broadcastTo,
  categorical,
  type Key,
  key,
  log,
  normal,
  permutation,
  reshape,
  tensor,
  truncatedNormal,
  uniform,
  vmap,
} from '../../src/index.js'
import { erfOf } from '../../src/primitives/erf-value.js'
import { numbers } from '../support/elements.js'
import { backends } from '../support/targets.js'

/*
 * Whether what is drawn has the distribution it should have. Seeds are fixed, so a test passes always or never; one of a thousand right ones would fail.
 */

afterAll(() => acquire({ backend: 'reference' }))

const threshold = 1e-3
const count = 20_000
const total = (x: readonly number[]): number => x.reduce((sum, v) => sum + v, 0)

/** How likely so large a distance between the shares below each sample and what they should be is by chance. Kolmogorov's series. */
const kolmogorovSmirnov = (samples: readonly number[], below: (x: number) => number): number => {
  const n = samples.length
  const sorted = [...samples].sort((a, b) => a - b)
  const distance = sorted.reduce((most, x, i) => Math.max(most, below(x) - i / n, (i + 1) / n - below(x)), 0)
  const scaled = (Math.sqrt(n) + 0.12 + 0.11 / Math.sqrt(n)) * distance
  if (scaled < 0.2) return 1
  return 2 * total(Array.from({ length: 100 }, (_, i) => (i % 2 === 0 ? 1 : -1) * Math.exp(-2 * (i + 1) ** 2 * scaled ** 2)))
}

/** `log(Gamma(n / 2))` for a whole `n`. */
const logGammaOfHalf = (n: number): number => (n === 1 ? Math.log(Math.PI) / 2 : n === 2 ? 0 : Math.log(n / 2 - 1) + logGammaOfHalf(n - 2))

/** How likely a chi-square of so many degrees of freedom is that large or larger: 1 less the lower incomplete gamma function, by its series. */
const beyond = (chiSquare: number, freedom: number): number => {
  const [a, x] = [freedom / 2, chiSquare / 2]
  let [term, sum] = [1 / a, 1 / a]
  for (let k = 1; term > 1e-16 * sum; k++) {
    term *= x / (a + k)
    sum += term
  }
  return 1 - sum * Math.exp(a * Math.log(x) - x - logGammaOfHalf(freedom))
}

/** Pearson's: the squares of what is too many or too few, by what is expected. */
const pearson = (found: readonly number[], expected: readonly number[]): number =>
  total(found.map((n, i) => (n - (expected[i] ?? Number.NaN)) ** 2 / (expected[i] ?? Number.NaN)))

/** How likely counts that far from the expected ones are by chance. */
const chiSquare = (values: readonly number[], shares: readonly number[]): number => {
  const found = shares.map(() => 0)
  for (const value of values) found[value] = (found[value] ?? Number.NaN) + 1
  return beyond(
    pearson(
      found,
      shares.map((share) => share * values.length),
    ),
    shares.length - 1,
  )
}

const even = (n: number): number[] => new Array(n).fill(1 / n)
const gauss = (x: number): number => (1 + erfOf(x / Math.SQRT2)) / 2

describe('the tests themselves', () => {
  it('give the probabilities of tables', () => {
    expect(beyond(3.841, 1)).toBeCloseTo(0.05, 4)
    expect(beyond(16.919, 9)).toBeCloseTo(0.05, 4)
    expect(beyond(310.457, 255)).toBeCloseTo(0.01, 4)
    const off = (distance: number) =>
      kolmogorovSmirnov(
        Array.from({ length: 10_000 }, (_, i) => (i + 0.5) / 10_000 + distance),
        (x) => x,
      )
    expect(off(0.0136)).toBeCloseTo(0.05, 2)
  })

  it('find a distribution that is slightly another', async () => {
    const drawn = await numbers(uniform(key(1), [count]))
    expect(kolmogorovSmirnov(drawn, (x) => x ** 1.05)).toBeLessThan(threshold)
    expect(
      chiSquare(
        drawn.map((x) => Math.floor(10 * x ** 1.05)),
        even(10),
      ),
    ).toBeLessThan(threshold)
  })
})

describe.each(backends)('on %s, by chance in more than one of a thousand draws,', (backend) => {
  beforeAll(() => acquire({ backend }))

  it.each([
    [0, 1],
    [-3, 5],
  ])('uniform numbers from %d to %d are as even', async (min, max) => {
    const drawn = await numbers(uniform(key(31), [count], { min, max }))
    expect(kolmogorovSmirnov(drawn, (x) => (x - min) / (max - min))).toBeGreaterThan(threshold)
  })

  it('normal numbers are as far from the distribution of Gauss', async () => {
    expect(kolmogorovSmirnov(await numbers(normal(key(32), [count])), gauss)).toBeGreaterThan(threshold)
  })

  it.each([
    [-2, 2],
    [-0.5, 3],
    [0, 1],
    [1, Number.POSITIVE_INFINITY],
    [Number.NEGATIVE_INFINITY, -2],
    [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY],
    [2.5, 4],
  ])('normal numbers between %d and %d are there, and as far from what is left of the distribution', async (low, high) => {
    const drawn = await numbers(truncatedNormal(key(33), low, high, [count]))
    expect(drawn.every((x) => low <= x && x <= high && Number.isFinite(x))).toBe(true)
    const [from, to] = [gauss(low), gauss(high)]
    expect(kolmogorovSmirnov(drawn, (x) => (gauss(x) - from) / (to - from))).toBeGreaterThan(threshold)
  })

  it('each bit is on as often, and each byte of a word has all values as often', async () => {
    const words = await numbers(bits(key(34), [count]))
    const on = Array.from({ length: 32 }, (_, bit) => total(words.map((word) => Math.floor(word / 2 ** bit) % 2)))
    // For each bit the two counts, on and off.
    const found = on.flatMap((n) => [n, count - n])
    expect(
      beyond(
        pearson(
          found,
          found.map(() => count / 2),
        ),
        32,
      ),
    ).toBeGreaterThan(threshold)
    for (let byte = 0; byte < 4; byte++)
      expect(
        chiSquare(
          words.map((word) => Math.floor(word / 256 ** byte) % 256),
          even(256),
        ),
      ).toBeGreaterThan(threshold)
  })

  it.each([0.01, 0.3, 0.5, 0.9])('truth values are true as often as by %d', async (p) => {
    expect(chiSquare(await numbers(bernoulli(key(35), p, [count])), [1 - p, p])).toBeGreaterThan(threshold)
  })

  it.each([[[0.2, 0.3, 0.5]], [[0.001, 0.999]], [[0.1, 0, 0.6, 0.3]], [even(10)]])('places are drawn as often as by %j', async (shares) => {
    const logits = broadcastTo(log(tensor(shares)), [count, shares.length])
    const drawn = await numbers(categorical(key(36), logits))
    const possible = shares.flatMap((share, place) => (share > 0 ? [place] : []))
    expect(drawn.every((place) => possible.includes(place))).toBe(true)
    expect(
      chiSquare(
        drawn.map((place) => possible.indexOf(place)),
        possible.map((place) => shares[place] ?? 0),
      ),
    ).toBeGreaterThan(threshold)
  })

  it('each number is as often at each place of a permutation, and each order as often', async () => {
    const draws = 3000
    const keys = reshape(bits(key(37), [2 * draws]), [draws, 2])
    const n = 8
    const places = await numbers(vmap((k: Key) => permutation(k, n))(keys))
    const found = new Array(n * n).fill(0)
    for (const [i, value] of places.entries()) found[(i % n) * n + value]++
    // Rows and columns of the table add up, which leaves (n - 1)^2 degrees of freedom with a little more variance each.
    const statistic = pearson(found, new Array(n * n).fill(draws / n)) * ((n - 1) / n)
    expect(beyond(statistic, (n - 1) ** 2)).toBeGreaterThan(threshold)

    const small = await numbers(vmap((k: Key) => permutation(k, 4))(keys))
    const texts = Array.from({ length: draws }, (_, i) => small.slice(4 * i, 4 * i + 4).join(''))
    const orders = [...new Set(texts)]
    expect(orders.length).toBe(24)
    expect(
      chiSquare(
        texts.map((text) => orders.indexOf(text)),
        even(24),
      ),
    ).toBeGreaterThan(threshold)
  })
})
