import { compute, foldIn, jit, type Key, key, mean, split, type Tensor } from 'typegrad'
import { type Digits, momentum, polynomialDecay } from 'typegrad/dsl'
import type { Curve } from '../kit/chart.js'
import { meanGreys, oneOfEach, vectors } from '../kit/digits.js'
import { epochsOf } from '../kit/epochs.js'
import { bySize, type Setting } from '../kit/example.js'
import type { Finding } from '../kit/result.js'
import { range } from '../kit/rows.js'
import { contrastiveStep, firstLearner, pass } from './learn.js'
import { annealed, independent, meanOfWeights } from './likelihood.js'
import { columnsOf, fantasiesOf } from './look.js'
import { drawn, firstMachine, freeEnergy, logOdds, type Machine, type Units } from './machine.js'

/** A way to learn. */
interface Way {
  readonly name: string
  readonly steps: number
  readonly persistent: boolean
  readonly rate: number
  /** Mean log probability of a test digit in the literature, in nats. */
  readonly literature?: number
}

/** The ways, by what `--only` calls them. */
export const ways = {
  'cd-1': { name: 'CD-1', steps: 1, persistent: false, rate: 0.02, literature: -125.53 },
  pcd: { name: 'persistent CD', steps: 1, persistent: true, rate: 0.01 },
  'cd-25': { name: 'CD-25', steps: 25, persistent: false, rate: 0.02, literature: -86.34 },
} as const satisfies Record<string, Way>

/** What a way gave. */
export interface Measured {
  readonly name: string
  readonly findings: Readonly<Record<string, Finding>>
  /** Free energy of digits it learned from and of held-out ones, after each epoch. */
  readonly energies: { readonly train: Curve['points']; readonly test: Curve['points'] }
  /** Weights of hidden units, 784 each. */
  readonly filters: readonly Float32Array[]
  /** Probabilities of the pixels after some steps of Gibbs sampling that began at held-out digits; as many of each. */
  readonly fantasies: readonly Float32Array[]
  readonly cut?: string
}

const meanFreeEnergy = jit((machine: Machine, x: Units) => mean(freeEnergy(machine, x)))

/** Learns from digits in one of the ways, and looks at what it learned. */
export const learned = async (
  part: string,
  way: Way,
  digits: { readonly train: Digits; readonly test: Digits },
  setting: Setting,
): Promise<Measured> => {
  const { size, seed, log } = setting
  const [epochs, hidden, batchSize] = [bySize(size, 6, 10, 100), bySize(size, 64, 256, 500), bySize(size, 20, 50, 100)]
  const [train, test] = [vectors(digits.train), vectors(digits.test)]
  const [forMachine, forSteps, forOrder, forFantasies, forChains, forMeasure] = split(key(seed), 6)
  const optimizer = momentum(polynomialDecay(way.rate, { steps: epochs * Math.floor(train.size / batchSize) }), 0.9)
  const step = contrastiveStep({ steps: way.steps, persistent: way.persistent, optimizer, decay: 0.0002, draws: true })
  const greys = meanGreys(digits.train)
  const first = firstLearner(firstMachine(forMachine, greys, hidden), optimizer, forSteps, train.take(range(batchSize)).x)
  const binary = ({ x }: { readonly x: Units }): Units => compute(drawn(forMeasure, x))
  const [seen, held] = [binary(train.take(range(test.size))), binary(test.take(range(test.size)))]

  const { state, history, cut } = await epochsOf(setting, part, epochs, first, async (learner, epoch) => {
    const next = await pass(step, learner, train, batchSize, foldIn(forOrder, epoch))
    const energy = { train: await meanFreeEnergy(next.machine, seen).item(), test: await meanFreeEnergy(next.machine, held).item() }
    log(
      `${way.name}, epoch ${epoch} of ${epochs}: free energy ${energy.train.toFixed(2)} of digits learned from, ${energy.test.toFixed(2)} of others`,
    )
    return [next, energy]
  })

  const { machine } = state
  const last = history.at(-1) ?? { train: Number.NaN, test: Number.NaN }
  const annealing = { chains: 100, temperatures: bySize(size, 100, 1000, 14_500) }
  const weights = jit((one: Machine, base: Tensor<[number]>, from: Key) => annealed(one, base, from, annealing))(
    machine,
    logOdds(greys),
    forChains,
  )
  const partition = await meanOfWeights(weights).item()
  const alone = independent(logOdds(greys))
  const note = cut ?? `${epochs} epochs`
  return {
    name: way.name,
    findings: {
      'each pixel by itself: mean log probability of a test digit': {
        value: -(await meanFreeEnergy(alone.machine, held).item()) - (await alone.partition.item()),
        unit: 'nats',
      },
      [`${way.name}: mean log probability of a test digit`]: {
        value: -last.test - partition,
        unit: 'nats',
        ...(size === 'full' &&
          way.literature !== undefined && { literature: way.literature, source: 'Salakhutdinov and Murray 2008, table 1' }),
        note,
      },
      [`${way.name}: free energy of test digits less that of digits learned from`]: { value: last.test - last.train, unit: 'nats', note },
    },
    energies: {
      train: history.map(({ train }, i) => [i + 1, train] as const),
      test: history.map(({ test }, i) => [i + 1, test] as const),
    },
    filters: columnsOf(await machine.weights.data(), hidden, 30),
    fantasies: await fantasiesOf(machine, test.take(oneOfEach).x, forFantasies),
    ...(cut !== undefined && { cut: `${way.name} ${cut}` }),
  }
}
