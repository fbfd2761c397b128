import { basic } from '../../kernel/basic.js'
import { counter, type Index, indexAt } from '../../kernel/index-arithmetic.js'
import type { Scalar } from '../../kernel/scalar.js'
import { item, range } from '../../program/program.js'
import { sizeOf } from '../../shape/dim.js'
import type { DType } from '../../shape/dtype.js'
import { foldsOf } from '../folds.js'
import { type Arm, apply, comment, define, type Nest, named, number, type Procedure, type Statement, sequence, sum } from '../nest/nest.js'
import { Writer } from '../nest/writer.js'
import type { Extent, Part } from '../parts.js'
import type { Built } from './build.js'
import type { Builder } from './builder.js'
import { finishing } from './finishing.js'
import { depthOf, inRuns, nest, totalName } from './runs.js'
import type { Schedule, SharedTile } from './schedule.js'
import { fillingOf, lineOf, readLines, rest, type Side, sharedOf, sideOf, whole } from './shared-side.js'
import { assign, declare, noAccumulator, readTotals, totalsOf } from './totals.js'

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
  const { shape, over, run, tile, folds, block, ahead } = schedule
  const [height, width] = block
  const [batches, rows, columns] = shape.map(sizeOf) as [number, number, number] // of three
  const folded = sizeOf(over)
  const [down, across] = [tile[0] / height, tile[1] / width]
  const threads = down * across
  const [rowTiles, columnTiles] = [Math.ceil(rows / tile[0]), Math.ceil(columns / tile[1])]

  const [batch, k] = [counter('batch', batches), counter('k', folded)]
  const element = (row: Index, column: Index) =>
    builder.puller(part).element([...indexAt(batch, shape[0]), ...indexAt(row, shape[1]), ...indexAt(column, shape[2])], indexAt(k, over))
  const depth = { folded, folds, threads }
  // The one factor does not depend on columns, the other not on rows: `isProduct`.
  const left = sideOf({ memory: 'left', name: 'row', extent: rows, lines: tile[0], each: height }, depth, (row) =>
    item(element(row, counter('column', columns)), 0),
  )
  const right = sideOf({ memory: 'right', name: 'column', extent: columns, lines: tile[1], each: width }, depth, (column) =>
    item(element(counter('row', rows), column), 1),
  )
  const sides = [left, right]

  const blocks = range(height).flatMap((i) => range(width).map((j) => ({ i, j, block: i * width + j })))
  const loops = inRuns([Math.ceil(folded / folds)], run / folds)
  const deepest = depthOf(loops)
  const totals = readTotals(accumulators, (slot, of) => totalName(deepest, slot, of))
  // Beyond the totals: a line of the one factor or of the other.
  const slotOf = (side: Side): number => accumulators.length + sides.indexOf(side)
  const writer = new Writer(
    {
      levels: new Map(),
      source: noAccumulator,
      accumulator: (slot, of) => (slot < accumulators.length ? totals(slot, of) : lineOf(item(sides, slot - accumulators.length), of)),
    },
    0,
    'v',
  )
  const line = (side: Side, place: number): Scalar => builder.scalars.accumulator(item(side.factors, 0).type, slotOf(side), place)
  const steps = blocks.map(({ i, j, block: of }) =>
    rule.step(
      builder.scalars,
      accumulators.map(({ type }, slot) => builder.scalars.accumulator(type, slot, of)),
      [line(left, i), line(right, j)],
    ),
  )
  writer.announce(...steps.flat())
  const step = steps.flatMap((values, of) =>
    assign(
      writer,
      accumulators.map((_, slot) => totalName(deepest, slot, of)),
      values,
      0,
    ),
  )
  const filling = fillingOf(builder, sides, depth, ahead)
  const innermost: Statement[] = [
    comment(`${folds} folded elements of ${tile[0]} rows and ${tile[1]} columns come into shared memory`),
    ...filling.now,
    { kind: 'barrier' },
    ...filling.next,
    comment(`and are used for ${height} rows by ${width} columns in each thread`),
    sequence('depth', number(0), number(folds), [...sides.flatMap(readLines), ...(writer.lines[0] ?? []), ...step]),
    { kind: 'barrier' },
  ]
  const { procedure, statements } = finishing(builder, part, schedule, finish)
  return {
    tiles: batches * rowTiles * columnTiles,
    shared: sides.map((side) => sharedOf(side, depth)),
    procedure,
    body: [
      comment(`this workgroup makes ${tile[0]} rows by ${tile[1]} columns`),
      define('batch', batches === 1 ? number(0) : whole(named('tile'), rowTiles * columnTiles)),
      define('in_batch', batches === 1 ? named('tile') : rest(named('tile'), rowTiles * columnTiles)),
      define('tile_row', sum([{ of: whole(named('in_batch'), columnTiles), factor: tile[0] }])),
      define('tile_column', sum([{ of: rest(named('in_batch'), columnTiles), factor: tile[1] }])),
      define('thread_row', whole(named('lane'), across)),
      define('thread_column', rest(named('lane'), across)),
      ...filling.before,
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
      define('row0', sum([named('tile_row'), { of: named('thread_row'), factor: height }])),
      define('column0', sum([named('tile_column'), { of: named('thread_column'), factor: width }])),
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
    const own = define('tile', sum([named('workgroup_tile')], tiles - end))
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
    shared: (first?.shared ?? []).map((memory, i) => ({ ...memory, size: Math.max(...works.map(({ shared }) => item(shared, i).size)) })),
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
        one.block.join() === first.block.join() &&
        one.ahead === first.ahead,
    )
}
