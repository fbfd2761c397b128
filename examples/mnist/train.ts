import { argmax, key } from 'typegrad'
import {
  accuracy,
  adam,
  batches,
  cosineDecay,
  type Digits,
  dense,
  dropout,
  evaluate,
  fit,
  flatten,
  predict,
  relu,
  sequential,
  softmaxCrossEntropy,
  type VariablesOf,
} from 'typegrad/dsl'

export const model = sequential([28, 28, 1], flatten, dense(256), relu, dropout(0.2), dense(128), relu, dropout(0.2), dense(10))

/** What the model learns. */
export type Learned = VariablesOf<typeof model>

/** How to train. */
export interface Training {
  readonly epochs: number
  readonly batch: number
  readonly seed: number
  readonly progress?: boolean
}

/** Learns from the digits. */
export const train = async (digits: Digits, { epochs, batch, seed, progress = true }: Training): Promise<Learned> => {
  const { variables } = await fit(model, digits, {
    loss: softmaxCrossEntropy,
    optimizer: adam({ rate: cosineDecay(2e-3, epochs * Math.floor(digits.size / batch)) }),
    metrics: { accuracy },
    epochs,
    batchSize: batch,
    key: key(seed),
    progress,
  })
  return variables
}

/** The share of digits that are read right. */
export const test = async (variables: Learned, digits: Digits): Promise<number> => {
  const measured = await evaluate(model, variables, digits, { metrics: { accuracy }, batchSize: 500 })
  return measured.accuracy ?? Number.NaN
}

/** A digit taken for another. */
export interface Mistake {
  readonly index: number
  readonly is: number
  readonly taken: number
}

/** The first few mistakes. */
export const mistakes = async (variables: Learned, digits: Digits, most: number): Promise<Mistake[]> => {
  const found: Mistake[] = []
  let seen = 0
  for await (const { x, y } of batches(digits, 500)) {
    const [taken, is] = await Promise.all([argmax(predict(model, variables, x), { axis: -1 }).data(), y.data()])
    for (let i = 0; i < is.length && found.length < most; i++) {
      if (is[i] !== taken[i]) found.push({ index: seen + i, is: is[i] ?? Number.NaN, taken: taken[i] ?? Number.NaN })
    }
    if (found.length === most) break
    seen += is.length
  }
  return found
}
