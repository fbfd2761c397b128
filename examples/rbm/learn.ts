import { add, type Dim, grad, jit, type Key, mean, mul, split, square, sub, sum, type Tensor } from 'typegrad'
import { batches, type Optimizer, type OptimizerState, shuffle } from 'typegrad/dsl'
import type { Vectors } from '../kit/rows.js'
import { type Copies, drawn, freeEnergy, gibbs, type Machine, once, type Units } from './machine.js'

/** How a machine learns. */
export interface Learning {
  /** Gibbs steps from what is seen to what is dreamt: the k of CD-k. */
  readonly steps: number
  /** Whether fantasies go on from those of the step before (persistent contrastive divergence, Tieleman 2008) and not from the data. */
  readonly persistent: boolean
  readonly optimizer: Optimizer
  /** What half the sum of the squared weights is multiplied by and added. */
  readonly decay: number
  readonly copies?: Copies
  /** Whether data are states drawn by the greys, anew each time, or the greys themselves, as are those of a layer below. */
  readonly draws: boolean
}

/** A machine that learns, and what it needs for that. */
export interface Learner {
  readonly machine: Machine
  readonly memory: OptimizerState<Machine>
  /** Fantasies, as many as a batch has examples. */
  readonly chains: Units
  readonly key: Key
}

/** `mean F(data) - mean F(fantasies)`. Its slope is that of `-log p(data)`, if the fantasies are drawn from the machine: `-∂ log p(v) = ∂ F(v) - E[∂ F]`. */
export const contrast = <N extends Dim, M extends Dim>(machine: Machine, data: Units<N>, fantasies: Units<M>, copies = once): Tensor<[]> =>
  sub(mean(freeEnergy(machine, data, copies)), mean(freeEnergy(machine, fantasies, copies)))

/** One compiled step of contrastive divergence: from data or the last fantasies a few Gibbs steps, then down the slope of the contrast. */
export const contrastiveStep = ({ steps, persistent, optimizer, decay, copies = once, draws }: Learning) =>
  jit(
    ({ machine, memory, chains, key }: Learner, x: Units): Learner => {
      const [next, forData, forGibbs] = split(key, 3)
      const data = draws ? drawn(forData, x) : x
      const { states } = gibbs(machine, persistent ? chains : drawn(forData, x), forGibbs, steps, copies)
      const loss = (one: Machine) => add(contrast(one, data, states, copies), mul(sum(square(one.weights)), decay / 2))
      const [better, remembered] = optimizer.update(grad(loss)(machine), memory, machine)
      return { machine: better, memory: remembered, chains: states, key: next }
    },
    { donate: [0] },
  )

/** A learner that has learned nothing yet; its fantasies begin as data. It owns what it is made of. */
export const firstLearner = (machine: Machine, optimizer: Optimizer, key: Key, chains: Units): Learner => ({
  machine,
  memory: optimizer.init(machine),
  chains,
  key,
})

/** All examples once, in an order drawn by a key. */
export const pass = async (
  step: (learner: Learner, x: Units) => Learner,
  learner: Learner,
  data: Vectors,
  batchSize: number,
  order: Key,
): Promise<Learner> => {
  let current = learner
  for await (const { x } of batches(await shuffle(data, order), batchSize, { partial: 'drop' })) {
    current = step(current, x)
    x.dispose()
  }
  return current
}
