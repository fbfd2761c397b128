import type { ScalarType } from '../../kernel/scalar.js'
import type { Outer, Shared, Statement } from '../../kernel/statements.js'
import type { DType } from '../../shape/dtype.js'
import type { Location } from '../plan.js'

/*
 * A kernel before it is a text: nested loops, values named once, loads and stores (../../kernel/statements.ts). Schedules build it (../schedule/), each backend has a printer that walks it.
 */

export * from '../../kernel/statements.js'

/** Memory of one tensor that a kernel is given. */
export interface Binding {
  readonly location: Location
  readonly writes: boolean
  readonly dtype: DType
  /** Elements: known, so that the driver's checks of indices cost a comparison with a constant. */
  readonly size: number
}

/** Statements that stand once and are called with values. */
export interface Procedure {
  readonly name: string
  readonly parameters: readonly { readonly name: string; readonly type: ScalarType }[]
  readonly body: readonly Statement[]
}

/** A number, by its type and its bits. */
export interface KernelNumber {
  readonly type: ScalarType
  readonly value: number
}

/** A kernel. Its binding `n` is called `xn`. */
export interface Nest {
  readonly bindings: readonly Binding[]
  readonly outer: readonly Outer[]
  readonly body: readonly Statement[]
  readonly procedures: readonly Procedure[]
  /** Arrays that the threads of a workgroup share. */
  readonly shared: readonly Shared[]
  readonly numbers: readonly KernelNumber[]
  /** In multiply-adds, roughly, where a backend asks. */
  readonly work?: number
  /**
   * Which numbers it is given, beside offsets and constants, if another kernel differs from it in these alone: all, or all but divisors that are no power of two.
   * So it is where one kernel more to compile costs more than numbers that the driver knows are worth.
   */
  readonly told?: 'all' | 'powers'
  /** Bindings that may be of any size. */
  readonly open?: readonly number[]
  /** Its threads tell each other what they have within a subgroup, of `subgroup_size`, where each has its `subgroup_place`. */
  readonly subgroups?: true
  /** It is given the number of a loop's turn, which is called `turn` in it. */
  readonly takesTurn?: true
  /** Of the kernel before, which has as many tasks, a task needs nothing but what the same task made: whoever did that may do this at once. */
  readonly follows?: true
}
