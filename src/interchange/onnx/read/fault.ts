import { type Fail, failing } from '../../read/fault.js'

/**
 * Refuses a file.
 *
 * @throws InvalidArgument
 */
export const fail: Fail = failing('fromOnnx')
