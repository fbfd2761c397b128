import type { Dim, Shape } from './dim.js'

/**
 * Two sizes may be one: equal, or one of them not known.
 *
 * @category Types
 */
export type SameDim<A, B> = number extends A ? true : number extends B ? true : [A, B] extends [B, A] ? true : false

/** Of two equal sizes the one that is known. */
export type Known<A extends Dim, B extends Dim> = number extends A ? B : A

/** Two shapes of known rank as one, with what is known of either; `never` if they differ. */
export type Same<A extends Shape, B extends Shape, Out extends Dim[] = []> = A extends readonly [
  infer a extends Dim,
  ...infer As extends Shape,
]
  ? B extends readonly [infer b extends Dim, ...infer Bs extends Shape]
    ? SameDim<a, b> extends true
      ? Same<As, Bs, [...Out, Known<a, b>]>
      : never
    : never
  : B extends readonly []
    ? Out
    : never
