import { div, maximum, mul, norm } from '../../src/index.js'
import { demandPositive } from './clip.js'
import type { Projection } from './transform.js'
import { zip } from './trees.js'

/**
 * Weights into a unit that are no longer than `most`, after each step: every parameter of two axes and more is divided, along its last axis, by what the norm
 * over the others is above that: `p := p * most / max(|p|, most)`. Vectors and numbers stay as they are.
 *
 * @throws InvalidArgument
 * @see Srivastava, Hinton, Krizhevsky, Sutskever, Salakhutdinov, Dropout: A simple way to prevent neural networks from overfitting, 2014, section 5.1
 * @example chain(maxNorm(3), sgd(0.1))
 *
 * @category Optimizers
 */
export const maxNorm = (most: number): Projection => {
  demandPositive('maxNorm', 'the largest norm', most)
  return {
    project: (params) =>
      zip((parameter) => {
        if (parameter.rank < 2) return parameter
        const length = norm(parameter, { axis: Array.from({ length: parameter.rank - 1 }, (_, axis) => axis), keepDims: true })
        return mul(parameter, div(most, maximum(length, most)))
      }, params),
  }
}
