import { copy, foldIn, jit, type Key, key, split, type Tensor, tree, valueAndGrad } from 'typegrad'
import {
  accuracy,
  adam,
  batches,
  categoricalCrossEntropy,
  cosineDecay,
  type Digits,
  type Optimizer,
  type OptimizerState,
  shuffle,
} from 'typegrad/dsl'
import type { OnnxParameters } from 'typegrad/interchange'
import { epochsOf } from '../kit/epochs.js'
import { bySize, type Setting } from '../kit/example.js'
import { type answersOf, type Network, picturesOf } from './network.js'
import { type Batch, stripsOf } from './strips.js'

/** Parameters that are learnt, and what is needed for that. */
interface Learner {
  readonly parameters: OnnxParameters
  readonly memory: OptimizerState<OnnxParameters>
  readonly key: Key
}

/** One compiled step: it puts digits together to strips, mirrors some of them, and moves all parameters. Statistics of batch norms are no parameters; they stay as they are in the file. */
const stepOf = ({ apply }: Network, optimizer: Optimizer) =>
  jit(
    ({ parameters, memory, key }: Learner, digits: Tensor<['4*N', 28, 28, 1]>) => {
      const [next, own] = split(key, 2)
      const { x, y } = stripsOf(digits, own)
      const lossOf = (now: OnnxParameters) => categoricalCrossEntropy(apply(now, picturesOf(x)), y)
      const [loss, gradients] = valueAndGrad(lossOf)(parameters)
      const [better, remembered] = optimizer.update(gradients, memory, parameters)
      return [{ parameters: better, memory: remembered, key: next }, loss] as const
    },
    { donate: [0] },
  )

/** Which share of strips the answers are right of, in per cent. */
export const accuracyOn = (strips: readonly Batch[], answers: ReturnType<typeof answersOf>) => async (parameters: OnnxParameters) => {
  let total = 0
  for (const { x, y } of strips) total += await accuracy(answers(parameters, x), y).item()
  return (100 * total) / strips.length
}

/** What became of the network. */
interface Tuned {
  readonly parameters: OnnxParameters
  /** Test accuracy in per cent before the first epoch, and after each. */
  readonly accuracies: readonly number[]
  readonly epochs: number
  readonly cut?: string
}

/** Goes on from the parameters of the file, by Adam with a rate that falls to 0; is tested after each pass over the digits. Nothing is chosen by the test. */
export const fineTune = async (
  network: Network,
  train: Digits,
  accuracyOf: (parameters: OnnxParameters) => Promise<number>,
  setting: Setting,
): Promise<Tuned> => {
  const { size, seed, signal, log } = setting
  const [epochs, digits] = [bySize(size, 2, 5, 10), 4 * bySize(size, 8, 16, 16)]
  const steps = Math.floor(train.size / digits)
  const optimizer = adam(cosineDecay(1e-3, epochs * steps))
  const step = stepOf(network, optimizer)

  const before = await accuracyOf(network.parameters)
  log(`before: ${before.toFixed(2)} % of the test strips told right`)
  const parameters = tree.map(copy, network.parameters) // the first step uses them up
  const begun: Learner = { parameters, memory: optimizer.init(parameters), key: key(seed) }
  const { state, history, cut } = await epochsOf(setting, 'network', epochs, begun, async (first, epoch) => {
    let [learner, total] = [first, 0]
    for await (const { x, y } of batches(await shuffle(train, foldIn(key(seed), epoch)), digits, { partial: 'drop' })) {
      if (signal?.aborted) return undefined
      const [next, loss] = step(learner, x)
      learner = next
      total += await loss.item()
      for (const one of [x, y]) one.dispose()
    }
    const right = await accuracyOf(learner.parameters)
    log(`epoch ${epoch}: loss ${(total / steps).toFixed(3)}, ${right.toFixed(2)} % of the test strips told right`)
    return [learner, right]
  })
  return { parameters: state.parameters, accuracies: [before, ...history], epochs, ...(cut !== undefined && { cut }) }
}
