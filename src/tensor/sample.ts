import type { DType } from '../shape/dtype.js'
import type { Params } from './primitive.js'

/** Draws what samples need. The tests bring one that shrinks. */
export interface Draw {
  /** A whole number, both ends included. */
  int(from: number, to: number): number
  /** One of the items. */
  pick<T>(items: readonly T[]): T
  /** Some of the items, in order; perhaps none. */
  subset<T>(items: readonly T[]): T[]
  /** The items in some order. */
  shuffle<T>(items: readonly T[]): T[]
  /** A small shape, of a rank between the two (0 to 3 if left out). */
  shape(minRank?: number, maxRank?: number): number[]
}

/** An operand to be drawn. */
export interface OperandSample {
  readonly shape: readonly number[]
  readonly dtype: DType
  /** Elements lie between the two; -2 to 2 if left out. Whole numbers for whole dtypes. */
  readonly within?: readonly [number, number]
  /** Points where the derivative jumps: elements keep away from them. */
  readonly kinks?: readonly number[]
  /** No two elements close to each other: where ties decide the derivative. */
  readonly distinct?: boolean
}

/** One use of a primitive. */
export type Sample<P extends Params> = (draw: Draw) => { readonly operands: readonly OperandSample[]; readonly params: P }
