import { basic } from '../../kernel/basic.js'
import { counter, fixed, type Index, indexAt, plus, times } from '../../kernel/index-arithmetic.js'
import { item } from '../../program/program.js'
import { sizeOf } from '../../shape/dim.js'
import type { DType } from '../../shape/dtype.js'
import { foldsOf } from '../folds.js'
import {
  type Arm,
  apply,
  comment,
  constant,
  type Expression,
  type Nest,
  named,
  type Procedure,
  type Statement,
  sequence,
  sum,
} from '../nest/nest.js'
import { Writer } from '../nest/writer.js'
import type { Extent, Part } from '../parts.js'
import { type Axis, readsSideBySide } from './axes.js'
import type { Built } from './build.js'
import type { Builder } from './builder.js'
import { finishing } from './finishing.js'
import { depthOf, inRuns, nest, totalName } from './runs.js'
import type { Schedule, SharedTile } from './schedule.js'
import { assign, declare, noAccumulator, readTotals, totalsOf } from './totals.js'

const number = (value: number): Expression => constant('u32', value)
const whole = (of: Expression, by: number): Expression => (by === 1 ? of : { kind: 'quotient', type: 'u32', of, by })
const rest = (of: Expression, by: number): Expression => (by === 1 ? number(0) : { kind: 'remainder', type: 'u32', of, by })
const set = (name: string, value: Expression): Statement => ({ kind: 'let', name, value })
const range = (count: number): number[] => Array.from({ length: count }, (_, i) => i)

/** One of the two factors: rows or columns of a workgroup, so many folded elements of each at a time. */
interface Side {
  readonly memory: 'left' | 'right'
  /** What its lines are called, and how many there are in all, in a workgroup and in a thread. */
  readonly axis: Axis
  readonly lines: number
  readonly each: number
  /** What names the first line of the workgroup. */
  readonly first: string
}

/** A part, and how it is laid out. */
export interface SharedPart {
  readonly part: Part
  readonly schedule: SharedTile
}

/** Of one part: how many workgroups it has, and what the one does that is called `tile`. */
interface Work {
  readonly tiles: number
  readonly body: readonly Statement[]
  readonly procedure: Procedure
  readonly shared: Nest['shared']
}

/**
 * A workgroup a tile of rows by columns. Its threads bring so many folded elements of its rows and columns into shared memory, then each thread makes a block of the
 * tile in registers from there: what is read of a tensor is read once for a tile, and not once for a thread.
 */
