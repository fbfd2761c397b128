import { evenly } from '../schedule.js'
/*
 * Contractions by blocks, as matrix products are computed fast on processors: a block of columns is packed into panels of 8, so that neighbours lie together;
 * 4 rows by 8 columns of totals stay in registers for a block of the folded axes. What is folded, read through whatever stands before it, is the packing.
 *
 * Goto, van de Geijn, "Anatomy of high-performance matrix multiplication", ACM TOMS 34(3), 2008
 */

/** Rows and columns whose totals stay in registers. Measured on x86 with plain SIMD: 4 by 8 fills the registers, more spill. */
export const [height, width] = [4, 8] as const
/** So much of the folded axes at once: a block of 4 rows and a panel stay in the nearest cache. */
const longestBlock = 256
/** The same of a long sum, whose totals are taken up again and again (upper-totals.ts). */
const longestLong = 64
/** Rows and columns of a task: its panels and totals stay in the second cache, and what is packed is used often. */
const [rowsOfTask, columnsOfTask] = [
  [256, 128, 64, 32],
  [128, 64, 32, 16],
] as const
/** Multiply-adds that are worth a task of their own. */
const grain = 2 ** 20
/** So many tasks keep threads busy to the end. */
const manyTasks = 24

/** How a contraction is cut up. */
export interface Blocks {
  /** Rows and columns of a task. */
  readonly rows: number
  readonly columns: number
  /** Of the last of the folded axes, and of those before it, so many at once. */
  readonly inner: number
  readonly outer: number
  /** Both. */
  readonly folded: number
  /** The sum is one of short runs (upper-totals.ts). */
  readonly isLong: boolean
}

/** The length of pieces that are about the same, whole vectors and no longer than `longest`. */
const inVectors = (extent: number, longest: number): number => Math.min(extent, Math.ceil(evenly(extent, longest) / 4) * 4)

/** Rows and columns of a task. An element of a row is packed once for each block of columns, or only read; one of a column once for each block of rows. */
const taskOf = (
  batches: number,
  rows: number,
  columns: number,
  wanted: number,
  packsRows: boolean,
): readonly [rows: number, columns: number] => {
  let best: readonly [rows: number, columns: number] = [0, 0]
  let least = Number.POSITIVE_INFINITY
  for (const r of rowsOfTask) {
    for (const c of columnsOfTask) {
      const task = [Math.min(r, Math.ceil(rows / height) * height), Math.min(c, Math.ceil(columns / width) * width)] as const
      const tasks = batches * Math.ceil(rows / task[0]) * Math.ceil(columns / task[1])
      const lacking = Math.max(0, Math.log2(wanted / tasks))
      const cost = lacking + (packsRows ? 1 : 1 / 4) / task[1] + 1 / task[0]
      if (cost < least) [best, least] = [task, cost]
    }
  }
  return best
}

/** The blocks of a product of so many matrices. */
export const blocksOf = (
  batches: number,
  rows: number,
  columns: number,
  folded: { readonly inner: number; readonly outer: number; readonly isLong: boolean },
  packsRows: boolean,
): Blocks => {
  const { inner, outer, isLong } = folded
  const wanted = Math.min(manyTasks, Math.max(1, (batches * rows * columns * inner * outer) / grain))
  const [r, c] = taskOf(batches, rows, columns, wanted, packsRows)
  const longest = isLong ? longestLong : longestBlock
  const ofInner = isLong ? inVectors(inner, longest) : Math.min(inner, longest)
  const ofOuter = inner >= longest ? 1 : Math.min(outer, Math.max(1, Math.floor(longest / inner)))
  return { rows: r, columns: c, inner: ofInner, outer: ofOuter, folded: ofInner * ofOuter, isLong }
}
