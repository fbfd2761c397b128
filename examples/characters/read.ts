import { compute, foldIn, jit, key, type Tensor, tensor, valueAndGrad, zeros } from 'typegrad'
import {
  adam,
  apply,
  chain,
  clipByGlobalNorm,
  cosineDecay,
  generate,
  predict,
  softmaxCrossEntropy,
  type TrainState,
  trainState,
  type VariablesOf,
} from 'typegrad/dsl'
import { epochsOf } from '../kit/epochs.js'
import { bySize } from '../kit/example.js'
import { readerOf, toWrite, writerOf } from './recurrent.js'
import { type Row, samplesOf } from './row.js'
import { nothing, type Stretch, streams } from './streams.js'

const steps = 64

/**
 * A gated recurrent network, by truncated backpropagation through time (Williams, Peng 1990): the text is read by many readers side by side, 64 characters at a
 * time. What they carry goes on from stretch to stretch; gradients end where a stretch begins.
 */
export const gru: Row = async ({ tokenizer, train, heldOut }, setting) => {
  const { size, seed, signal, log } = setting
  const [units, epochs, readers] = [bySize(size, 64, 192, 512), bySize(size, 3, 4, 30), bySize(size, 16, 32, 64)]
  const reader = readerOf({ characters: tokenizer.size, units }, steps)
  const stretches = Math.ceil(train.length / readers / steps)
  const optimizer = chain(clipByGlobalNorm(1), adam(cosineDecay(bySize(size, 1e-2, 4e-3, 2e-3), epochs * stretches)))
  type Variables = VariablesOf<typeof reader>
  type State = TrainState<Variables['params'], Variables['state']>
  type Carried = Tensor<[number, number]>

  const step = jit(
    ({ variables, optimizer: memory, key: own }: State, carried: Carried, { x, y }: Stretch) => {
      const lossOf = (params: Variables['params']) => {
        const context = { training: true, key: foldIn(own, 0) } as const
        const [[logits, after], state] = apply(reader, { params, state: variables.state }, [x, carried], context)
        return [softmaxCrossEntropy(logits, y, { ignoreIndex: nothing }), { after, state }] as const
      }
      const [[loss, { after, state }], gradients] = valueAndGrad(lossOf, { aux: true })(variables.params)
      const [params, remembered] = optimizer.update(gradients, memory, variables.params)
      return [{ variables: { params, state }, optimizer: remembered, key: foldIn(own, 1) }, after, loss] as const
    },
    { donate: [0] },
  )

  const cost = jit((variables: Variables, carried: Carried, { x, y }: Stretch) => {
    const [logits, after] = predict(reader, variables, [x, carried])
    return [after, softmaxCrossEntropy(logits, y, { ignoreIndex: nothing, reduction: 'sum' })] as const
  })
  /** Bits that a character costs of the chapters that were not learned from. */
  const bitsOf = async (variables: Variables): Promise<number> => {
    let [carried, total]: [Carried, number] = [zeros([8, units]), 0]
    for (const stretch of streams(heldOut, 8, steps)) {
      const [after, sum] = cost(variables, carried, stretch)
      carried = after
      total += await sum.item()
    }
    return total / (heldOut.length - 1) / Math.LN2
  }

  const writer = writerOf({ characters: tokenizer.size, units }, 512)
  const begins = tensor([Array.from(tokenizer.encode('The '))], { dtype: 'i32' })
  const write = jit((variables: Variables) =>
    generate(writer, toWrite(variables), begins, { count: 240, key: key(seed), temperature: 0.7 }),
  )

  const samples = await samplesOf(setting, 'gru')
  const begun = compute(trainState(reader, { optimizer, key: key(seed) }))
  const { history } = await epochsOf(setting, 'gru', epochs, begun, async (first, epoch) => {
    let [state, carried, total]: [State, Carried, number] = [first, zeros([readers, units]), 0]
    for (const stretch of streams(train, readers, steps)) {
      if (signal?.aborted) return undefined
      const [next, after, loss] = step(state, carried, stretch)
      state = next
      carried = after
      total += await loss.item()
    }
    const bits = await bitsOf(state.variables)
    await samples.add(epoch, bits, `The ${tokenizer.decode(await write(state.variables).data())}`)
    log(`gru, epoch ${epoch}: ${(total / stretches / Math.LN2).toFixed(3)} bits a character of what it learns from`)
    return [state, bits]
  })
  const name = `GRU, ${units} units`
  return { name, bits: history, epochs, samples: samples.all() }
}
