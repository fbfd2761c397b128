import { add, foldIn, grad, jit, type Key, mean, mul, split, square, sub, sum, type Tensor } from 'typegrad'
import { batches, fromArrays, momentum, type Optimizer, type OptimizerState, polynomialDecay, shuffle } from 'typegrad/dsl'
import type { Rows } from '../kit/classified.js'
import { epochsOf } from '../kit/epochs.js'
import { bySize, type Setting } from '../kit/example.js'
import { range, type Vectors } from '../kit/rows.js'
import { drawn, type Units } from '../rbm/machine.js'
import { type DeepMachine, gibbs, harmony, type Layers, meanField, visibleGiven } from './deep.js'

/** A deep machine that learns, and what it needs for that. */
interface Learner {
  readonly machine: DeepMachine
  readonly memory: OptimizerState<DeepMachine>
  /** Persistent fantasies, as many as a batch has examples. */
  readonly chains: Layers
  readonly key: Key
}

/** How often mean field brings the layers into line, and how many Gibbs steps fantasies take in a step of learning. */
const [iterations, steps] = [10, 5] as const

/** What is made small: how much better fantasies suit the machine than data with their mean field; and the weights. */
const loss = (machine: DeepMachine, data: Layers, fantasies: Layers, decay: number): Tensor<[]> => {
  const count = data.v.shape[0]
  const contrast = mul(sub(harmony(machine, fantasies), harmony(machine, data)), 1 / count)
  return add(contrast, mul(add(sum(square(machine.lower)), sum(square(machine.upper))), decay / 2))
}

/** One compiled step: mean field for the data, a few Gibbs steps for the fantasies, down the slope of the contrast (Salakhutdinov and Hinton 2009, algorithm 1). */
const stepOf = (optimizer: Optimizer, decay: number) =>
  jit(
    ({ machine, memory, chains, key }: Learner, x: Units): Learner => {
      const [next, forGibbs] = split(key, 2)
      const data = meanField(machine, x, iterations)
      const fantasies = gibbs(machine, chains, forGibbs, steps)
      const slope = grad((one: DeepMachine) => loss(one, data, fantasies, decay))(machine)
      const [better, remembered] = optimizer.update(slope, memory, machine)
      return { machine: better, memory: remembered, chains: fantasies, key: next }
    },
    { donate: [0] },
  )

const meanFieldOf = jit((machine: DeepMachine, x: Units) => meanField(machine, x, iterations))

const reconstructionError = jit((machine: DeepMachine, x: Units) =>
  mean(square(sub(x, visibleGiven(machine, meanField(machine, x, iterations).h)))),
)

/** Both layers learn together, from where the two machines they were left them. */
export const learnedTogether = async (
  setting: Setting,
  begun: DeepMachine,
  data: Vectors,
  key: Key,
): Promise<{ readonly machine: DeepMachine; readonly chains: Layers; readonly cut?: string }> => {
  const { size, log } = setting
  const [epochs, batchSize] = [bySize(size, 5, 15, 100), bySize(size, 20, 50, 100)]
  const [forChains, forSteps, forOrder] = split(key, 3)
  const optimizer = momentum(polynomialDecay(0.005, { steps: epochs * Math.floor(data.size / batchSize) }), 0.9)
  const step = stepOf(optimizer, 0.0002)
  const { x: sample } = data.take(range(Math.min(1000, data.size)))
  const chains = jit((machine: DeepMachine, x: Units, now: Key) =>
    gibbs(machine, meanField(machine, drawn(foldIn(now, 0), x), 1), foldIn(now, 1), 1),
  )
  const first: Learner = {
    machine: begun,
    memory: optimizer.init(begun),
    chains: chains(begun, data.take(range(batchSize)).x, forChains),
    key: forSteps,
  }
  const { state, cut } = await epochsOf(setting, 'together', epochs, first, async (learner, epoch) => {
    let current = learner
    for await (const { x } of batches(await shuffle(data, foldIn(forOrder, epoch)), batchSize, { partial: 'drop' })) {
      current = step(current, x)
      x.dispose()
    }
    const error = await reconstructionError(current.machine, sample).item()
    log(`both layers, epoch ${epoch} of ${epochs}: mean squared error of reconstructions ${error.toFixed(4)}`)
    return [current, error]
  })
  return { machine: state.machine, chains: state.chains, ...(cut !== undefined && { cut: `both layers ${cut}` }) }
}

/** Pictures, and beside each the mean field of its top units: what the network for reading is given. */
export const withTopUnits = async (machine: DeepMachine, data: Rows): Promise<Rows> => {
  const [pixels, top] = [machine.visible.shape[0], machine.top.shape[0]]
  const width = pixels + top
  const [x, y] = [new Float32Array(data.size * width), new Int32Array(data.size)]
  let filled = 0
  for await (const batch of batches(data, 1000)) {
    const { v, t } = meanFieldOf(machine, batch.x)
    const [seen, found, classes] = await Promise.all([v.data(), t.data(), batch.y.data()])
    for (let i = 0; i < classes.length; i++) {
      x.set(seen.subarray(i * pixels, (i + 1) * pixels), (filled + i) * width)
      x.set(found.subarray(i * top, (i + 1) * top), (filled + i) * width + pixels)
    }
    y.set(classes, filled)
    filled += classes.length
    for (const one of [batch.x, batch.y]) one.dispose()
  }
  return fromArrays({ x: { values: x, shape: [width] }, y: { values: y, dtype: 'i32' } })
}
