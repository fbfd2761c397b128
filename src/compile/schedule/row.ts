import { basic } from '../../kernel/basic.js'
import { counter, fixed, indexAt, plus, times } from '../../kernel/index-arithmetic.js'
import { item } from '../../program/program.js'
import { sizeOf } from '../../shape/dim.js'
import { foldsOf } from '../folds.js'
import { apply, comment, constant, type Expression, named, type Statement, sequence, sum } from '../nest/nest.js'
import type { Extent, Kernel, Part, RowsFit } from '../parts.js'
import type { Built } from './build.js'
import type { Builder } from './builder.js'
import { type Counter, depthOf, inRuns, nest, shortRun, totalName } from './runs.js'
import { workgroup } from './schedule.js'
import { together } from './together.js'
import { assign, countersOver, declare, noAccumulator, readTotals, totalsAt, totalsOf } from './totals.js'

/** Words that a workgroup may share: WebGPU promises 16 KiB. */
export const sharedWords = 4096
/** A row as long as this is made by one workgroup in little time; one that is longer only where there are as many rows as keep a device busy. */
const [shortRow, longRow, manyRows] = [1024, 8192, 64] as const
/** So many threads make a row, at least. */
const fewestLanes = 8

/** Elements and folded elements of a row. */
const longest = (stages: readonly Extent[], rows: number): number =>
  Math.max(...stages.map(({ size, reductions }) => (size / rows) * (reductions.length > 0 ? sizeOf(foldsOf({ reductions }).over) : 1)))

/** Threads that make a row: all of a workgroup, or fewer for short rows. */
const lanesOf = (stages: readonly Extent[], rows: number): number => {
  const length = Math.max(fewestLanes, longest(stages, rows))
  let lanes: number = workgroup
  while (lanes / 2 >= length) lanes /= 2
  return lanes
}

/** A kernel of rows: something is folded, there are enough of them, short enough, and what is kept of them fits the memory of a workgroup. */
export const rowsFit: RowsFit = (stages, rows, words) => {
  if (stages.every(({ reductions }) => reductions.length === 0)) return false
  const length = longest(stages, rows)
  // Stages whose accumulators have one type share arrays; as if none did.
  const totals = stages.reduce(
    (count, { reductions }) => count + (reductions.length > 0 ? foldsOf({ reductions }).accumulators.length : 0),
    0,
  )
  const shared = words * (workgroup / lanesOf(stages, rows)) + totals * workgroup
  return shared <= sharedWords && (length <= shortRow || (length <= longRow && rows >= manyRows))
}

/** The rows, and how many threads make one. */
interface Row {
  readonly rows: number
  readonly lanes: number
  /** Whether the row of a thread is its own: those behind the last make that again, and store nothing. */
  readonly isOwn?: Expression
}

const where = (condition: Expression | undefined, body: readonly Statement[]): readonly Statement[] =>
  condition ? [{ kind: 'branches', arms: [{ condition, body }] }] : body

const lane = named('lane')

/** A stage whose results are made each by itself, several to a thread. */
export const each = (builder: Builder, part: Part, stage: number, { rows, lanes, isOwn }: Row): Statement[] => {
  const length = part.size / rows
  const name = `e${stage}`
  const at = plus(times(counter('row', rows), length), counter(name, length))
  const levels = new Map([
    ['row', 0],
    ['place', 0],
    [name, 1],
  ])
  if (part.reductions.length === 0) {
    const writer = builder.writer(levels, 1, `v${stage}_`, noAccumulator)
    const body = builder.storing(part, [at], writer, 1)
    return [...(writer.lines[0] ?? []), ...where(isOwn, [sequence(name, lane, constant('u32', length), body, lanes)])]
  }
  const rule = foldsOf(part)
  const { accumulators, over, type, isRounded } = rule
  const counters = countersOver(over, builder)
  const loops = inRuns(over, isRounded ? shortRun : Number.POSITIVE_INFINITY)
  const deepest = depthOf(loops)
  for (const [i, { name: of }] of counters.entries()) levels.set(of, i + 2)
  const writer = builder.writer(
    levels,
    counters.length + 1,
    `v${stage}_`,
    readTotals(accumulators, (slot) => totalName(deepest, slot)),
  )
  const element = builder.puller(part).element(
    indexAt(at, type.shape),
    counters.map(({ name: of, extent }) => counter(of, extent)),
  )
  const totals = accumulators.map((accumulator, slot) => builder.scalars.accumulator(accumulator.type, slot))
  const steps = rule.step(builder.scalars, totals, element)
  writer.announce(...steps)
  const names = accumulators.map((_, slot) => totalName(deepest, slot))
  const step = assign(writer, names, steps, counters.length + 1)
  const after = builder.writer(
    levels,
    1,
    `w${stage}_`,
    readTotals(accumulators, (slot) => totalName(0, slot)),
  )
  const stored = builder.storing(part, [at], after, 1)
  const [first = [], ...lines] = writer.lines
  const body = [...declare(accumulators, 0), ...nest(loops, counters, lines, step, totalsOf(builder, part)), ...stored]
  return [...first, ...(after.lines[0] ?? []), ...where(isOwn, [sequence(name, lane, constant('u32', length), body, lanes)])]
}

