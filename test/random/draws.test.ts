import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  acquire,
  bernoulli,
  beta,
  exp,
  flip,
  gamma,
  grad,
  jit,
  key,
  mul,
  normal,
  poisson,
  sum,
  type Tensor,
  tensor,
} from '../../src/index.js'
import { numbers } from '../support/elements.js'
import { backends } from '../support/targets.js'

afterAll(() => acquire({ backend: 'reference' }))

type Name = 'alphas' | 'rates' | 'shares' | 'gamma' | 'beta' | 'poisson' | 'bernoulli'

/** What JAX draws; see scripts/fixtures/draws.py. */
const drawn: Readonly<Record<Name, readonly number[]>> = JSON.parse(
  readFileSync(new URL('../fixtures/jax/draws.json', import.meta.url), 'utf8'),
)

const floats = (name: Name) => tensor(Float32Array.from(drawn[name]), { shape: [drawn[name].length] })

/** How many are further from JAX's than rounding in f32 makes them: where it decides whether a number is taken, another one is. */
const astray = (found: readonly number[], wanted: readonly number[], relative: number): number =>
  wanted.filter((x, i) => !(Math.abs(x - (found[i] ?? Number.NaN)) <= relative * Math.abs(x) + 1e-35)).length

const mean = (x: readonly number[]): number => x.reduce((total, v) => total + v, 0) / x.length
const variance = (x: readonly number[]): number => {
  const middle = mean(x)
  return mean(x.map((v) => (v - middle) ** 2))
}

const count = 20_000

describe.each(backends)('on %s', (backend) => {
  beforeAll(() => acquire({ backend }))

  it('gamma, beta, poisson and bernoulli are those of JAX', async () => {
    const shape = [25, 8] as const
    const alphas = floats('alphas')
    expect(astray(await numbers(gamma(key(42), alphas, shape)), drawn.gamma, 2e-4)).toBeLessThanOrEqual(1)
    expect(astray(await numbers(beta(key(42), alphas, flip(alphas), shape)), drawn.beta, 1e-3)).toBeLessThanOrEqual(1)
    expect(await numbers(poisson(key(42), floats('rates'), shape))).toEqual(drawn.poisson)
    expect(await numbers(bernoulli(key(42), floats('shares'), shape))).toEqual(drawn.bernoulli)
  })

  it.each([0.3, 1, 4.5, 200])('gamma of concentration %d has it for mean and variance', async (a) => {
    const x = await numbers(gamma(key(7), a, [count]))
    expect(Math.min(...x)).toBeGreaterThanOrEqual(0)
    expect(Math.abs(mean(x) - a)).toBeLessThan(4 * Math.sqrt(a / count))
    // The fourth central moment of Gamma is 3 a^2 + 6 a.
    expect(Math.abs(variance(x) - a)).toBeLessThan(4 * Math.sqrt((2 * a * a + 6 * a) / count))
  })

  it.each([
    [0.5, 0.5],
    [2, 5],
    [30, 1],
  ])('beta of %d and %d has its mean and variance', async (a, b) => {
    const x = await numbers(beta(key(2), a, b, [count]))
    const spread = (a * b) / ((a + b) ** 2 * (a + b + 1))
    expect(Math.abs(mean(x) - a / (a + b))).toBeLessThan(4 * Math.sqrt(spread / count))
    expect(Math.abs(variance(x) / spread - 1)).toBeLessThan(0.1)
  })

  // On both sides of the bound between the two methods, and far beyond it.
  it.each([0.7, 9.9, 10.1, 40, 1e5])('poisson of rate %d has it for mean and variance', async (rate) => {
    const x = await numbers(poisson(key(3), rate, [count]))
    expect(x.every((k) => Number.isInteger(k) && k >= 0)).toBe(true)
    expect(Math.abs(mean(x) - rate)).toBeLessThan(4 * Math.sqrt(rate / count))
    expect(Math.abs(variance(x) - rate)).toBeLessThan(4 * Math.sqrt((rate + 2 * rate * rate) / count))
  })

  it('poisson of an infinite rate is the most that there is', async () => {
    const x = await numbers(poisson(key(3), Number.POSITIVE_INFINITY, [100]))
    expect(x.every((one) => one === 2147483520)).toBe(true)
    expect(await numbers(poisson(key(3), tensor([Number.NaN, -1, Number.NEGATIVE_INFINITY])))).toEqual([-1, -1, -1])
  })

  it('poisson has the probabilities of the formula on both sides of the bound', async () => {
    for (const rate of [4, 12]) {
      const x = await numbers(poisson(key(4), rate, [count]))
      let probability = Math.exp(-rate)
      for (let k = 0; k < 25; k++) {
        const share = x.filter((one) => one === k).length / count
        expect(Math.abs(share - probability)).toBeLessThan(4.5 * Math.sqrt((probability * (1 - probability)) / count) + 1e-4)
        probability *= rate / (k + 1)
      }
    }
  })

  it('normal numbers of a mean and a deviation, which are differentiated', async () => {
    const z = await numbers(normal(key(5), [3]))
    const logDeviation = tensor([0, 1, 2])
    const x = await numbers(normal(key(5), [3], { mean: 10, deviation: exp(logDeviation) }))
    x.forEach((one, i) => {
      expect(one).toBeCloseTo(10 + Math.exp(i) * (z[i] ?? 0), 4)
    })
    const drawn = (m: Tensor<[3]>, s: Tensor<[3]>) => sum(mul(normal(key(5), [3], { mean: m, deviation: s }), tensor([1, 2, 3])))
    const [ofMean, ofDeviation] = jit(grad(drawn, { argnums: [0, 1] }))(logDeviation, tensor([1, 1, 1]))
    expect(await numbers(ofMean)).toEqual([1, 2, 3])
    const slopes = await numbers(ofDeviation)
    slopes.forEach((one, i) => {
      expect(one).toBeCloseTo((i + 1) * (z[i] ?? 0), 5)
    })
  })
})
