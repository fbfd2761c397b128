import { sizeOf } from '../shape/dim.js'
import type { Target } from '../tensor/primitive.js'
import type { AnyTensor } from '../tensor/tensor.js'
import { broadcast, sum } from './broadcast.js'
import { concat } from './concat.js'
import type { DotParams } from './dot.js'
import { full } from './literal.js'
import { multiply } from './multiply.js'
import { permute } from './permute.js'
import { reshape } from './reshape.js'
import { inWide } from './wide.js'

/*
 * A long fold to few results is done in two steps, so that many threads share it: first to so many partial results, then these. For partial results neighbouring threads
 * read neighbouring elements; of a software adapter, where a thread is a lane of a processor that fetches what comes next in memory, each reads a row of its own.
 */

/** Of so many elements in all. */
const manyElements = 2 ** 16
/** Of so many for a result. */
const longFold = 2 ** 10
/** So many neighbouring results are folded side by side by a device that does that. */
export const neighbours = 16
/** With as many results as this there are threads enough. */
const fewResults = 128
/** So many partial results at most. */
const mostPartials = 1024

/** An axis, or several that stand together and are all folded, or all kept. */
interface Stretch {
  readonly size: number
  readonly folded: boolean
}

const stretchesOf = (shape: readonly number[], axes: readonly number[]): Stretch[] => {
  const found: Stretch[] = []
  for (const [axis, n] of shape.entries()) {
    const [last, folded] = [found.at(-1), axes.includes(axis)]
    if (last?.folded === folded) found[found.length - 1] = { folded, size: last.size * n }
    else found.push({ folded, size: n })
  }
  return found
}

/** The longest folded stretch, if it is to be folded in two steps, and into how many partial results for each result. */
const split = (shape: readonly number[], axes: readonly number[], target?: Target) => {
  const stretches = stretchesOf(shape, axes)
  const results = sizeOf(stretches.filter(({ folded }) => !folded).map(({ size }) => size))
  const total = sizeOf(shape)
  const isAcross = stretches.at(-1)?.folded === false && results >= neighbours
  const long = (isAcross && target?.longAcross) || longFold
  if (results === 0 || results > fewResults || total < manyElements || total / results < long) return undefined
  const size = Math.max(...stretches.map((stretch) => (stretch.folded ? stretch.size : 0)))
  const at = stretches.findIndex((stretch) => stretch.folded && stretch.size === size)
  const most = Math.floor(mostPartials / results)
  return size <= most ? undefined : { stretches, at, size, most }
}

/** Whether a fold is done in two steps. */
export const isLong = (shape: readonly number[], axes: readonly number[], target?: Target): boolean =>
  split(shape, axes, target) !== undefined

type Fold = (x: AnyTensor, axes: readonly number[]) => AnyTensor

/** A long fold's operand, laid out so that it can be folded over the axes `first`, and what comes of that over the axes `left`. */
interface Apart {
  readonly apart: AnyTensor
  readonly first: readonly number[]
  readonly left: readonly number[]
  /** It has as many elements as before: nothing was filled in. */
  readonly isWhole: boolean
}

/** The operand of a fold that is long; what is filled in is `neutral`. */
export const laidApart = (neutral: number, x: AnyTensor, axes: readonly number[], target?: Target): Apart | undefined => {
  const { shape, dtype } = x.type
  const found = split(shape, axes, target)
  if (!found) return undefined
  const { stretches, at, size, most } = found
  const sizes = stretches.map((stretch) => stretch.size)
  // As many as divide it, unless these are few; then what is missing in the last row does nothing.
  const divisor = Array.from({ length: Math.ceil(most / 2) }, (_, i) => most - i).find((count) => size % count === 0)
  const partials = divisor ?? most
  const rows = Math.ceil(size / partials)
  const merged = reshape(x, sizes)
  const filled = rows * partials === size ? merged : concat([merged, full(neutral, sizes.with(at, rows * partials - size), dtype)], at)
  const [row, partial] = [
    { size: rows, folded: true },
    { size: partials, folded: false },
  ]
  const parts = target?.foldsInARow ? [partial, row] : [row, partial]
  const apart = reshape(filled, sizes.toSpliced(at, 1, ...parts.map((part) => part.size)))
  const foldedAxes = (from: readonly Stretch[]) => from.flatMap(({ folded }, i) => (folded ? [i] : []))
  const first = foldedAxes(stretches.toSpliced(at, 1, ...parts))
  const leftOver = stretches.toSpliced(at, 1, { size: partials, folded: true }).filter((stretch, i) => !stretch.folded || i === at)
  return { apart, first, left: foldedAxes(leftOver), isWhole: filled === merged }
}

/** The same in two steps, if it is long. */
export const inTwoSteps = (fold: Fold, neutral: number, x: AnyTensor, axes: readonly number[], target?: Target): AnyTensor | undefined => {
  const found = laidApart(neutral, x, axes, target)
  return found && inWide((apart) => fold(fold(apart, found.first), found.left), found.apart)
}

/** With so few results a product reuses nothing that it loads worth keeping in tiles. */
const fewProducts = 16

/** A long contraction to few results, as the sum that it is. */
export const contractedInTwoSteps = ({ contract, batch }: DotParams, a: AnyTensor, b: AnyTensor): AnyTensor | undefined => {
  const sizesOf = (x: AnyTensor, axes: readonly number[]) => axes.map((axis) => x.type.shape[axis] ?? 1)
  const free = (x: AnyTensor, side: 0 | 1) =>
    x.type.shape.map((_, axis) => axis).filter((axis) => !contract[side].includes(axis) && !batch[side].includes(axis))
  const [rows, columns] = [free(a, 0), free(b, 1)]
  const [shared, over] = [sizesOf(a, batch[0]), sizesOf(a, contract[0])]
  const kept = [...shared, ...sizesOf(a, rows), ...sizesOf(b, columns)]
  const shape = [...kept, ...over]
  const axes = over.map((_, i) => kept.length + i)
  if (sizeOf(kept) > fewProducts || !isLong(shape, axes)) return undefined
  const span = (from: number, count: number) => Array.from({ length: count }, (_, i) => from + i)
  const ofA = broadcast(permute(a, [...batch[0], ...rows, ...contract[0]]), shape, span(shared.length + rows.length, columns.length))
  const ofB = broadcast(permute(b, [...batch[1], ...columns, ...contract[1]]), shape, span(shared.length, rows.length))
  return sum(multiply(ofA, ofB), axes)
}
