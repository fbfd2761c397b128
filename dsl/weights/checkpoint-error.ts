import { type Sentence, TypegradError } from '../../src/index.js'

/**
 * A file of weights that is not what it should be, or does not fit the model. The message says where.
 *
 * @category Saving and loading
 */
export class CheckpointError extends TypegradError {
  constructor(sentence: Sentence, options?: ErrorOptions) {
    super('CheckpointError', 'checkpoint/', sentence, options)
  }
}
