import { jit, key, slice, type Tensor, tensor } from 'typegrad'
import {
  adam,
  chain,
  clipByGlobalNorm,
  dense,
  type Epoch,
  embedding,
  fit,
  generate,
  layerNorm,
  repeated,
  sequential,
  softmaxCrossEntropy,
  transformerBlock,
  type VariablesOf,
  warmupCosine,
  window,
} from 'typegrad/dsl'
import { bySize } from '../kit/example.js'
import { ended, resuming } from '../kit/resuming.js'
import { type Row, samplesOf } from './row.js'

/** How many characters it sees at once; every place but the first half has at least half as many before it. */
const places = 128

/** Blocks of attention to the characters before (Vaswani and others, arXiv:1706.03762), with places told by rotation (Su and others, arXiv:2104.09864). */
const modelOf = (characters: number, width: number, blocks: number) =>
  sequential(
    { shape: [places], dtype: 'i32' },
    embedding(characters, width),
    repeated(blocks, transformerBlock({ heads: 4, hidden: 4 * width, causal: true, rotary: true, dropout: 0.1 })),
    layerNorm(),
    dense(characters),
  )

/** A transformer: each character costs what it does with the 64 to 127 before it in sight. */
export const transformer: Row = async ({ tokenizer, train, heldOut }, setting) => {
  const { size, seed } = setting
  const [width, blocks, epochs, batchSize] = [
    bySize(size, 64, 128, 384),
    bySize(size, 1, 2, 6),
    bySize(size, 3, 4, 20),
    bySize(size, 8, 16, 32),
  ]
  const model = modelOf(tokenizer.size, width, blocks)
  const data = window({ values: train, dtype: 'i32' }, places)
  const unseen = window({ values: heldOut, dtype: 'i32' }, places, { stride: places / 2 })
  const steps = epochs * Math.floor(data.size / batchSize)
  const optimizer = chain(
    clipByGlobalNorm(1),
    adam(warmupCosine({ peak: bySize(size, 3e-3, 2e-3, 5e-4), warmup: Math.ceil(steps / 20), steps })),
  )
  type Variables = VariablesOf<typeof model>

  /** Of the second half of the places. */
  const nats = (logits: Tensor<['N', 128, number]>, y: Tensor<['N', 128], 'i32'>) =>
    softmaxCrossEntropy(slice(logits, null, [places / 2, null]), slice(y, null, [places / 2, null]))
  const begins = tensor([Array.from(tokenizer.encode('The '))], { dtype: 'i32' })
  const write = jit((variables: Variables) => generate(model, variables, begins, { count: places - 4, key: key(seed), temperature: 0.7 }))

  const samples = await samplesOf(setting, 'transformer')
  const kept = await resuming(setting, 'transformer', model, optimizer)
  const run = await ended(
    fit(model, data, {
      loss: softmaxCrossEntropy,
      optimizer,
      epochs,
      batchSize,
      key: key(seed),
      validation: unseen,
      metrics: { nats },
      ...kept,
      callbacks: [
        async (epoch, variables) => samples.add(epoch.epoch, bitsOf(epoch), `The ${tokenizer.decode(await write(variables).data())}`),
        ...kept.callbacks,
      ],
    }),
    setting,
  )
  return { name: `transformer, ${blocks} blocks of ${width}`, bits: run.history.map(bitsOf), epochs, samples: samples.all() }
}

const bitsOf = ({ validation }: Epoch): number => (validation?.nats ?? Number.NaN) / Math.LN2
