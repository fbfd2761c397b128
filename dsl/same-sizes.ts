import type { Dim, SameDim, Shape } from '../src/index.js'

/** The shapes may be one: of one rank, size by size equal or one of the two not known. */
export type SameSizes<A extends Shape, B extends Shape> = number extends A['length'] | B['length'] ? true : Pairs<A, B>

type Pairs<A extends readonly unknown[], B extends readonly unknown[]> = A extends readonly [infer a, ...infer As]
  ? B extends readonly [infer b, ...infer Bs]
    ? SameDim<a, b> extends true
      ? Pairs<As, Bs>
      : false
    : false
  : B extends readonly []
    ? true
    : false

/** What is known of two shapes that may be one; `never` if they differ. */
export type Common<A extends Shape, B extends Shape> = number extends A['length'] ? B : number extends B['length'] ? A : Merge<A, B>

type Merge<A extends Shape, B extends Shape, Out extends Shape = []> = A extends readonly [infer a extends Dim, ...infer As extends Shape]
  ? B extends readonly [infer b extends Dim, ...infer Bs extends Shape]
    ? SameDim<a, b> extends true
      ? Merge<As, Bs, [...Out, number extends a ? b : a]>
      : never
    : never
  : B extends readonly []
    ? Out
    : never

/** The run-time twin of `SameSizes`. */
export const sameSizes = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((size, axis) => size === b[axis])
