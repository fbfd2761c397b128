import { describe, expect, it } from 'vitest'
import { fromArrays, sgd } from '../../dsl/index.js'
import { example } from '../../examples/rbm/example.js'
import { contrast, contrastiveStep, firstLearner } from '../../examples/rbm/learn.js'
import { allStates, annealed, exactLogPartition, meanOfWeights } from '../../examples/rbm/likelihood.js'
import { firstMachine, freeEnergy, gibbs, hiddenGiven, type Machine, type Units } from '../../examples/rbm/machine.js'
import {
  acquire,
  add,
  grad,
  jit,
  key,
  logSumExp,
  matmul,
  mean,
  mul,
  neg,
  normal,
  reshape,
  split,
  sub,
  sum,
  tensor,
  transpose,
} from '../../src/index.js'
import { found, quick } from './quick.js'

await acquire({ backend: 'cpu' })

/** Four visible units, three hidden ones, of weights that are not small. */
const tiny = (seed: number): Machine => {
  const [w, b, c] = split(key(seed), 3)
  return { weights: normal(w, [4, 3]), visible: normal(b, [4]), hidden: normal(c, [3]) }
}

/** `E(v, h)`, a row for each `v`, a column for each `h`. */
const energies = ({ weights, visible, hidden }: Machine, v: Units<number>, h: Units<number>) =>
  neg(add(add(reshape(matmul(v, visible), [-1, 1]), matmul(h, hidden)), matmul(matmul(v, weights), transpose(h))))

describe('a machine whose states can all be gone through', () => {
  const [v, h] = [allStates(4), allStates(3)]

  it('has the free energy -log Σ_h exp(-E(v, h))', async () => {
    const machine = tiny(1)
    const expected = await neg(logSumExp(neg(energies(machine, v, h)), { axis: 1 })).toArray()
    const got = await freeEnergy(machine, v).toArray()
    for (const [i, energy] of got.entries()) expect(energy).toBeCloseTo(expected[i] ?? Number.NaN, 4)
  })

  it('has hidden units that are on as often as in all states, weighed by exp(-E)', async () => {
    const machine = tiny(2)
    const energy = await energies(machine, v, h).toArray()
    const states = await h.toArray()
    const got = await hiddenGiven(machine, v).toArray()
    for (const [row, given] of energy.entries())
      for (let unit = 0; unit < 3; unit++) {
        const weights = given.map((e) => Math.exp(-e))
        const on = weights.reduce((total, weight, i) => total + weight * (states[i]?.[unit] ?? 0), 0)
        expect(got[row]?.[unit]).toBeCloseTo(on / weights.reduce((total, weight) => total + weight), 4)
      }
  })

  it('is where Gibbs sampling leads, wherever it begins', async () => {
    const machine = tiny(3)
    const { states } = jit((one: Machine, from: Units) => gibbs(one, from, key(0), 50))(machine, patterns.take(rows(20_000)).x)
    const share = await mean(states, { axis: 0 }).toArray()
    const partition = exactLogPartition(machine)
    const probabilities = await sub(neg(freeEnergy(machine, v)), partition).toArray()
    const all = await v.toArray()
    for (let unit = 0; unit < 4; unit++) {
      const expected = all.reduce((total, state, i) => total + (state[unit] ?? 0) * Math.exp(probabilities[i] ?? Number.NaN), 0)
      expect(Math.abs((share[unit] ?? Number.NaN) - expected)).toBeLessThan(0.02) // five times its standard deviation of 0.0035
    }
  })

  it('has a partition function that annealing finds', async () => {
    const machine = tiny(4)
    const weights = jit((one: Machine) => annealed(one, tensor([0.5, -0.5, 1, 0]), key(1), { chains: 500, temperatures: 200 }))(machine)
    expect(Math.abs((await meanOfWeights(weights).item()) - (await exactLogPartition(machine).item()))).toBeLessThan(0.05)
  })

  it('has a gradient that CD-k comes near as k grows', async () => {
    const machine = tiny(5)
    const data = patterns.take(rows(20_000)).x
    const exact = grad((one: Machine) => add(mean(freeEnergy(one, data)), exactLogPartition(one)))(machine)
    const distance = async (steps: number): Promise<number> => {
      const slope = jit((one: Machine, x: Units) => {
        const { states } = gibbs(one, x, key(2), steps)
        return grad((m: Machine) => contrast(m, x, states))(one)
      })(machine, data)
      const apart = sub(slope.weights, exact.weights)
      return Math.sqrt(await sum(mul(apart, apart)).item())
    }
    const [one, three, thirty] = [await distance(1), await distance(3), await distance(30)]
    expect(three).toBeLessThan(one * 0.8)
    expect(thirty).toBeLessThan(three * 0.5)
  })

  it('gets likelier by contrastive divergence, persistent or not: from chance to nearly all there is to know', async () => {
    for (const persistent of [false, true]) {
      const optimizer = sgd(0.1)
      const step = contrastiveStep({ steps: 1, persistent, optimizer, decay: 0, draws: false })
      const { x } = patterns.take(rows(100))
      const likelihood = async (one: Machine): Promise<number> =>
        (await neg(mean(freeEnergy(one, patterns.take(rows(100)).x))).item()) - (await exactLogPartition(one).item())
      let learner = firstLearner(firstMachine(key(3), [0.5, 0.5, 0.5, 0.5], 3), optimizer, key(4), patterns.take(rows(100)).x)
      const before = await likelihood(learner.machine)
      for (let i = 0; i < 1500; i++) learner = step(learner, x)
      expect(before).toBeCloseTo(-Math.log(16), 1)
      expect(await likelihood(learner.machine)).toBeGreaterThan(-1.15) // two patterns of equal share have -log 2 = -0.69
    }
  })
})

/** 1100 and 0011, in turn. */
const patterns = fromArrays({ x: { values: Float32Array.from([1, 1, 0, 0, 0, 0, 1, 1]), shape: [4] } })

/** So many of them. */
const rows = (count: number): readonly number[] => Array.from({ length: count }, (_, i) => i % 2)

it('learns what digits are like from 1,000 of them', async () => {
  const outcome = await quick(example, { only: 'pcd' })
  const alone = found(outcome, 'each pixel by itself: mean log probability of a test digit')
  expect(alone).toBeLessThan(-200)
  expect(found(outcome, 'persistent CD: mean log probability of a test digit')).toBeGreaterThan(alone + 15)
  expect(outcome.pictures?.['fantasies-pcd']).toContain('<image')
})
