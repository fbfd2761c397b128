import { add, div, exp, log, matmul, mul, softmax, sum, type Tensor, tensor } from 'typegrad'

/** One softmax layer on ten inputs: `p = softmax(x W + b)`. */
interface SoftmaxLayer {
  readonly kernel: Tensor<[10, 10]>
  readonly bias: Tensor<[10]>
}

/** All 1,024 choices of which of ten inputs are kept, a row each, and the probability of each choice. */
const choices = (rate: number) => {
  const masks = Array.from({ length: 2 ** 10 }, (_, choice) => Array.from({ length: 10 }, (_, i) => (choice >> i) & 1))
  const chances = masks.map((mask) => mask.reduce((chance, kept) => chance * (kept ? 1 - rate : rate), 1))
  return { masks: tensor(masks.flat(), { shape: [1024, 10] }), chances: tensor(chances, { shape: [1024] }) }
}

/**
 * The normalised geometric mean of what all thinned softmax layers say of one input, each as likely as its mask: `p(y) ~ prod_m p(y | m x)^P(m)`. It is what the one
 * layer says with all inputs and weights times `1 - rate`: the logits are linear in the mask, whose mean is `1 - rate`.
 *
 * @see Baldi, Sadowski, Understanding dropout, 2013
 */
export const geometricMean = ({ kernel, bias }: SoftmaxLayer, x: Tensor<[10]>, rate: number): Tensor<[10]> => {
  const { masks, chances } = choices(rate)
  const each = softmax(add(matmul(mul(masks, x), kernel), bias)) // [1024, 10], a row for each thinned layer
  const product = exp(matmul(chances, log(each)))
  return div(product, sum(product))
}

/** The same without drawing: all inputs, and weights scaled. */
export const scaledLayer = ({ kernel, bias }: SoftmaxLayer, x: Tensor<[10]>, rate: number): Tensor<[10]> =>
  softmax(add(matmul(x, mul(kernel, 1 - rate)), bias))
