import { type Sentence, TypegradError } from '../../src/index.js'

/**
 * Data that is not what it should be: a file missing, truncated or mislabelled, columns of unequal length.
 *
 * @category Data
 */
export class DataError extends TypegradError {
  constructor(sentence: Sentence, options?: ErrorOptions) {
    super('DataError', 'data/', sentence, options)
  }
}
