/*
 * An operation of several arguments and settings has one rule. What it answers where they do not fit says also which of them is at fault,
 * so that each parameter is given the sentence about itself, and no two of them speak at once.
 */

/** A sentence, and the argument that it is about. */
export interface Fault<At extends string, Says extends string> {
  readonly at: At
  readonly says: Says
}

/** The sentence about one argument, if there is one. */
export type FaultAt<At extends string, Answer> = [Answer] extends [Fault<At, infer Says>] ? Says : never

/**
 * The answer with a sentence in the place of a fault, whatever it is about.
 *
 * @category Types
 */
export type Said<Answer> = Answer extends Fault<string, infer Says> ? Says : Answer

/** The first of two answers that is a fault, else the second. */
export type Before<First, Answer> = [First] extends [never] ? Answer : First
