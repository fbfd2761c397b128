import type { Index } from '../../../kernel/index-arithmetic.js'
import type { Scalar } from '../../../kernel/scalar.js'
import { foldsOf } from '../../folds.js'
import type { Statement } from '../../nest/nest.js'
import type { Part } from '../../parts.js'
import { type Axis, valueOf } from '../axes.js'
import type { Builder } from '../builder.js'
import { totalName } from '../runs.js'
import { foldedAnew, readTotals } from '../totals.js'
import type { Share } from './rows.js'

/** What is folded, the longest run of a sum, and how the work is to be shared out. */
export interface Folding {
  readonly over: readonly number[]
  readonly run: number
  readonly share?: Share | undefined
}

/** What is known of a fold before it is laid out. */
export interface Fold extends Folding {
  readonly builder: Builder
  readonly part: Part
  /** The axes of its results, and those that are folded. */
  readonly results: readonly Axis[]
  readonly folds: readonly Axis[]
  /** What one element contributes, by the values of the last axis of the results and the last that is folded. */
  readonly element: (last?: Index) => readonly Scalar[]
  readonly index: readonly Index[]
  /** Of an element, in multiply-adds, roughly. */
  readonly cost: number
}

/** What is stored of a total `a0`, `a1`, ... */
export const finished = ({ builder, part, results, index, over }: Fold): Statement[] => {
  const { accumulators } = foldsOf(part)
  const names = results.map(({ name }) => name)
  const anew = foldedAnew(builder, part, index, names, over)
  const writer = builder.writer(
    new Map(names.map((name) => [name, 0])),
    0,
    'e',
    readTotals(accumulators, (slot) => (anew.length > 0 ? `t${slot}` : totalName(0, slot))),
  )
  return [...anew, ...builder.storing(part, [valueOf(results)], writer)]
}
