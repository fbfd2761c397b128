import type { Visits } from '../kernel/lowering.js'
import type { Equation, Program, Variable } from '../program/program.js'
import type { Cuts } from './cuts.js'

/** Values made together, element by element, from one space of positions; beneath them one reduction at most, or several over the same loops. */
export interface Part {
  /** Positions: the number of elements of each of its outputs. */
  readonly size: number
  /** What it makes, in program order; only some of it need be stored. */
  readonly makes: readonly Variable[]
  readonly reads: ReadonlyMap<Variable, Visits>
  readonly reductions: readonly Equation[]
  readonly equations: number
  /** Of an element, in multiply-adds, without the reductions. */
  readonly cost: number
  /** A kernel that a primitive builds whole: it makes the results of this, and nothing else. */
  readonly whole?: Equation
}

/** What decides how a part is laid out. */
export type Extent = Pick<Part, 'size' | 'reductions' | 'cost'>

/** Stages of a kernel, one after the other for each row: what they read of each other is of the same row. */
export interface Rows {
  /** So many rows; each stage makes as much of every one. */
  readonly count: number
  /** What later stages read of earlier ones: it is kept while a row is made. */
  readonly kept: readonly Variable[]
}

/** All turns of a loop: what it carries from one to the next stays in the memory of a workgroup. */
export interface Turns {
  readonly length: number
  readonly reverse: boolean
  readonly carried: readonly { readonly before: Variable; readonly after: Variable }[]
  /** Parts that need nothing of each other, stage after stage. */
  readonly stages: readonly (readonly Part[])[]
}

/** One dispatch: parts side by side; or, with rows, stages; or, with turns, a whole loop. */
export interface Kernel {
  readonly parts: readonly Part[]
  readonly rows?: Rows
  readonly turns?: Turns
  /** What it must leave in memory. */
  readonly writes: readonly Variable[]
  /** What it reads from memory. */
  readonly reads: readonly Variable[]
}

/** A program as kernels, in an order in which they can run. */
export interface Fused {
  readonly program: Program
  readonly cuts: Cuts
  readonly kernels: readonly Kernel[]
}

/** Whether so many turns of parts may be one kernel, which makes so many rows side by side and keeps so many words of each. */
export type TurnsFit = (parts: readonly Extent[], rows: number, words: number, turns: number) => boolean

/** Whether contractions may lie side by side in a kernel. */
export type SideBySide = (parts: readonly Extent[]) => boolean

/** What may share a kernel on a device. */
export interface Joins {
  /** Whether a part with reductions may lie beside others; what has none always may. */
  readonly besideOthers?: (part: Extent) => boolean
  readonly sideBySide?: SideBySide
  /** Whether stages may be one kernel, row by row; never if left out. */
  readonly rowsFit?: RowsFit
}

/** In the turn of a loop another dispatch is one in each turn: values of so few elements are rather computed again. */
export interface TurnSize {
  readonly few: number
}

/** Whether stages may be one kernel that goes through so many rows and keeps so many words of each. */
export type RowsFit = (stages: readonly Extent[], rows: number, words: number) => boolean
