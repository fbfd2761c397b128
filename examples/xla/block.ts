import { key, reshape } from 'typegrad'
import {
  adam,
  batches,
  dense,
  flatten,
  mnist,
  sequential,
  softmaxCrossEntropy,
  trainState,
  trainStep,
  transformerBlock,
} from 'typegrad/dsl'
import { mesh, type Sharding } from 'typegrad/interchange'
import type { Training } from './training.js'

/** Reads the rows of a digit as a sequence. */
const model = sequential([28, 28], dense(64), transformerBlock({ heads: 4, hidden: 256 }), flatten, dense(10))
const optimizer = adam({ rate: 1e-3 })

/**
 * Where the weights of the block are divided: those that make heads and hidden units by columns, so that each device has heads and units of its own; those that take
 * them in by rows. Between the two nothing is sent, and after each half of the block the parts are added up.
 *
 * @see Shoeybi et al., Megatron-LM, arXiv:1909.08053, section 3
 */
const byHeads = (path: string): Sharding | null => {
  if (/\.(query|key|value|hidden)\.kernel$/.test(path)) return [null, 'model']
  if (/\.(query|key|value|hidden)\.bias$/.test(path)) return ['model']
  return /\.output\.kernel$/.test(path) ? ['model', null] : null
}

/** A transformer block on 2 x 4 devices: the batch is divided by two, and heads and hidden units by four. */
export const block = async (steps: number): Promise<Training> => {
  const { train } = await mnist()
  const taken = []
  for await (const { x, y } of batches(train, 64)) if (taken.push({ x: reshape(x, [-1, 28, 28]), y }) === steps) break
  return {
    step: trainStep(model, { loss: softmaxCrossEntropy, optimizer }) as unknown as Training['step'], // of this state and these batches
    state: trainState(model, { optimizer, key: key(0) }),
    batches: taken,
    mesh: mesh({ data: 2, model: 4 }),
    shardings: [byHeads, ['data']],
  }
}
