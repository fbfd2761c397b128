import { type Fail, failing } from '../read/fault.js'

/**
 * Refuses a model.
 *
 * @throws InvalidArgument
 */
export const fail: Fail = failing('fromTfjs')
