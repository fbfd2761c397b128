import { key } from 'typegrad'
import { adam, batches, dense, dropout, flatten, mnist, relu, sequential, softmaxCrossEntropy, trainState, trainStep } from 'typegrad/dsl'
import { mesh } from 'typegrad/interchange'
import type { Training } from './training.js'

const model = sequential([28, 28, 1], flatten, dense(128), relu, dropout(0.2), dense(10))
const optimizer = adam({ rate: 1e-3 })

/** Digits: each step's 64 are divided among 8 devices, and the state is whole on each. The compiler adds up the gradients: an all-reduce. */
export const digits = async (steps: number): Promise<Training> => {
  const { train } = await mnist()
  const taken = []
  for await (const batch of batches(train, 64)) if (taken.push(batch) === steps) break
  return {
    step: trainStep(model, { loss: softmaxCrossEntropy, optimizer }) as unknown as Training['step'], // of this state and these batches
    state: trainState(model, { optimizer, key: key(0) }),
    batches: taken,
    mesh: mesh({ data: 8 }),
    shardings: [null, ['data']],
  }
}
