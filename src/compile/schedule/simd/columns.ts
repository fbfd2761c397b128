import { basic } from '../../../kernel/basic.js'
import { foldsOf } from '../../folds.js'
import { apply, constant, type Expression, named, type Statement, sum } from '../../nest/nest.js'
import { depthOf, inRuns, nest, shortRun, totalName } from '../runs.js'
import { assign, readTotals, totalsOf } from '../totals.js'
import { type Fold, finished } from './fold.js'
import { inRows, type Tasks } from './rows.js'

const width = 4
/** Results whose totals are kept beside each other: as many as fill a quarter of the nearest cache, and fewer where there are not tasks enough. */
const [mostResults, leastResults] = [1024, 64] as const
/** So many tasks are wanted. */
const fewTasks = 8

/**
 * Folds of many elements to results that lie side by side, read row after row, as they lie: the totals of a run stay in registers, all others in memory. To
 * go through all of a column before the next would read a page of memory for each element.
 */
export const columns = (fold: Fold): (Tasks & { readonly scratch: { readonly [name: string]: number } }) | undefined => {
  const { builder, part, results, folds } = fold
  const rule = foldsOf(part)
  const { accumulators } = rule
  const loops = inRuns(
    folds.map(({ extent }) => extent),
    Math.min(fold.run, shortRun),
  )
  const deepest = depthOf(loops)
  const last = results.at(-1)
  if (!last || last.extent < leastResults || deepest === 0) return undefined
  const outer = results.slice(0, -1)
  const wanted = Math.ceil(last.extent / fewTasks / leastResults) * leastResults
  const block = Math.min(mostResults, wanted)
  const blocks = { name: 'block', extent: Math.ceil(last.extent / block) }

  // The loop over results stands around the innermost run.
  const inside = loops.length - 1 - loops.findLastIndex(({ holdsRun }) => holdsRun)
  const outside = folds.length - loops.slice(-inside).filter(({ step }) => step === 1).length
  const levels = new Map([
    ...outer.map(({ name }) => [name, 1] as const),
    ...folds.map(({ name }, i) => [name, i < outside ? 2 + i : 3 + i] as const),
    [last.name, 2 + outside] as const,
  ])
  const depth = 2 + folds.length
  const names = accumulators.map((_, slot) => totalName(deepest, slot))
  const writer = builder.writer(
    levels,
    depth,
    'v',
    readTotals(accumulators, (slot) => names[slot] ?? ''),
  )
  const totals = accumulators.map((accumulator, slot) => builder.scalars.accumulator(accumulator.type, slot))
  const steps = rule.step(builder.scalars, totals, fold.element())
  writer.announce(...steps)
  const step = assign(writer, names, steps, depth)

  const memory = (at: number, slot: number): string => `totals${at}_${slot}`
  const spot = sum([named(last.name), { of: named('first'), factor: -1 }])
  const kept = (at: number, slot: number): Expression => ({
    kind: 'load',
    type: accumulators[slot]?.type ?? 'f32',
    from: memory(at, slot),
    at: spot,
  })
  const overResults = (body: readonly Statement[]): Statement[] => [
    { kind: 'loop', role: 'vector', counter: last.name, from: named('first'), to: named('beyond'), step: width, body },
  ]
  const cleared = (at: number): Statement[] =>
    overResults(
      accumulators.map(({ type, initial }, slot) => ({ kind: 'store', to: memory(at, slot), at: spot, value: constant(type, initial) })),
    )
  /** Adds totals to those at a depth. */
  const taken = (at: number, from: (slot: number) => Expression): Statement[] => {
    const joiner = builder.writer(new Map(), 0, `j${builder.fresh()}_`, (slot, which) => (which === 0 ? kept(at, slot) : from(slot)))
    const of = (which: number) => accumulators.map(({ type }, slot) => builder.scalars.accumulator(type, slot, which))
    const merged = rule.merge(builder.scalars, of(0), of(1))
    joiner.announce(...merged)
    const values = merged.map((value) => joiner.of(value, 0))
    const own = `next${builder.fresh()}_`
    return [
      ...(joiner.lines[0] ?? []),
      ...values.map((value, slot): Statement => ({ kind: 'let', name: `${own}${slot}`, value })),
      ...values.map(
        (value, slot): Statement => ({ kind: 'store', to: memory(at, slot), at: spot, value: named(`${own}${slot}`, value.type) }),
      ),
    ]
  }
  const registers = totalsOf(builder, part)
  const [before = [], row = []] = writer.lines
  const lines = [[], ...folds.map((_, i) => writer.lines[i < outside ? 2 + i : 3 + i] ?? [])]
  const folded = nest(
    loops,
    folds.map(({ name, extent }) => ({ name, from: constant('u32', 0), to: constant('u32', extent) })),
    lines,
    step,
    {
      declare: (at) => (at === deepest ? [...(writer.lines[2 + outside] ?? []), ...registers.declare(at)] : cleared(at)),
      merge: (at) =>
        at === deepest
          ? taken(at - 1, (slot) => named(totalName(at, slot), accumulators[slot]?.type))
          : overResults(taken(at - 1, (slot) => kept(at, slot))),
      around: (at, run) => (at === deepest ? overResults(run) : run),
    },
  )
  const body: Statement[] = [
    { kind: 'let', name: 'first', value: blocks.extent === 1 ? constant('u32', 0) : sum([{ of: named('block'), factor: block }]) },
    { kind: 'let', name: 'beyond', value: apply('u32', basic.min, sum([named('first')], block), constant('u32', last.extent)) },
    ...cleared(0),
    ...folded,
    ...overResults([
      ...accumulators.map((_, slot): Statement => ({ kind: 'let', name: totalName(0, slot), value: kept(0, slot) })),
      ...finished(fold),
    ]),
  ]
  const tasks = inRows([...outer, blocks], undefined, fold.cost * block, { before, row, loop: () => body })
  const scratch = Array.from({ length: deepest }, (_, at) => accumulators.map((__, slot) => [memory(at, slot), block] as const)).flat()
  return tasks && { ...tasks, scratch: Object.fromEntries(scratch) }
}