/** A stage with one result in a row, which its threads fold together. */
const folded = (builder: Builder, part: Part, stage: number, { rows, lanes, isOwn }: Row): Statement[] => {
  const rule = foldsOf(part)
  const { accumulators, over, type, isRounded } = rule
  const extent = sizeOf(over)
  const at = counter('row', rows)
  const loops = inRuns([Math.ceil(extent / lanes)], isRounded ? shortRun : Number.POSITIVE_INFINITY)
  const deepest = depthOf(loops)
  const name = `k${stage}`
  const levels = new Map([
    ['row', 0],
    ['place', 0],
    [name, 1],
  ])
  const writer = builder.writer(
    levels,
    1,
    `v${stage}_`,
    readTotals(accumulators, (slot) => totalName(deepest, slot)),
  )
  const element = builder.puller(part).element(indexAt(at, type.shape), indexAt(counter(name, extent), over))
  const totals = (block: number) => accumulators.map((accumulator, slot) => builder.scalars.accumulator(accumulator.type, slot, block))
  const steps = rule.step(builder.scalars, totals(0), element)
  writer.announce(...steps)
  const names = accumulators.map((_, slot) => totalName(deepest, slot))
  const step = assign(writer, names, steps, 1)
  const counters: Counter[] = [{ name, from: lane, to: constant('u32', extent), stride: lanes }]

  const nameOf = (slot: number): string => sharedName(item(accumulators, slot).type, slot)
  const local = named('local')
  const joined = together(builder, rule, nameOf, { lanes, own: local, stride: 1, isAlone: lanes === workgroup }, `m${stage}_`)
  const after = builder.writer(levels, 0, `w${stage}_`, joined.total)
  const isFirst = apply('bool', basic.equal, lane, constant('u32', 0))
  return [
    ...declare(accumulators, 0),
    ...nest(loops, counters, writer.lines, step, totalsOf(builder, part)),
    ...totalsAt(accumulators, 0).map((value, slot): Statement => ({ kind: 'store', to: nameOf(slot), at: local, value })),
    { kind: 'barrier' },
    ...joined.statements,
    ...where(isOwn ? apply('bool', basic.and, isFirst, isOwn) : isFirst, builder.storing(part, [at], after)),
  ]
}

const sharedName = (type: string, slot: number): string => `shared_${type}_${slot}`

/** Stages, one after the other: a workgroup makes a row, or several short ones, and what a stage leaves for later ones it keeps in its own memory. */
export const row = (builder: Builder, { parts, rows: given }: Kernel): Built => {
  const rows = given?.count ?? 1
  const lanes = lanesOf(parts, rows)
  const atOnce = workgroup / lanes
  const isOwn = rows % atOnce === 0 ? undefined : apply('bool', basic.less, named('own_row'), constant('u32', rows))
  builder.rowAt(atOnce > 1 ? counter('place', atOnce) : fixed(0))
  const local = named('local')
  const own: Row = { rows, lanes, ...(isOwn && { isOwn }) }
  const ofGroup = sum([{ of: named('group_of_rows'), factor: atOnce }, named('place')])
  const begin: Statement[] =
    atOnce > 1
      ? [
          { kind: 'let', name: 'place', value: { kind: 'quotient', type: 'u32', of: local, by: lanes } },
          { kind: 'let', name: 'lane', value: { kind: 'remainder', type: 'u32', of: local, by: lanes } },
          ...(isOwn ? [{ kind: 'let', name: 'own_row', value: ofGroup } as const] : []),
          { kind: 'let', name: 'row', value: isOwn ? apply('u32', basic.min, named('own_row'), constant('u32', rows - 1)) : ofGroup },
        ]
      : [
          { kind: 'let', name: 'lane', value: local },
          { kind: 'let', name: 'row', value: named('group_of_rows') },
        ]
  const accumulators = parts.flatMap((part) => (part.reductions.length > 0 && part.size === rows ? [foldsOf(part).accumulators] : []))
  const shared = new Map(
    accumulators.flatMap((own) =>
      own.map(({ type }, slot) => [sharedName(type, slot), { name: sharedName(type, slot), type, size: workgroup }]),
    ),
  )
  return {
    outer: [
      { role: 'workgroup', counter: 'group_of_rows', extent: Math.ceil(rows / atOnce) },
      { role: 'thread', counter: 'local', extent: workgroup },
    ],
    shared: [...shared.values(), ...builder.kept.map(({ name, type, length }) => ({ name, type, size: atOnce * length }))],
    body: [
      comment(`${lanes} threads make a row`),
      ...begin,
      ...parts.flatMap((part, stage): Statement[] => [
        ...(stage > 0 ? [{ kind: 'barrier' } as const, comment('from what is kept of the same row')] : []),
        // In a scope of its own: stages have names alike.
        {
          kind: 'branches',
          arms: [
            {
              body: part.reductions.length > 0 && part.size === rows ? folded(builder, part, stage, own) : each(builder, part, stage, own),
            },
          ],
        },
      ]),
    ],
  }
}
