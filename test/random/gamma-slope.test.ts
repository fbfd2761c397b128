import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  acquire,
  beta,
  broadcastTo,
  gamma,
  grad,
  jit,
  jvp,
  key,
  mean,
  reshape,
  square,
  sum,
  type Tensor,
  tensor,
  vjp,
  vmap,
} from '../../src/index.js'
import { gammaSlope } from '../../src/primitives/gamma-slope.js'
import { numbers } from '../support/elements.js'
import { backends } from '../support/targets.js'

afterAll(() => acquire({ backend: 'reference' }))

/** How drawn numbers move, by JAX in f64; see scripts/fixtures/gamma_slopes.py. */
const said: Readonly<Record<'alphas' | 'samples' | 'slopes', readonly number[]>> = JSON.parse(
  readFileSync(new URL('../fixtures/jax/gamma-slopes.json', import.meta.url), 'utf8'),
)

const each = said.samples.length / said.alphas.length
const average = (x: readonly number[]): number => x.reduce((total, v) => total + v, 0) / x.length

/** The mean of numbers is what it should be, up to four standard errors. */
const isAbout = (x: readonly number[], wanted: number): void => {
  const spread = Math.sqrt(average(x.map((v) => (v - average(x)) ** 2)) / x.length)
  expect(Math.abs(average(x) - wanted)).toBeLessThan(4 * spread)
}

describe.each(backends)('on %s', (backend) => {
  beforeAll(() => acquire({ backend }))

  it('a Gamma number moves as JAX says, from concentrations of 0.05 to 5,000', async () => {
    const shape = [said.alphas.length, each] as const
    const alphas = broadcastTo(reshape(tensor(Float32Array.from(said.alphas), { shape: [said.alphas.length] }), [-1, 1]), shape)
    const logs = tensor(Float32Array.from(said.samples, Math.log), { shape })
    const found = await numbers(gammaSlope(alphas, logs))
    const off = found.map((slope, i) => Math.abs((slope * (said.samples[i] ?? 0)) / (said.slopes[i] ?? 0) - 1))
    expect(off).toHaveLength(said.slopes.length)
    expect(Math.max(...off)).toBeLessThan(1e-3)
  })

  it('the mean of derivatives is that of the mean, and of the mean square', async () => {
    const count = 4000
    for (const a of [0.05, 0.6, 3, 200]) {
      const many = broadcastTo(tensor([a]), [count])
      isAbout(await numbers(jit(grad((alpha: Tensor<[number]>) => sum(gamma(key(3), alpha))))(many)), 1)
      isAbout(await numbers(grad((alpha: Tensor<[number]>) => sum(square(gamma(key(3), alpha))))(many)), 2 * a + 1)
    }
    expect(await grad((a: Tensor<[]>) => mean(gamma(key(0), a, [20_000])))(tensor(2.5)).item()).toBeCloseTo(1, 1)
  })

  it('beta moves with both parameters as its mean does, and where Gamma numbers are too small for a float', async () => {
    const count = 4000
    for (const [a, b] of [
      [2, 5],
      [0.01, 0.02],
      [30, 1],
    ] as const) {
      const [ofA, ofB] = grad((x: Tensor<[number]>, y: Tensor<[number]>) => sum(beta(key(4), x, y)), { argnums: [0, 1] })(
        broadcastTo(tensor([a]), [count]),
        broadcastTo(tensor([b]), [count]),
      )
      isAbout(await numbers(ofA), b / (a + b) ** 2)
      isAbout(await numbers(ofB), -a / (a + b) ** 2)
    }
  })

  it('forwards, backwards and mapped say the same', async () => {
    const alphas = tensor([0.2, 1, 4, 60])
    const drawn = (a: Tensor<[4]>) => gamma(key(5), a)
    const ones = tensor([1, 1, 1, 1])
    const [values, forwards] = jvp(drawn, [alphas], [ones])
    const [same, pullback] = vjp(drawn, alphas)
    const [backwards] = pullback(ones)
    expect(await numbers(values)).toEqual(await numbers(gamma(key(5), alphas)))
    expect(await numbers(same)).toEqual(await numbers(values))
    expect(await numbers(backwards)).toEqual(await numbers(forwards))
    const one = (a: Tensor<[]>) => gamma(key(5), a, [3])
    const mapped = await vmap((a: Tensor<[]>) => grad((b: Tensor<[]>) => sum(one(b)))(a))(alphas).toArray()
    for (const [i, a] of [0.2, 1, 4, 60].entries())
      expect(mapped[i]).toBeCloseTo(await grad((b: Tensor<[]>) => sum(one(b)))(tensor(a)).item(), 5)
  })

  it('one that is too small for a float does not move', async () => {
    const slopes = await numbers(grad((a: Tensor<[200]>) => sum(gamma(key(6), a)))(broadcastTo(tensor([0.004]), [200])))
    expect(slopes.every(Number.isFinite)).toBe(true)
    expect(slopes).toContain(0)
  })
})

it('there is no second derivative, and that is said', () => {
  const slope = grad((a: Tensor<[]>) => sum(gamma(key(0), a, [3])))
  expect(() => grad(slope)(tensor(2))).toThrow('gamma: there is a first derivative in a concentration, and no second one')
  expect(() => grad(slope)(tensor(2))).toThrow(expect.objectContaining({ name: 'InvalidArgument' }))
})
