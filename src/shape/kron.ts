import type { Shape } from './dim.js'
import type { UnknownRank } from './sentence.js'
import { onesBefore, type Tiled } from './tile.js'

/** Sizes multiply, aligned at the last axes. */
export type Kron<A extends Shape, B extends Shape> = number extends A['length'] | B['length'] ? UnknownRank : Tiled<A, B>

/** The run-time twin of `Kron`. */
export const kronShape = (a: readonly number[], b: readonly number[]): number[] => {
  const others = onesBefore(b, a)
  return onesBefore(a, b).map((size, axis) => size * (others[axis] ?? 1))
}
