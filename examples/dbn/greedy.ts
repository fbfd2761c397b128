import { compute, foldIn, jit, type Key, mean, split, square, sub } from 'typegrad'
import { momentum, polynomialDecay } from 'typegrad/dsl'
import { epochsOf } from '../kit/epochs.js'
import type { Setting } from '../kit/example.js'
import { made, range, type Vectors } from '../kit/rows.js'
import { contrastiveStep, firstLearner, pass } from '../rbm/learn.js'
import { type Copies, firstMachine, hiddenGiven, type Machine, once, type Units, visibleGiven } from '../rbm/machine.js'

/** How a machine of a stack learns. */
export interface Lessons {
  readonly hidden: number
  readonly epochs: number
  readonly batchSize: number
  readonly rate: number
  /** Gibbs steps, 1 if left out. */
  readonly steps?: number
  readonly copies?: Copies
}

/** A machine that learned, and where it was cut if it was. */
interface Learned {
  readonly machine: Machine
  readonly cut?: string
}

/** How far from data what is made of their hidden units is: the mean squared difference. */
const reconstructionError = jit((machine: Machine, x: Units, copies: Copies) =>
  mean(square(sub(x, visibleGiven(machine, hiddenGiven(machine, x, copies), copies)))),
)

/** A machine that learned from rows of probabilities, by contrastive divergence. */
export const learnedFrom = async (
  setting: Setting,
  name: string,
  data: Vectors,
  { hidden, epochs, batchSize, rate, steps = 1, copies = once }: Lessons,
  key: Key,
): Promise<Learned> => {
  const [forMachine, forSteps, forOrder] = split(key, 3)
  const optimizer = momentum(polynomialDecay(rate, { steps: epochs * Math.floor(data.size / batchSize) }), 0.9)
  const step = contrastiveStep({ steps, persistent: false, optimizer, decay: 0.0002, draws: false, copies })
  const { x: sample } = data.take(range(Math.min(1000, data.size)))
  const means = await mean(sample, { axis: 0 }).data()
  const first = firstLearner(compute(firstMachine(forMachine, means, hidden)), optimizer, forSteps, data.take(range(batchSize)).x)
  const { state, cut } = await epochsOf(setting, name, epochs, first, async (learner, epoch) => {
    const next = await pass(step, learner, data, batchSize, foldIn(forOrder, epoch))
    const error = await reconstructionError(next.machine, sample, copies).item()
    setting.log(`${name}, epoch ${epoch} of ${epochs}: mean squared error of reconstructions ${error.toFixed(4)}`)
    return [next, error]
  })
  return { machine: state.machine, ...(cut !== undefined && { cut: `${name} ${cut}` }) }
}

/** The probabilities of a machine's hidden units, for each row of data: what the next machine learns from. */
export const featuresOf = (machine: Machine, data: Vectors, copies = once): Promise<Vectors> => {
  const hidden = jit((one: Machine, x: Units) => hiddenGiven(one, x, copies))
  return made(data, machine.hidden.shape[0], (x) => hidden(machine, x))
}

/** Machines one on the other, each learned from the features of the one below (Hinton, Osindero and Teh 2006). */
export const stackOf = async (
  setting: Setting,
  data: Vectors,
  widths: readonly number[],
  lessons: Omit<Lessons, 'hidden'>,
  key: Key,
): Promise<{ readonly machines: readonly Machine[]; readonly cut?: string }> => {
  const machines: Machine[] = []
  let below = data
  for (const [i, hidden] of widths.entries()) {
    const { machine, cut } = await learnedFrom(setting, `layer ${i + 1}`, below, { ...lessons, hidden }, foldIn(key, i))
    machines.push(machine)
    if (cut !== undefined) return { machines, cut }
    if (i + 1 < widths.length) below = await featuresOf(machine, below)
  }
  return { machines }
}
