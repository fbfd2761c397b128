import { counter, type Index, indexAt } from '../../../kernel/index-arithmetic.js'
import type { Scalar, ScalarType } from '../../../kernel/scalar.js'
import { sizeOf } from '../../../shape/dim.js'
import type { Part } from '../../fuse.js'
import type { Builder } from '../builder.js'
import { reductionOf } from '../totals.js'
import { type Axis, dependsOn, unravelled, valueOf } from './axes.js'

/** A contraction as the product of a matrix of rows and one of columns, for each of a batch. */
export interface Matrices {
  readonly builder: Builder
  readonly part: Part
  readonly over: readonly number[]
  /** The axes that are folded. */
  readonly folds: readonly Axis[]
  readonly batches: number
  readonly rows: number
  readonly columns: number
  readonly shape: readonly [batch: readonly number[], rows: readonly number[], columns: readonly number[]]
  /** What is multiplied, of the two matrices. */
  readonly at: (n: Index, row: Index, column: Index, k: Index) => readonly Scalar[]
  /** Types of what is multiplied, and of the total. */
  readonly type: ScalarType
  readonly totalType: ScalarType
  readonly initial: number
  /** Elements of memory from one to the next along an axis, where the left matrix is read as it lies. */
  readonly left: { readonly fold: number; readonly row: number } | undefined
  /** Neighbours of the right matrix lie together along the folded axis and apart along columns. */
  readonly isRightTurned: boolean
}

/** The step in memory along an axis; undefined if it is none, or not always the same. */
const stepOf = (scalar: Scalar, { name }: Axis): number | undefined => {
  if (scalar.kind !== 'load') return undefined
  const [term, ...others] = scalar.at.terms.filter(({ atom }) =>
    atom.kind === 'counter'
      ? atom.name === name
      : dependsOn(atom.kind === 'scalar' ? [atom.scalar] : [scalarOf(atom.of)], { name, extent: 0 }),
  )
  if (!term) return 0
  return others.length === 0 && term.atom.kind === 'counter' ? term.factor : undefined
}

/** An index as something that may depend on an axis. */
const scalarOf = (index: Index): Scalar => ({ id: -1, type: 'u32', kind: 'index', index })

/** The matrices of a contraction; undefined if it is none, or one of them depends on what only the other may. */
export const matricesOf = (builder: Builder, part: Part): Matrices | undefined => {
  const { reduction } = part
  const { rule, accumulators, type } = reductionOf(part)
  const [accumulator] = accumulators
  if (!reduction || !accumulator || accumulators.length > 1) return undefined
  const types = reduction.operands.map((operand) => operand.type)
  const tiles = rule.tiles?.(types, reduction.params)
  if (!tiles) return undefined
  const over = rule.over(types, reduction.params)
  const [batch, ofRows] = tiles
  const shape = [type.shape.slice(0, batch), type.shape.slice(batch, batch + ofRows), type.shape.slice(batch + ofRows)] as const
  const [batches, rows, columns] = shape.map(sizeOf) as [number, number, number] // of three
  const at = (n: Index, row: Index, column: Index, k: Index) =>
    builder.puller(part).element([...indexAt(n, shape[0]), ...indexAt(row, shape[1]), ...indexAt(column, shape[2])], indexAt(k, over))
  const [ofRow, ofColumn] = [
    { name: 'row', extent: rows },
    { name: 'col', extent: columns },
  ]
  const [n, row, column] = [counter('n', batches), counter('row', rows), counter('col', columns)]
  const [folds = []] = unravelled([{ name: 'k', extent: sizeOf(over) }], ([k]) => (k ? at(n, row, column, k) : []))
  const [left, right, ...others] = at(n, row, column, valueOf(folds))
  const inner = folds.at(-1)
  if (!left || !right || !inner || others.length > 0) return undefined
  if (dependsOn([left], ofColumn) || dependsOn([right], ofRow)) return undefined
  const steps = { fold: folds.length === 1 ? stepOf(left, inner) : undefined, row: stepOf(left, ofRow) }
  const isPlain = steps.fold !== undefined && over.length === 1
  return {
    builder,
    part,
    over,
    folds,
    batches,
    rows,
    columns,
    shape,
    at,
    type: left.type,
    totalType: accumulator.type,
    initial: accumulator.initial,
    left: isPlain ? { fold: steps.fold ?? 0, row: shape[1].length === 1 ? (steps.row ?? 0) : 0 } : undefined,
    isRightTurned: shape[2].length === 1 && stepOf(right, ofColumn) !== 1 && stepOf(right, inner) === 1,
  }
}
