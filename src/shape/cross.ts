import { left, right } from 'fp-ts/lib/Either.js'
import { type Dim, type Shape, show } from './dim.js'
import type { SameDim } from './same.js'
import type { Ruled, Show } from './sentence.js'

/** `S` itself if its last axis holds the three coordinates of vectors. */
export type InSpace<S extends Shape> = number extends S['length']
  ? S
  : S extends readonly [...Shape, infer N extends Dim]
    ? SameDim<N, 3> extends true
      ? S
      : NoSpace<S>
    : NoSpace<S>

type NoSpace<S extends Shape> = `cross: the last axis of ${Show<S>} does not hold 3 coordinates`

/** The run-time twin of `InSpace`. */
export const inSpace = (shape: readonly number[]): Ruled =>
  shape.at(-1) === 3 ? right([...shape]) : left(`cross: the last axis of ${show(shape)} does not hold 3 coordinates`)
