import { type AnyTensor, equal, isFinite, logicalAnd, logicalNot, mul, where } from '../../src/index.js'

/** `weights * amounts`, where an infinite amount of weight 0 counts as 0, as `p log p` does at `p = 0`; so do its derivatives there. */
export const weighed = (weights: AnyTensor, amounts: AnyTensor): AnyTensor =>
  // The amount is replaced before it is multiplied: what is only selected away afterwards would come back in the derivative.
  mul(weights, where(logicalAnd(equal(weights, 0), logicalNot(isFinite(amounts))), 0, amounts))
