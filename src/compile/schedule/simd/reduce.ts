import { type Index, indexAt } from '../../../kernel/index-arithmetic.js'
import type { Scalar } from '../../../kernel/scalar.js'
import { sizeOf } from '../../../shape/dim.js'
import { foldsOf } from '../../folds.js'
import { constant, type Expression, type Statement } from '../../nest/nest.js'
import type { Part } from '../../parts.js'
import { type Axis, dependsOn, extentOf, readingCost, unravelled, valueOf } from '../axes.js'
import type { Builder } from '../builder.js'
import { depthOf, inRuns, nest, totalName } from '../runs.js'
import { assign, declare, readTotals, totalsOf } from '../totals.js'
import { columns } from './columns.js'
import { type Fold, type Folding, finished } from './fold.js'
import { lanes } from './lanes.js'
import { inRows, type Tasks, type Work } from './rows.js'

/** So many elements at once. */
const width = 4

const padded = (extent: number): number => (Math.ceil(extent / width) * width) / extent

/** What is chosen: along which of the axes several elements are computed at once. */
type Choice = 'result' | 'folded' | 'neither'

const choiceOf = (
  element: readonly Scalar[],
  range: readonly Scalar[],
  result: Axis | undefined,
  folded: Axis | undefined,
  folds: number,
): Choice => {
  if (range.length > 0) return result && !dependsOn(range, result) ? 'result' : 'neither'
  const ofResult = result ? readingCost(element, result) * padded(result.extent) : Number.POSITIVE_INFINITY
  const ofFolded = folded ? readingCost(element, folded) * padded(folded.extent) + 48 / folds : Number.POSITIVE_INFINITY
  return ofResult <= ofFolded ? 'result' : 'folded'
}

/** A fold for each element; several results at once, or several of the elements that are folded. */
export const reduce = (builder: Builder, part: Part, { over, run, share }: Folding): Work | undefined => {
  const { type, isRanged } = foldsOf(part)
  const elementAt = (position: Index, at: Index) => builder.puller(part).element(indexAt(position, type.shape), indexAt(at, over))
  const axes = unravelled(
    [
      { name: 'p', extent: part.size },
      { name: 'k', extent: sizeOf(over) },
    ],
    ([position, at]) =>
      position && at
        ? [
            ...elementAt(position, at),
            ...builder
              .puller(part)
              .made(position)
              .map(({ scalar }) => scalar),
          ]
        : [],
  )
  const results = axes[0] ?? []
  const folds: readonly Axis[] = isRanged ? [{ name: 'k', extent: sizeOf(over) }] : (axes[1] ?? [])
  const position = valueOf(results)
  const index = indexAt(position, type.shape)
  const element = (last?: Index) => elementAt(position, valueOf(folds, last))
  const range = builder.puller(part).range(index) ?? []
  const last = results.at(-1)
  const choice = choiceOf(element(), range, last && last.extent > 1 ? last : undefined, folds.at(-1), extentOf(folds))
  const fold: Fold = {
    builder,
    part,
    over,
    run,
    share,
    results,
    folds,
    element,
    index,
    cost: 1 + part.cost / 4 + part.reductions.length * sizeOf(over) * 2,
  }
  if (choice === 'folded') return lanes(fold)
  const byColumns = choice === 'result' && range.length === 0 ? columns(fold) : undefined
  if (byColumns && share) return undefined
  return byColumns ?? across(fold, choice === 'result', range)
}

/** Each result by itself, several at once along the last axis if they are computed together. */
const across = (fold: Fold, isVector: boolean, range: readonly Scalar[]): Tasks | undefined => {
  const { builder, part, results, folds, run } = fold
  const rule = foldsOf(part)
  const { accumulators } = rule
  const inner = isVector ? results.at(-1) : undefined
  const outer = isVector ? results.slice(0, -1) : results
  const depth = 2 + folds.length
  const levels = new Map([
    ...results.map(({ name }) => [name, name === inner?.name ? 2 : 1] as const),
    ...folds.map(({ name }, i) => [name, 3 + i] as const),
  ])
  const loops = inRuns(
    folds.map(({ extent }) => extent),
    run,
  )
  const deepest = depthOf(loops)
  const names = accumulators.map((_, slot) => totalName(deepest, slot))
  const writer = builder.writer(
    levels,
    depth,
    'v',
    readTotals(accumulators, (slot) => names[slot] ?? ''),
  )
  const totals = accumulators.map((accumulator, slot) => builder.scalars.accumulator(accumulator.type, slot))
  const steps = rule.step(builder.scalars, totals, fold.element())
  writer.announce(...range, ...steps)
  const bounds = range[0] && range[1] && { from: writer.of(range[0], 2), to: writer.of(range[1], 2) }
  const step = assign(writer, names, steps, depth)
  const counters = folds.map(({ name, extent }) => ({ name, from: constant('u32', 0), to: constant('u32', extent), ...bounds }))
  const body: Statement[] = [
    ...declare(accumulators, 0),
    ...nest(loops, counters, writer.lines.slice(2), step, totalsOf(builder, part)),
    ...finished(fold),
  ]
  const [before = [], row = []] = writer.lines
  const loop = (from: Expression, to: Expression): readonly Statement[] =>
    inner ? [{ kind: 'loop', role: 'vector', counter: inner.name, from, to, step: width, body }] : body
  return inRows(outer, inner, fold.cost, { before, row, loop }, fold.share)
}
