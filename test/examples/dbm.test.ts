import { describe, expect, it } from 'vitest'
import { fromArrays } from '../../dsl/index.js'
import { type DeepMachine, gibbs, harmony, type Layers, meanField } from '../../examples/dbm/deep.js'
import { example } from '../../examples/dbm/example.js'
import { allStates } from '../../examples/rbm/likelihood.js'
import { acquire, grad, jit, key, mean, mul, normal, split } from '../../src/index.js'
import { found, quick } from './quick.js'

await acquire({ backend: 'cpu' })

/** Three visible units, two in the middle, two on top, of weights of a size. */
const tiny = (seed: number, size: number): DeepMachine => {
  const [w, u, b, c, d] = split(key(seed), 5)
  return {
    lower: mul(normal(w, [3, 2]), size),
    upper: mul(normal(u, [2, 2]), size),
    visible: normal(b, [3]),
    middle: normal(c, [2]),
    top: normal(d, [2]),
  }
}

/** `exp(-E)` of all states, with the states. */
const weighed = async (machine: DeepMachine): Promise<readonly (readonly [weight: number, state: readonly number[]])[]> => {
  const states = await allStates(7).toArray()
  const weights = states.map(async (state) => {
    const one: Layers<number> = await layersOf([state])
    return [Math.exp(await harmony(machine, one).item()), state] as const
  })
  return Promise.all(weights)
}

const layersOf = (states: readonly (readonly number[])[]): Layers => {
  const part = (from: number, to: number) =>
    fromArrays({ x: { values: states.flatMap((state) => state.slice(from, to)), shape: [to - from] } }).take(states.map((_, i) => i)).x
  return { v: part(0, 3), h: part(3, 5), t: part(5, 7) }
}

describe('a deep machine whose states can all be gone through', () => {
  it('is where its Gibbs sampling leads, in every layer', async () => {
    const machine = tiny(1, 1)
    const all = await weighed(machine)
    const total = all.reduce((sum, [weight]) => sum + weight, 0)
    const from = layersOf(Array.from({ length: 20_000 }, () => [0, 0, 0, 0, 0, 0, 0]))
    const { v, h, t } = jit((one: DeepMachine, layers: Layers) => gibbs(one, layers, key(0), 40))(machine, from)
    const shares = (await Promise.all([v, h, t].map((units) => mean(units, { axis: 0 }).toArray()))).flat()
    for (const [unit, share] of shares.entries()) {
      const expected = all.reduce((sum, [weight, state]) => sum + weight * (state[unit] ?? 0), 0) / total
      expect(Math.abs(share - expected)).toBeLessThan(0.02) // more than five times its standard deviation of 0.0035
    }
  })

  it('has a harmony whose slope in a weight is how often its two units are on together', async () => {
    const machine = tiny(2, 1)
    const layers = layersOf([
      [1, 0, 1, 1, 0, 0, 1],
      [1, 1, 0, 1, 1, 1, 1],
    ])
    const slope = grad((one: DeepMachine) => harmony(one, layers))(machine)
    expect(await slope.lower.toArray()).toEqual([
      [2, 1],
      [1, 1],
      [1, 0],
    ])
    expect(await slope.upper.toArray()).toEqual([
      [1, 2],
      [1, 1],
    ])
  })

  it('has a mean field that is near the true probabilities where its weights are small', async () => {
    const machine = tiny(3, 0.2)
    const all = (await weighed(machine)).filter(([, [a, b, c]]) => a === 1 && b === 0 && c === 1)
    const total = all.reduce((sum, [weight]) => sum + weight, 0)
    const { v } = layersOf([[1, 0, 1, 0, 0, 0, 0]])
    const { h, t } = meanField(machine, v, 20)
    const got = (await Promise.all([h, t].map((units) => units.toArray()))).flatMap(([row = []]) => row)
    for (const [i, probability] of got.entries()) {
      const expected = all.reduce((sum, [weight, state]) => sum + weight * (state[3 + i] ?? 0), 0) / total
      expect(Math.abs(probability - expected)).toBeLessThan(0.01)
    }
  })
})

it('reads most digits after 1,000 of them, as it begins from a deep machine', async () => {
  const outcome = await quick(example, { only: 'finetuned' })
  expect(found(outcome, 'fine-tuned')).toBeLessThan(30) // chance has 90
  expect(outcome.pictures?.dreams).toContain('<image')
})
