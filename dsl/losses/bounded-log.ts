import { type AnyTensor, equal, log, where } from '../../src/index.js'

/** `log(p)` of a probability, -100 at 0, where its derivative is 0: one example that was thought impossible does not outweigh all others. */
export const boundedLog = (p: AnyTensor): AnyTensor => {
  const isNone = equal(p, 0)
  return where(isNone, -100, log(where(isNone, 1, p)))
}
