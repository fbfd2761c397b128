import { check, mul, truncatedNormal as standard } from '../../src/index.js'
import { type Initializer, initializer } from './initializer.js'

/** The standard deviation of the standard normal, given that it lies between -2 and 2. */
const deviationWithinTwo = 0.87962566103423978

/**
 * Normal of a standard deviation, without what lies beyond two of those of the normal that is cut: no weight begins far out. The deviation is that of what is
 * drawn, as in JAX.
 *
 * @throws InvalidArgument unless the deviation is a number
 * @example dense(128, { kernelInit: truncatedNormal(0.02) })
 *
 * @category Initializers
 */
export const truncatedNormal = (deviation: number): Initializer => {
  check.number('truncatedNormal', 'the deviation', deviation)
  return initializer('truncatedNormal', (key, shape) => mul(standard(key, -2, 2, shape), deviation / deviationWithinTwo))
}
