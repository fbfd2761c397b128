import fc from 'fast-check'
import type { Operation } from './operation.js'
import { type Answer, answerOf, type Use, type Written, write } from './use.js'

/** A use as it is written, and what it gives. */
export interface Case {
  readonly use: Use
  readonly written: Written
  readonly answer: Answer
}

/** Draws different uses until there are so many that fit and so many that do not, or there seem to be no more. */
export const draw = (
  { uses }: Operation,
  count: number,
  seed: number,
): { readonly fits: readonly Case[]; readonly mismatches: readonly Case[]; readonly share: number } => {
  const fits = new Map<string, Case>()
  const mismatches = new Map<string, Case>()
  let [met, fitting] = [0, 0]
  for (let round = 0; round < 20 && Math.min(fits.size, mismatches.size) < count; round++)
    for (const use of fc.sample(uses, { numRuns: count, seed: seed + round })) {
      const written = write(use)
      const answer = answerOf(use)
      const into = answer.sentence === undefined ? fits : mismatches
      met++
      if (into === fits) fitting++
      if (into.size < count) into.set(written.text, { use, written, answer })
    }
  return { fits: [...fits.values()], mismatches: [...mismatches.values()], share: fitting / met }
}
