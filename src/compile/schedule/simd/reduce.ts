import { type Index, indexAt } from '../../../kernel/index-arithmetic.js'
import type { Scalar } from '../../../kernel/scalar.js'
import { sizeOf } from '../../../shape/dim.js'
import type { Part } from '../../fuse.js'
import { constant, type Expression, named, type Statement } from '../../nest/nest.js'
import type { Builder } from '../builder.js'
import { depthOf, inRuns, nest, totalName } from '../runs.js'
import { type Accumulators, assign, declare, foldedAnew, readTotals, reductionOf, totalsOf } from '../totals.js'
import { type Axis, dependsOn, extentOf, readingCost, unravelled, valueOf } from './axes.js'
import { inRows, type Tasks } from './rows.js'

/** So many elements at once. */
const width = 4

/** The longest run of a sum for each extent folded. */
export interface Folding {
  readonly over: readonly number[]
  readonly run: number
}

const padded = (extent: number): number => (Math.ceil(extent / width) * width) / extent

/** Joins the totals of elements that were folded at once, into one that all have. */
const joined = (builder: Builder, part: Part): Statement[] => {
  const { rule, accumulators } = reductionOf(part)
  const totals = (block: number): Scalar[] => accumulators.map(({ type }, slot) => builder.scalars.accumulator(type, slot, block))
  const names = accumulators.map((_, slot) => totalName(0, slot))
  const halves = ([2, 1] as const).flatMap((by): Statement[] => {
    const joiner = builder.writer(new Map(), 0, `j${by}_`, (slot, block): Expression => {
      const of = named(names[slot] ?? '', accumulators[slot]?.type)
      return block === 0 ? of : { kind: 'lanes', type: of.type, of, by }
    })
    const merged = rule.merge(builder.scalars, totals(0), totals(1))
    joiner.announce(...merged)
    const joining = assign(joiner, names, merged, 0)
    return [...(joiner.lines[0] ?? []), ...joining]
  })
  return [
    ...halves,
    ...accumulators.map(({ type }, slot): Statement => {
      const of = named(names[slot] ?? '', type)
      return { kind: 'let', name: names[slot] ?? '', value: { kind: 'lanes', type, of, by: 0 } }
    }),
  ]
}

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
export const reduce = (builder: Builder, part: Part, { over, run }: Folding): Tasks => {
  const { rule, accumulators, type } = reductionOf(part)
  const hasRange = rule.range !== undefined
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
  const folds: readonly Axis[] = hasRange ? [{ name: 'k', extent: sizeOf(over) }] : (axes[1] ?? [])
  const position = valueOf(results)
  const index = indexAt(position, type.shape)
  const element = elementAt(position, valueOf(folds))
  const range = builder.puller(part).range(index) ?? []
  const last = results.at(-1)
  const choice = choiceOf(element, range, last && last.extent > 1 ? last : undefined, folds.at(-1), extentOf(folds))
  const isAcross = choice === 'result'

  const inner = isAcross ? last : undefined
  const outer = isAcross ? results.slice(0, -1) : results
  const depth = 2 + folds.length
  const levels = new Map([
    ...results.map(({ name }) => [name, name === inner?.name ? 2 : 1] as const),
    ...folds.map(({ name }, i) => [name, 3 + i] as const),
  ])
  const isLanes = choice === 'folded'
  const turns = folds.map(({ extent }, i) => (isLanes && i === folds.length - 1 ? Math.ceil(extent / width) : extent))
  const loops = inRuns(turns, run)
  const deepest = depthOf(loops)
  const writer = builder.writer(
    levels,
    depth,
    'v',
    readTotals(accumulators, (slot) => totalName(deepest, slot)),
  )
  const totals = accumulators.map((accumulator, slot) => builder.scalars.accumulator(accumulator.type, slot))
  const steps = rule.step(builder.scalars, totals, element)
  writer.announce(...range, ...steps)
  const bounds = range[0] && range[1] && { from: writer.of(range[0], 2), to: writer.of(range[1], 2) }
  const step = assign(
    writer,
    accumulators.map((_, slot) => totalName(deepest, slot)),
    steps,
    depth,
  )
  const counters = folds.map(({ name, extent }, i) => ({
    name,
    from: constant('u32', 0),
    to: constant('u32', extent),
    ...bounds,
    ...(isLanes && i === folds.length - 1 && { stride: width, role: 'vector' as const }),
  }))
  const anew = foldedAnew(
    builder,
    part,
    index,
    results.map(({ name }) => name),
    over,
  )
  const after = afterwards(builder, levels, accumulators, anew.length > 0)
  const body: Statement[] = [
    ...declare(accumulators, 0),
    ...nest(loops, counters, writer.lines.slice(2), step, totalsOf(builder, part)),
    ...(isLanes ? joined(builder, part) : []),
    ...anew,
    ...builder.storing(part, [position], after),
  ]
  const [before = [], row = []] = writer.lines
  const cost = 1 + part.cost / 4 + sizeOf(over) * 2
  return inRows(outer, inner, cost, {
    before,
    row,
    loop: (from, to) => (inner ? [{ kind: 'loop', role: 'vector', counter: inner.name, from, to, step: width, body }] : body),
  })
}

const afterwards = (builder: Builder, levels: ReadonlyMap<string, number>, accumulators: Accumulators, isAnew: boolean) =>
  builder.writer(
    new Map([...levels.keys()].map((name) => [name, 0])),
    0,
    'e',
    readTotals(accumulators, (slot) => (isAnew ? `t${slot}` : totalName(0, slot))),
  )
