import { full } from '../../src/index.js'
import { type Initializer, initializer } from './initializer.js'

/** One value everywhere; the key is not used. */
export const constant = (value: number): Initializer => initializer((_, shape) => full(shape, value))
