import { foldIn, jit, type Key, softmax, type Tensor } from 'typegrad'
import { apply } from 'typegrad/dsl'
import type { Net, Weights } from './nets.js'

/** Probabilities of ten classes, digit after digit. */
export type Probabilities = Float32Array

/** The class that is likeliest, of each digit. */
const classes = (probabilities: ArrayLike<number>): readonly number[] =>
  Array.from({ length: probabilities.length / 10 }, (_, digit) => {
    let best = 0
    for (let i = 1; i < 10; i++) if ((probabilities[10 * digit + i] ?? 0) > (probabilities[10 * digit + best] ?? 0)) best = i
    return best
  })

/** Which digits are read wrong. */
export const wrong = (probabilities: ArrayLike<number>, labels: ArrayLike<number>): readonly boolean[] =>
  classes(probabilities).map((read, digit) => read !== labels[digit])

/** The share of them, in per cent. */
export const errorOf = (probabilities: ArrayLike<number>, labels: ArrayLike<number>): number =>
  (100 * wrong(probabilities, labels).filter(Boolean).length) / labels.length

/** Errors of means of `n` thinned nets: over groups of `n` that share no net, their mean and their standard deviation. */
interface Level {
  readonly n: number
  readonly error: number
  readonly deviation: number
  readonly groups: number
}

/** Errors by how many nets are averaged, and the mean of all nets. */
export interface Averaged {
  readonly levels: readonly Level[]
  readonly mean: Probabilities
}

/** How many nets are averaged: 1, 2, 5, 10, ... up to `most`. */
const counts = (most: number): readonly number[] => [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000].filter((n) => n <= most)

const statistics = (values: readonly number[]) => {
  const mean = values.reduce((total, value) => total + value, 0) / values.length
  const squares = values.reduce((total, value) => total + (value - mean) ** 2, 0)
  return { mean, deviation: values.length > 1 ? Math.sqrt(squares / (values.length - 1)) : 0 }
}

/**
 * Draws `most` thinned nets, lets each predict, and averages their probabilities: `1/n sum_i p(y | x, mask_i)`, Monte Carlo for the mean over all `2^units` nets.
 *
 * @see Srivastava and others, Dropout, 2014, section 7.5
 */
export const averageThinned = async (
  net: Net,
  weights: Weights,
  x: Tensor<[number, 28, 28, 1]>,
  labels: ArrayLike<number>,
  key: Key,
  most: number,
  log: (line: string) => void,
): Promise<Averaged> => {
  const drawn = jit((variables: Weights, digits: Tensor<['N', 28, 28, 1]>, mask: Key) => {
    const [logits] = apply(net, variables, digits, { training: true, key: mask })
    return softmax(logits)
  })
  const running = counts(most).map((n) => ({ n, sum: new Float32Array(labels.length * 10), errors: [] as number[] }))
  const mean = new Float32Array(labels.length * 10)
  for (let i = 1; i <= most; i++) {
    const probabilities = await drawn(weights, x, foldIn(key, i)).data()
    for (let j = 0; j < mean.length; j++) mean[j] = (mean[j] ?? 0) + (probabilities[j] ?? 0) / most
    for (const { n, sum, errors } of running) {
      for (let j = 0; j < sum.length; j++) sum[j] = (sum[j] ?? 0) + (probabilities[j] ?? 0)
      if (i % n > 0) continue
      errors.push(errorOf(sum, labels))
      sum.fill(0)
    }
    if (i % 100 === 0) log(`${i} thinned nets of ${most}`)
  }
  const levels = running.map(({ n, errors }) => {
    const { mean: error, deviation } = statistics(errors)
    return { n, error, deviation, groups: errors.length }
  })
  return { levels, mean }
}