const workOf = (builder: Builder, { part, schedule }: SharedPart, finish: string): Work => {
  const rule = foldsOf(part)
  const { accumulators } = rule
  const { shape, over, run, tile, folds, block } = schedule
  const [height, width] = block
  const [batches, rows, columns] = shape.map(sizeOf) as [number, number, number] // of three
  const folded = sizeOf(over)
  const [down, across] = [tile[0] / height, tile[1] / width]
  const threads = down * across
  const [rowTiles, columnTiles] = [Math.ceil(rows / tile[0]), Math.ceil(columns / tile[1])]

  const [batch, k] = [counter('batch', batches), counter('k', folded)]
  const element = (row: Index, column: Index) =>
    builder.puller(part).element([...indexAt(batch, shape[0]), ...indexAt(row, shape[1]), ...indexAt(column, shape[2])], indexAt(k, over))
  const sides: readonly Side[] = [
    { memory: 'left', axis: { name: 'row', extent: rows }, lines: tile[0], each: height, first: 'tile_row' },
    { memory: 'right', axis: { name: 'column', extent: columns }, lines: tile[1], each: width, first: 'tile_column' },
  ]
  // The one does not depend on columns, the other not on rows: `isProduct`.
  const factors = element(counter('row', rows), counter('column', columns))

  const fill = ({ memory, axis, lines, first }: Side, which: number): Statement => {
    const factor = item(factors, which)
    // Neighbouring threads read neighbouring elements of a tensor, if they can.
    const alongFolds = readsSideBySide([factor], { name: 'k', extent: folded }) && !readsSideBySide([factor], axis)
    const [line, depth] = alongFolds
      ? [whole(named('i'), folds), rest(named('i'), folds)]
      : [rest(named('i'), lines), whole(named('i'), lines)]
    const writer = builder.writer(new Map(), 0, `${memory}_`, noAccumulator)
    writer.announce(factor)
    const value = writer.of(factor, 0)
    const at = (from: string, by: string, extent: number, size: number): Expression => {
      const place = sum([named(from), named(by)])
      return extent % size === 0 ? place : apply('u32', basic.min, place, number(extent - 1))
    }
    const isWithin = apply('bool', basic.less, sum([named('k0'), named('depth')]), number(folded))
    return sequence(
      'i',
      named('lane'),
      number(lines * folds),
      [
        set('line', line),
        set('depth', depth),
        set(axis.name, at(first, 'line', axis.extent, lines)),
        set('k', at('k0', 'depth', folded, folds)),
        ...(writer.lines[0] ?? []),
        {
          kind: 'store',
          to: memory,
          at: sum([{ of: named('depth'), factor: lines }, named('line')]),
          value: folded % folds === 0 ? value : apply(value.type, basic.select, isWithin, value, constant(value.type, 0)),
        },
      ],
      threads,
    )
  }

  const blocks = range(height).flatMap((i) => range(width).map((j) => ({ i, j, block: i * width + j })))
  const loops = inRuns([Math.ceil(folded / folds)], run / folds)
  const deepest = depthOf(loops)
  const writer = new Writer(
    {
      levels: new Map(),
      source: (source) => item(sides, source).memory,
      accumulator: readTotals(accumulators, (slot, of) => totalName(deepest, slot, of)),
    },
    0,
    'v',
  )
  const shared = (which: number, place: string, offset: number) => {
    const { lines, each } = item(sides, which)
    const at = plus(plus(times(counter('depth', folds), lines), times(counter(place, lines / each), each)), fixed(offset))
    return builder.scalars.load(which, item(factors, which).type, at)
  }
  const steps = blocks.map(({ i, j, block: of }) => {
    const totals = accumulators.map(({ type }, slot) => builder.scalars.accumulator(type, slot, of))
    return rule.step(builder.scalars, totals, [shared(0, 'thread_row', i), shared(1, 'thread_column', j)])
  })
  writer.announce(...steps.flat())
  const step = steps.flatMap((values, of) =>
    assign(
      writer,
      accumulators.map((_, slot) => totalName(deepest, slot, of)),
      values,
      0,
    ),
  )
  const innermost: Statement[] = [
    comment(`${folds} folded elements of ${tile[0]} rows and ${tile[1]} columns come into shared memory`),
    ...sides.map(fill),
    { kind: 'barrier' },
    comment(`and are used for ${height} rows by ${width} columns in each thread`),
    sequence('depth', number(0), number(folds), [...(writer.lines[0] ?? []), ...step]),
    { kind: 'barrier' },
  ]
  const { procedure, statements } = finishing(builder, part, schedule, finish)
  return {
    tiles: batches * rowTiles * columnTiles,
    shared: sides.map(({ memory, lines }, which) => ({ name: memory, type: item(factors, which).type, size: lines * folds })),
    procedure,
    body: [
      comment(`this workgroup makes ${tile[0]} rows by ${tile[1]} columns`),
      set('batch', batches === 1 ? number(0) : whole(named('tile'), rowTiles * columnTiles)),
      set('in_batch', batches === 1 ? named('tile') : rest(named('tile'), rowTiles * columnTiles)),
      set('tile_row', sum([{ of: whole(named('in_batch'), columnTiles), factor: tile[0] }])),
      set('tile_column', sum([{ of: rest(named('in_batch'), columnTiles), factor: tile[1] }])),
      set('thread_row', whole(named('lane'), across)),
      set('thread_column', rest(named('lane'), across)),
      comment('the sums of this thread, which stay in registers'),
      ...blocks.flatMap(({ block: of }) => declare(accumulators, 0, of)),
      ...nest(
        loops,
        [{ name: 'k0', from: number(0), to: number(folded), stride: folds }],
        [],
        innermost,
        totalsOf(
          builder,
          part,
          blocks.map(({ block: of }) => of),
        ),
      ),
      set('row0', sum([named('tile_row'), { of: named('thread_row'), factor: height }])),
      set('column0', sum([named('tile_column'), { of: named('thread_column'), factor: width }])),
      ...statements,
    ],
  }
}

/** How many threads a workgroup has. */
const threadsOf = ({ tile, block }: SharedTile): number => (tile[0] / block[0]) * (tile[1] / block[1])

/** Tiles of parts that need nothing of each other: the first workgroups make those of the first, the next those of the second, and so on. */
export const sharedTiles = (builder: Builder, parts: readonly [SharedPart, ...SharedPart[]]): Built => {
  const works = parts.map((part, i) => workOf(builder, part, parts.length === 1 ? 'finish' : `finish${i}`))
  const [first] = works
  const ends = works.map((_, i) => works.slice(0, i + 1).reduce((total, { tiles }) => total + tiles, 0))
  const arms = works.map(({ body, tiles }, i): Arm => {
    const end = item(ends, i)
    const own = set('tile', sum([named('workgroup_tile')], tiles - end))
    return {
      ...(i < works.length - 1 && { condition: apply('bool', basic.less, named('workgroup_tile'), number(end)) }),
      body: [own, ...body],
    }
  })
  return {
    outer: [
      { role: 'workgroup', counter: works.length === 1 ? 'tile' : 'workgroup_tile', extent: item(ends, ends.length - 1) },
      { role: 'thread', counter: 'lane', extent: threadsOf(parts[0].schedule) },
    ],
    shared: first?.shared ?? [],
    procedures: works.map(({ procedure }) => procedure),
    body: works.length === 1 ? (first?.body ?? []) : [{ kind: 'branches', arms }],
  }
}

/** The type of what a part multiplies. */
const factorOf = ({ reductions }: Extent): DType | undefined => reductions[0]?.operands[0]?.type.dtype

/** Whether parts may lie side by side in a kernel: their workgroups are alike, and so is the memory that these share. */
export const areAlike = (parts: readonly Extent[], scheduleOf: (part: Extent) => Schedule): boolean => {
  const [first] = parts.map(scheduleOf)
  const factors = new Set(parts.map(factorOf))
  return parts
    .map(scheduleOf)
    .every(
      (one) =>
        factors.size === 1 &&
        one.kind === 'shared tile' &&
        first?.kind === 'shared tile' &&
        one.folds === first.folds &&
        one.tile.join() === first.tile.join() &&
        one.block.join() === first.block.join(),
    )
}
