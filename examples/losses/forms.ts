import { abs, add, div, exp, log, max, mean, mul, neg, sigmoid, softmax, sub, sum, type Tensor } from 'typegrad'

/* Losses as textbooks write them: a function of probabilities, behind one that makes them. Right on paper; in f32 only where no logit is large. */

/** So many examples, each of so many numbers: labels that are each there or not, or classes of which one is. */
export const [examples, classes] = [256, 10] as const

export type Outputs = Tensor<[typeof examples, typeof classes]>

/** `-z log(p) - (1 - z) log(1 - p)` with `p = sigmoid(x)`, mean over all labels. */
export const plainBinary = (logits: Outputs, answers: Outputs): Tensor<[]> => {
  const p = sigmoid(logits)
  return neg(mean(add(mul(answers, log(p)), mul(sub(1, answers), log(sub(1, p))))))
}

/** `-sum(z log(p))` with `p = e^x / sum(e^x)`, mean over the examples. */
export const plainCategorical = (logits: Outputs, answers: Outputs): Tensor<[]> => {
  const powers = exp(logits)
  const p = div(powers, sum(powers, { axis: 1, keepDims: true }))
  return neg(mean(sum(mul(answers, log(p)), { axis: 1 })))
}

/** What the gradient of each loss is on paper: `p - z`, over how many are averaged. */
export const slopes = {
  binary: (logits: Outputs, answers: Outputs) => div(sub(sigmoid(logits), answers), examples * classes),
  categorical: (logits: Outputs, answers: Outputs) => div(sub(softmax(logits), answers), examples),
}

/** The largest difference of two numbers. */
export const apart = (one: Outputs, other: Outputs): Promise<number> => max(abs(sub(one, other))).item()
