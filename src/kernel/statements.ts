import type { ScalarFunction, ScalarType } from './scalar.js'

/*
 * What kernels are made of: statements, and the expressions in them.
 */

/** A value, computed where it stands. */
export type Expression = {
  readonly type: ScalarType
} /** `isGiven`: it is one of the kernel's numbers in any case, so that no driver knows it when it compiles the kernel. */ & (
  | { readonly kind: 'constant'; readonly value: number; readonly isGiven?: true }
  /** One of the kernel's numbers: kernels that differ in these alone are one. */
  | { readonly kind: 'number'; readonly place: number }
  /** A counter, a named value, a variable, or a parameter; `place` of four that were read at once (`let fours`). */
  | { readonly kind: 'name'; readonly name: string; readonly place?: number }
  /** With a size, `at` may be beyond the ends: what is read there is used by nobody, but must not fail. */
  | { readonly kind: 'load'; readonly from: string; readonly at: Expression; readonly size?: number }
  | { readonly kind: 'apply'; readonly fn: ScalarFunction; readonly args: readonly Expression[] }
  /** Of whole numbers; what is below 0 wraps. */
  | { readonly kind: 'sum'; readonly terms: readonly Term[]; readonly constant: number }
  | { readonly kind: 'quotient' | 'remainder'; readonly of: Expression; readonly by: number }
  /** Of elements that are computed together: that so many further on, in a circle; all are the first where `by` is 0. */
  | { readonly kind: 'lanes'; readonly of: Expression; readonly by: 0 | 1 | 2 }
)

export interface Term {
  readonly of: Expression
  readonly factor: number
}

export type Statement =
  /** A value that stays. */
  | { readonly kind: 'let'; readonly name: string; readonly value: Expression }
  /** A variable, and what it becomes. */
  | { readonly kind: 'var' | 'set'; readonly name: string; readonly value: Expression }
  /** Several variables in a row, which a counter chooses from (`load`). */
  | { readonly kind: 'block'; readonly name: string; readonly values: readonly Expression[] }
  /** A memory that begins at a place of another: what lies there is read by small steps. */
  | { readonly kind: 'place'; readonly name: string; readonly from: string; readonly at: Expression }
  | { readonly kind: 'store'; readonly to: string; readonly at: Expression; readonly value: Expression }
  /** Four neighbours of memory that lies in fours, read or written at once; `at` counts fours. */
  | { readonly kind: 'let fours'; readonly name: string; readonly from: string; readonly at: Expression }
  | { readonly kind: 'store fours'; readonly to: string; readonly at: Expression; readonly values: readonly Expression[] }
  | Loop
  /** Folds the threads of a workgroup: the counter begins at `from` and is halved in each turn, until it is 0, or less than `last`. */
  | {
      readonly kind: 'halving'
      readonly counter: string
      readonly from: Expression
      readonly last?: Expression
      readonly body: readonly Statement[]
    }
  /** What another thread of the subgroup has: the one so many places on, or the one at a place, or the first. */
  | { readonly kind: 'told'; readonly name: string; readonly of: Expression; readonly by?: Expression; readonly place?: number }
  /** `before`, and then `body`, again and again, as long as `again` holds after `before`. */
  | { readonly kind: 'repeat'; readonly before: readonly Statement[]; readonly again: Expression; readonly body: readonly Statement[] }
  /** The first whose condition holds; one without a condition comes last. */
  | { readonly kind: 'branches'; readonly arms: readonly Arm[] }
  /** All threads of a workgroup have come so far. */
  | { readonly kind: 'barrier' }
  | { readonly kind: 'call'; readonly to: string; readonly args: readonly Expression[] }
  /** What follows, in words, for those who read the code. */
  | { readonly kind: 'comment'; readonly text: string }

export interface Arm {
  readonly condition?: Expression
  readonly body: readonly Statement[]
}

/** Turns one after the other, or (`vector`) several elements at once: as many as `step`, or a multiple of it. */
export interface Loop {
  readonly kind: 'loop'
  readonly role: 'sequence' | 'vector'
  readonly counter: string
  readonly from: Expression
  readonly to: Expression
  readonly step: number
  readonly body: readonly Statement[]
}

/** A loop around all, whose turns are independent. */
export interface Outer {
  readonly role: 'workgroup' | 'thread'
  readonly counter: string
  readonly extent: number
  /** The extent is one of the kernel's numbers. */
  readonly place?: number
}

/** An array that the threads of a workgroup share. */
export interface Shared {
  readonly name: string
  readonly type: ScalarType
  /** Elements, or fours of them. */
  readonly size: number
  /** Its elements lie in fours. */
  readonly inFours?: true
}

export const named = (name: string, type: ScalarType = 'u32'): Expression => ({ kind: 'name', type, name })

export const constant = (type: ScalarType, value: number): Expression => ({ kind: 'constant', type, value })

export const apply = (type: ScalarType, fn: ScalarFunction, ...args: readonly Expression[]): Expression => ({
  kind: 'apply',
  type,
  fn,
  args,
})

/** A whole number. */
export const number = (value: number): Expression => constant('u32', value)

/** Names a value. */
export const define = (name: string, value: Expression): Statement => ({ kind: 'let', name, value })

/** `a + b + ... + constant`, of whole numbers. */
export const sum = (terms: readonly (Expression | Term)[], constant = 0): Expression => {
  const all = terms.map((term): Term => ('factor' in term ? term : { of: term, factor: 1 }))
  const [only] = all
  if (all.length === 1 && only?.factor === 1 && constant === 0) return only.of
  return { kind: 'sum', type: 'u32', terms: all, constant }
}

/** Words for those who read the code. */
export const comment = (text: string): Statement => ({ kind: 'comment', text })

export const sequence = (counter: string, from: Expression, to: Expression, body: readonly Statement[], step = 1): Loop => ({
  kind: 'loop',
  role: 'sequence',
  counter,
  from,
  to,
  step,
  body,
})
