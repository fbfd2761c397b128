import { check, full } from '../../src/index.js'
import { type Initializer, initializer } from './initializer.js'

/**
 * One value everywhere; the key is not used.
 *
 * @category Initializers
 */
export const constant = (value: number): Initializer => {
  check.number('constant', 'the value', value)
  return initializer('constant', (_, shape) => full(shape, value))
}
