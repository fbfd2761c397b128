import { type AnyTensor, add, check, div, matmul, mul, norm, transpose } from '../../src/index.js'
import { adamw, type DecayOptions } from './adamw.js'
import { grouped } from './by-path.js'
import { leafwise } from './leafwise.js'
import { ahead, meanAfter, unbiased } from './moments.js'
import type { Optimizer } from './optimizer.js'
import { masked } from './paths.js'
import { along, optionsOf, type Rate, type RateOr } from './rate.js'

/**
 * Hyperparameters of `muon`.
 *
 * @category Optimizers
 */
export interface MuonOptions extends DecayOptions {
  readonly rate?: Rate
  /** The rate of the parameters that are no matrices; that of the matrices if left out. */
  readonly adamRate?: Rate
  readonly beta?: number
  /** Whether the mean of the gradients looks a step ahead; `true` if left out. */
  readonly nesterov?: boolean
  /** How many steps of Newton and Schulz; 5 if left out. */
  readonly iterations?: number
  readonly epsilon?: number
}

/**
 * Momentum made orthogonal, for matrices: `p := p - rate * (sqrt(max(1, columns / rows)) * O(m') + weightDecay * p)`, where `m'` is the unbiased mean of the gradients
 * and `O` brings the singular values of a matrix near 1. All other parameters, vectors and the kernels of convolutions among them, are moved by `adamw` without decay. The rate is
 * 0.02, `beta` 0.95 and the decay 0 if left out.
 *
 * @throws InvalidArgument
 * @see Jordan and others, Muon: An optimizer for hidden layers in neural networks, 2024, https://kellerjordan.github.io/posts/muon
 * @example muon({ rate: 0.02, adamRate: 1e-3 })
 *
 * @category Optimizers
 */
export const muon = (options?: RateOr<MuonOptions>): Optimizer => {
  const {
    rate = 0.02,
    adamRate = rate,
    beta = 0.95,
    nesterov = true,
    iterations = 5,
    epsilon = 1e-8,
    weightDecay = 0,
    mask,
  } = optionsOf<MuonOptions>('muon', options, ['rate', 'adamRate', 'beta', 'nesterov', 'iterations', 'epsilon', 'weightDecay', 'mask'], {
    adamRate: 'rate',
    nesterov: 'flag',
    mask: 'mask',
  })
  check.count('muon', 'the iterations', iterations)
  const matrices = leafwise(['mean'], (leaf) => {
    const { parameter, gradient, count, path } = leaf
    const mean = meanAfter(leaf, beta)
    const direction = nesterov ? ahead(mean, gradient, beta, count) : unbiased(mean, beta, count)
    const [rows = 1, columns = 1] = parameter.shape
    const turned = mul(orthogonal(direction, iterations, epsilon), Math.sqrt(Math.max(1, columns / rows)))
    const decays = weightDecay !== 0 && masked('muon', mask, path, parameter)
    return { parameter: along(rate, leaf, decays ? add(turned, mul(parameter, weightDecay)) : turned), slots: { mean } }
  })
  const others = adamw({ rate: adamRate, epsilon, nesterov, weightDecay: 0 })
  return grouped('muon', [matrices, others], (_, leaves) => leaves.map(({ rank }) => (rank === 2 ? 0 : 1)))
}

/**
 * A matrix with its singular vectors and singular values near 1, between 0.7 and 1.2: `X := a X + (b X X' + c (X X')^2) X` from `X = matrix / |matrix|`, with
 * the numbers of the reference, which are chosen to bring small ones up fast.
 */
const orthogonal = (matrix: AnyTensor, iterations: number, epsilon: number): AnyTensor => {
  const [rows = 1, columns = 1] = matrix.shape
  const wide = rows > columns ? transpose(matrix) : matrix // so that X X' is the smaller product
  let x: AnyTensor = div(wide, add(norm(wide), epsilon))
  for (let i = 0; i < iterations; i++) {
    const square: AnyTensor = matmul(x, transpose(x))
    const polynomial = add(mul(square, -4.775), mul(matmul(square, square), 2.0315))
    x = add(mul(x, 3.4445), matmul(polynomial, x))
  }
  return rows > columns ? transpose(x) : x
}
