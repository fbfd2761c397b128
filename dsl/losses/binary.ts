import { type AnyTensor, add, check, exp, greaterEqual, log1p, mul, neg, sub, where } from '../../src/index.js'
import { smoothed } from './label-smoothing.js'
import { weighed } from './weighed.js'

/**
 * What losses of yes-or-no questions can be asked for, beside what all can.
 *
 * @category Losses
 */
export interface BinaryOptions {
  /** How much a yes counts, where a no counts 1; 1 if left out. Above 1 it makes up for few that are yes. It is no part of what the mean divides by. */
  readonly positiveWeight?: number | undefined
  /** From 0, where the answers are as given, to 1, where all are one half: answers are `(1 - labelSmoothing) * answers + labelSmoothing / 2`. */
  readonly labelSmoothing?: number | undefined
}

export const binaryOptions = ['positiveWeight', 'labelSmoothing'] as const

/** The answers, smoothed, and how much their yes counts. */
export const answered = (op: string, answers: AnyTensor, { positiveWeight, labelSmoothing }: BinaryOptions) => {
  if (positiveWeight !== undefined && !(typeof positiveWeight === 'number' && positiveWeight >= 0))
    check.refuse(op, 'positiveWeight', 'a number of 0 or more', positiveWeight)
  const smooth = smoothed(op, answers, labelSmoothing, 2)
  return {
    yes: positiveWeight === undefined ? smooth : mul(smooth, positiveWeight),
    no: sub(1, smooth),
    weighs: positiveWeight !== undefined,
  }
}

/** Cross entropy of each answer, from logits. */
export const sigmoidEntropies = (op: string, logits: AnyTensor, answers: AnyTensor, options: BinaryOptions): AnyTensor => {
  const { yes, no, weighs } = answered(op, answers, options)
  // One of the two everywhere, not by maximum and abs, whose slopes at 0 are in the middle.
  const saysYes = greaterEqual(logits, 0)
  const size = where(saysYes, logits, neg(logits))
  const rest = log1p(exp(neg(size)))
  return add(weighed(where(saysYes, no, yes), size), weighs ? mul(add(yes, no), rest) : rest)
}
