import { astype, compute, foldIn, key, type Tensor } from 'typegrad'
import {
  adam,
  bucketBatches,
  chain,
  clipByGlobalNorm,
  padBatch,
  softmaxCrossEntropy,
  trainState,
  trainStep,
  type Variables,
  warmupCosine,
} from 'typegrad/dsl'
import { epochsOf } from '../kit/epochs.js'
import { bySize, type Setting } from '../kit/example.js'
import { begin, buckets, end, soundsIn, type Words } from './dictionary.js'
import { type Errors, errorsOf } from './errors.js'
import { type ModelOf, type Say, sayer } from './say.js'

/** How a network learned: its errors on words held out, after each epoch. */
export interface Learned<Params, State> {
  readonly variables: Variables<Params, State>
  readonly errors: readonly Errors[]
  readonly epochs: number
  readonly say: Say<Params, State>
}

/** How fast is learned, at most, and how long. */
interface Pace {
  readonly rate: number
  readonly epochs: number
}

/** Stands where no sound is to be learned, behind the end. */
const nothing = -1

/**
 * Learns to say words, and is measured on others after each epoch. What was said so far is in training what should have been said (Williams, Zipser 1989), and
 * a tenth of each target is spread over all sounds (Szegedy and others, arXiv:1512.00567).
 */
export const learn = async <Params, State>(
  part: string,
  modelOf: ModelOf<Params, State>,
  { rate, epochs }: Pace,
  { train, heldOut }: Words,
  setting: Setting,
): Promise<Learned<Params, State>> => {
  const { size, seed, signal, log } = setting
  const batch = bySize(size, 30, 64, 128)
  const pairs = train.flatMap(({ letters, spoken }) => spoken.map((sounds) => ({ letters, sounds })))
  const steps = epochs * Math.floor(pairs.length / batch)
  const optimizer = chain(clipByGlobalNorm(1), adam(warmupCosine({ peak: rate, warmup: Math.ceil(steps / 20), steps })))
  const loss = (logits: Tensor<['N', number, number]>, y: Tensor<['N', number], 'i32'>) =>
    softmaxCrossEntropy(logits, y, { ignoreIndex: nothing, labelSmoothing: 0.1 })
  const stepsOf = new Map(
    buckets.map((letters) => [letters as number, trainStep(modelOf(letters, soundsIn(letters)), { loss, optimizer })] as const),
  )
  const say = sayer(modelOf)
  const [shortest] = buckets

  const begun = trainState(modelOf(shortest, soundsIn(shortest)), { optimizer, key: key(seed) })
  const { state: ended, history } = await epochsOf(setting, part, epochs, compute(begun), async (first, epoch) => {
    let [state, total, count] = [first, 0, 0]
    const spelled = pairs.map(({ letters }) => letters)
    for await (const { x, mask, rows } of bucketBatches(spelled, batch, { buckets, key: foldIn(key(seed), epoch) })) {
      if (signal?.aborted) return undefined
      const step = stepsOf.get(x.shape[1])
      if (rows.length < batch || !step) continue // each shape is compiled, and these are few
      const spoken = rows.map((row) => pairs[row]?.sounds ?? [])
      const padded = { buckets: [soundsIn(x.shape[1])] }
      const before = padBatch(
        spoken.map((sounds) => [begin, ...sounds]),
        padded,
      )
      const next = padBatch(
        spoken.map((sounds) => [...sounds, end]),
        { ...padded, value: nothing },
      )
      const [after, lost] = step(state, { x: [before.x, x, astype(mask, 'f32')], y: next.x })
      state = after
      total += await lost.item()
      count++
    }
    const errors = errorsOf(await say(state.variables, heldOut.slice(0, 1000), 1))
    log(
      `${part}, epoch ${epoch}: loss ${(total / count).toFixed(3)}, ${errors.phonemes.toFixed(2)} % of the sounds wrong, ${errors.words.toFixed(2)} % of the words`,
    )
    return [state, errors]
  })
  return { variables: ended.variables, errors: history, epochs, say }
}
