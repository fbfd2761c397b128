/**
 * Examples by number. `Row` is the tree of tensors that a choice of them makes; the dimension `'N'` is how many.
 *
 * @category Data
 */
export interface Dataset<Row = unknown> {
  /** Number of examples. */
  readonly size: number
  /** The examples of the given numbers, in that order, as one batch. */
  take(rows: ArrayLike<number>): Row
}

/** The whole numbers from `start` up to `end`. */
export const range = (start: number, end: number): Uint32Array => Uint32Array.from({ length: end - start }, (_, i) => start + i)
