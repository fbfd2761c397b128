import { counter, type Index, indexAt } from '../../../kernel/index-arithmetic.js'
import type { Scalar, ScalarType } from '../../../kernel/scalar.js'
import { sizeOf } from '../../../shape/dim.js'
import { foldsOf } from '../../folds.js'
import type { Part } from '../../parts.js'
import { type Axis, dependsOn, longestStep, readsSideBySide, unravelled, valueOf } from '../axes.js'
import type { Builder } from '../builder.js'
import { height } from './blocks.js'

/** How the left matrix is read: as it lies, so far from one folded element to the next; by rows that lie side by side, so many of them; or packed along its folds. */
export type Reading =
  | { readonly kind: 'as it lies'; readonly step: number }
  | { readonly kind: 'across'; readonly run: number }
  | { readonly kind: 'along' }

/** A contraction as the product of a matrix of rows and one of columns, for each of a batch. */
export interface Matrices {
  readonly builder: Builder
  readonly part: Part
  readonly over: readonly number[]
  /** The axes that are folded, in the order of the loops. */
  readonly folds: readonly Axis[]
  /** Their position, whatever the order of the loops. */
  readonly k: Index
  readonly batches: number
  readonly rows: number
  readonly columns: number
  readonly shape: readonly [batch: readonly number[], rows: readonly number[], columns: readonly number[]]
  /** Indices of a row: rows are taken in an order in which those that lie side by side follow each other. */
  readonly rowIndex: (row: Index) => readonly Index[]
  /** What is multiplied, of the two matrices. */
  readonly at: (n: Index, row: Index, column: Index, k: Index) => readonly Scalar[]
  /** Types of what is multiplied, and of the total. */
  readonly type: ScalarType
  readonly totalType: ScalarType
  readonly initial: number
  readonly left: Reading
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

const inOrder = <T>(items: readonly T[], order: readonly number[]): readonly T[] => order.flatMap((i) => items.slice(i, i + 1))

/** The order in which the axis with the longest step in memory is the outermost: what is read one after the other lies close together. */
const byStep = (element: readonly Scalar[], axes: readonly Axis[]): readonly number[] => {
  const steps = axes.map((axis) => longestStep(element, axis))
  const order = axes.map((_, i) => i)
  return steps.includes(undefined) ? order : order.sort((i, j) => (steps[j] ?? 0) - (steps[i] ?? 0))
}

/** The matrices of a contraction; undefined if it is none, or one of them depends on what only the other may. */
export const matricesOf = (builder: Builder, part: Part): Matrices | undefined => {
  const { accumulators, type, tiles, over } = foldsOf(part)
  const [accumulator] = accumulators
  if (!tiles || !accumulator || accumulators.length > 1) return undefined
  const [batch, ofRows] = tiles
  const shape = [type.shape.slice(0, batch), type.shape.slice(batch, batch + ofRows), type.shape.slice(batch + ofRows)] as const
  const [batches, rows, columns] = shape.map(sizeOf) as [number, number, number] // of three
  const element = (n: Index, row: readonly Index[], column: Index, k: Index) =>
    builder.puller(part).element([...indexAt(n, shape[0]), ...row, ...indexAt(column, shape[2])], indexAt(k, over))
  const rowAxes = shape[1].map((extent, i): Axis => ({ name: `row${i}`, extent }))
  const ofColumn = { name: 'col', extent: columns }
  const [n, column] = [counter('n', batches), counter('col', columns)]
  const anyRow = rowAxes.map(({ name, extent }) => counter(name, extent))
  const [folds = []] = unravelled([{ name: 'k', extent: sizeOf(over) }], ([k]) => (k ? element(n, anyRow, column, k) : []))
  const k = valueOf(folds)
  const [left, right, ...others] = element(n, anyRow, column, k)
  const inner = folds.at(-1)
  if (!left || !right || !inner || others.length > 0) return undefined
  if (dependsOn([left], ofColumn) || rowAxes.some((axis) => dependsOn([right], axis))) return undefined

  const isRow = rowAxes.length === 1
  const step = folds.length === 1 && over.length === 1 ? stepOf(left, inner) : undefined
  const foldOrder = byStep([left, right], folds)
  const looped = inOrder(folds, foldOrder)
  const last = looped.at(-1) ?? inner
  let rowOrder: readonly number[] = rowAxes.map((_, i) => i)
  const reading = (): Reading => {
    if (step !== undefined && (step === 1 || !isRow || stepOf(left, rowAxes[0] ?? inner) !== 1)) return { kind: 'as it lies', step }
    if (readsSideBySide([left], last)) return { kind: 'along' }
    const row = rowAxes.findLastIndex((axis) => dependsOn([left], axis) && readsSideBySide([left], axis))
    const run = rowAxes[row]?.extent ?? 0
    if (run === 0 || (run % height > 0 && !isRow)) return { kind: 'along' }
    rowOrder = [...rowOrder.filter((axis) => axis !== row), row]
    return { kind: 'across', run }
  }
  const how = reading()
  const rowIndex = (row: Index): readonly Index[] => {
    const ordered = indexAt(row, inOrder(shape[1], rowOrder))
    return inOrder(
      ordered,
      rowOrder.map((_, axis) => rowOrder.indexOf(axis)),
    )
  }
  return {
    builder,
    part,
    over,
    folds: looped,
    k,
    batches,
    rows,
    columns,
    shape,
    rowIndex,
    at: (n, row, column, k) => element(n, rowIndex(row), column, k),
    type: left.type,
    totalType: accumulator.type,
    initial: accumulator.initial,
    left: how,
    isRightTurned: shape[2].length === 1 && stepOf(right, ofColumn) !== 1 && stepOf(right, last) === 1,
  }
}
