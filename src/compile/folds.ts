import type { Accumulator, Reduction } from '../kernel/lowering.js'
import type { Scalar, Scalars } from '../kernel/scalar.js'
import type { Axes } from '../primitives/fold.js'
import { item } from '../program/program.js'
import { dtypes, type TensorType } from '../shape/dtype.js'
import type { Part } from './parts.js'
import { accumulatorsOf, ruleOf } from './pull.js'

/** The reductions of a part, which are folded in the same loops. */
export interface Folds {
  /** Of the first result; all have its shape. */
  readonly type: TensorType
  /** Extents of the loops. */
  readonly over: readonly number[]
  /** How many leading axes are batch, rows and columns, of a contraction. */
  readonly tiles: readonly [batch: number, rows: number, columns: number] | undefined
  /** It adds products of two factors, one the same for all columns of a tile, the other for all rows. */
  readonly isProduct: boolean
  /** Neighbouring results fold neighbouring elements: the last axis is not folded. */
  readonly isAcross: boolean
  /** Not all turns are made (`Puller.range`). */
  readonly isRanged: boolean
  /** A total is a sum of floats. */
  readonly isRounded: boolean
  readonly accumulators: readonly Accumulator[]
  /** Takes up the elements of all. */
  readonly step: Reduction<unknown>['step']
  readonly merge: Reduction<unknown>['merge']
}

/** What a part folds. */
export const foldsOf = ({ reductions }: Pick<Part, 'reductions'>): Folds => {
  const [reduction] = reductions
  if (!reduction) throw new Error('typegrad: the part has no reduction; please report this')
  const rule = ruleOf(reduction)
  const types = reduction.operands.map((operand) => operand.type)
  const { type } = item(reduction.results, 0)
  const one = {
    type,
    over: rule.over(types, reduction.params),
    tiles: rule.tiles?.(types, reduction.params),
    isProduct: rule.isProduct?.(reduction.params) === true,
    isAcross: rule.overAxes === true && !(reduction.params as Axes).axes.includes(item(types, 0).shape.length - 1),
    isRanged: rule.range !== undefined,
    isRounded: reductions.some((each) => ruleOf(each).sums === true && dtypes[item(each.results, 0).type.dtype].floating),
    accumulators: reductions.flatMap(accumulatorsOf),
  }
  if (reductions.length === 1) return { ...one, step: rule.step, merge: rule.merge }
  // Each folds one element into one total (`loopsOf` in cuts.ts).
  const each = (scalars: Scalars, totals: readonly Scalar[], others: readonly Scalar[], how: 'step' | 'merge'): readonly Scalar[] =>
    reductions.flatMap((own, i) => ruleOf(own)[how](scalars, [item(totals, i)], [item(others, i)]))
  return {
    ...one,
    step: (scalars, totals, elements) => each(scalars, totals, elements, 'step'),
    merge: (scalars, a, b) => each(scalars, a, b, 'merge'),
  }
}
