import { counter, type Index, indexAt, plus, positionOf, quotient, remainder, times } from '../kernel/index-arithmetic.js'
import { type Scalar, Scalars } from '../kernel/scalar.js'
import { lookup, type Variable } from '../program/program.js'
import { sizeOf } from '../shape/dim.js'
import type { Cuts } from './cuts.js'
import { foldsOf } from './folds.js'
import type { Part } from './parts.js'
import { Puller, positionIn, within } from './pull.js'

/*
 * Parts that are made row by row: what a softmax, a normalisation or an attention makes of a row needs of what was made before only the same row. Such parts can be
 * stages of one kernel, which keeps a row at hand while it goes through all of them.
 */

type Load = Scalar & { readonly kind: 'load' }

/** The loads in these, those in indices too; undefined if there are loops, in which more may be read. */
export const loadsOf = (roots: readonly Scalar[]): readonly Load[] | undefined => {
  const found: Load[] = []
  const seen = new Set<Scalar>()
  const inIndex = (index: Index): boolean =>
    index.terms.every(({ atom }) => (atom.kind === 'scalar' ? inScalar(atom.scalar) : atom.kind === 'counter' || inIndex(atom.of)))
  const inScalar = (scalar: Scalar): boolean => {
    if (seen.has(scalar)) return true
    seen.add(scalar)
    if (scalar.kind === 'load') found.push(scalar)
    if (scalar.kind === 'apply') return scalar.args.every(inScalar)
    if (scalar.kind === 'load') return inIndex(scalar.at)
    if (scalar.kind === 'index') return inIndex(scalar.index)
    return scalar.kind !== 'repeated' && scalar.kind !== 'state'
  }
  return roots.every(inScalar) ? found : undefined
}

/** Whether a part is a contraction. */
export const isContraction = (part: Pick<Part, 'reductions'>): boolean => part.reductions.length > 0 && foldsOf(part).tiles !== undefined

/** Whether a part folds some of its turns only. */
export const isRanged = (part: Pick<Part, 'reductions'>): boolean => part.reductions.length > 0 && foldsOf(part).isRanged

/** Everything that a part reads for its results at a position. */
export const readBy = (puller: Puller, part: Part, position: Index): readonly Scalar[] => {
  const made = puller.made(position).map(({ scalar }) => scalar)
  if (part.reductions.length === 0) return made
  const { over, type } = foldsOf(part)
  return [...made, ...puller.element(indexAt(position, type.shape), indexAt(counter('k', sizeOf(over)), over))]
}

/** A position in a row of so many elements, and the row. */
export const inRow = (rows: number, each: number): { readonly row: Index; readonly position: Index } => {
  const row = counter('row', rows)
  return { row, position: plus(times(row, each), counter('rest', each)) }
}

/** Where an element of a tensor is that lies in so many rows: in which of them, and where in it. */
export const placeInRow = (
  index: readonly Index[],
  shape: readonly number[],
  rows: number,
): { readonly row: Index; readonly rest: Index } => {
  const each = sizeOf(shape) / rows
  const axes = shape.findIndex((_, axis) => sizeOf(shape.slice(0, axis)) === rows)
  const position = positionOf(index, shape)
  if (axes < 0) return { row: quotient(position, each), rest: remainder(position, each) }
  // By its own axes: an index that is masked may lie beyond them.
  const inside = shape.slice(axes)
  return { row: positionOf(index.slice(0, axes), shape.slice(0, axes)), rest: within(positionOf(index.slice(axes), inside), inside) }
}

/** Whether each row of what a part makes reads of some values no row but its own. */
export const readsOwnRows = (part: Part, cuts: Cuts, values: ReadonlySet<Variable>, rows: number): boolean => {
  const read = [...part.reads.keys()]
  const numbers = new Map(read.map((variable, i) => [variable, i] as const))
  const { row, position } = inRow(rows, part.size / rows)
  const puller = new Puller(new Scalars(), part, cuts, 0, (variable, index) => ({
    source: lookup(numbers, variable),
    at: positionIn(variable, index),
  }))
  const loads = loadsOf(readBy(puller, part, position))
  return (
    loads?.every(({ source, at }) => {
      const variable = read[source]
      if (!variable || !values.has(variable)) return true
      const size = sizeOf(variable.type.shape)
      return size % rows === 0 && quotient(at, size / rows).key === row.key
    }) ?? false
  )
}
