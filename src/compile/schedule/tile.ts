import { basic } from '../../kernel/basic.js'
import { counter, type Index, indexAt } from '../../kernel/index-arithmetic.js'
import type { Scalar } from '../../kernel/scalar.js'
import { item, range } from '../../program/program.js'
import { sizeOf } from '../../shape/dim.js'
import { foldsOf } from '../folds.js'
import { apply, comment, define, type Expression, named, number, type Statement, sum } from '../nest/nest.js'
import type { Part } from '../parts.js'
import type { Built } from './build.js'
import type { Builder } from './builder.js'
import { finishing } from './finishing.js'
import { depthOf, inRuns, nest, totalName } from './runs.js'
import type { SubgroupTile, Tile } from './schedule.js'
import { assign, countersOver, declare, readTotals, totalsOf } from './totals.js'

/**
 * A thread a block of rows by columns, which keeps the block in registers and uses each load for a whole row or column of it. Threads of a subgroup do it together: if each has columns for itself, of the rows it reads one
 * in so many, and all tell each other theirs.
 */
export const tile = (builder: Builder, part: Part, schedule: Tile | SubgroupTile): Built => {
  const isTogether = schedule.kind === 'subgroup tile'
  builder.asksSubgroup = isTogether
  const rule = foldsOf(part)
  const { accumulators } = rule
  const { shape, over, run, block } = schedule
  const [height, width] = block
  const [batches, rows, columns] = shape.map(sizeOf) as [number, number, number] // of three
  const counters = countersOver(over, builder)
  const depth = counters.length
  const loops = inRuns(over, run)
  const deepest = depthOf(loops)
  const [down, across] = isTogether ? schedule.strides : [1, 1]
  const threads = down * across

  const own = isTogether ? [named('subgroup_place')] : []
  /** The lines that a thread has of a side: all that it needs, or some that it tells the others; and where they lie, none beyond the last. */
  const side = (name: string, extent: number, count: number, stride: number) => {
    const isTold = isTogether && stride === 1
    const names = range(Math.ceil(isTold ? count / threads : count)).map((i) => `${isTold ? 'read' : name}${i}`)
    const first = `${name}0`
    const within = (at: Expression): Expression =>
      !isTogether && extent % count === 0 ? at : apply('u32', basic.min, at, number(extent - 1))
    const lineAt = (i: number): Expression => sum([named(first), ...(isTold ? own : [])], i * (isTold ? threads : stride))
    return {
      isTold,
      names,
      lines: names.map((each) => counter(each, extent)),
      blocks: Math.ceil(extent / (count * stride)),
      places: [
        define(first, sum([{ of: named(`${name}_block`), factor: count * stride }, ...(isTold ? [] : own)])),
        ...names.flatMap((line, i) => (line === first ? [] : define(line, within(lineAt(i))))),
      ],
    }
  }
  const sides = [side('row', rows, height, down), side('column', columns, width, across)] as const
  const [ofRows, ofColumns] = sides
  const batch = counter('batch', batches)
  const levels = new Map([
    ...['batch', ...sides.flatMap(({ names }) => names)].map((name) => [name, 0] as const),
    ...counters.map(({ name }, i) => [name, i + 1] as const),
  ])
  const folds = counters.map(({ name, extent }) => counter(name, extent))
  const puller = builder.puller(part)
  const elementAt = (row: Index, column: Index): readonly Scalar[] =>
    puller.element([...indexAt(batch, shape[0]), ...indexAt(row, shape[1]), ...indexAt(column, shape[2])], folds)
  const [firstRow, firstColumn] = [item(ofRows.lines, 0), item(ofColumns.lines, 0)]
  // Of a product the one factor is the same for all columns, the other for all rows.
  const factors = rule.isProduct
    ? [
        ofRows.lines.map((row) => item(elementAt(row, firstColumn), 0)),
        ofColumns.lines.map((column) => item(elementAt(firstRow, column), 1)),
      ]
    : undefined
  const read = sides.flatMap(({ isTold }, i) => (isTold ? (factors?.[i] ?? []) : []))
  const totals = readTotals(accumulators, (slot, block) => totalName(deepest, slot, block))
  // Beyond the totals is what threads tell, by its line.
  const writer = builder.writer(levels, depth, 'v', (slot, block) =>
    slot < accumulators.length ? totals(slot, block) : named(`told${block}`, item(read, 0).type),
  )
  const factorOf = (of: 0 | 1, line: number): Scalar => {
    const lines = item(factors ?? [], of)
    return sides[of].isTold ? builder.scalars.accumulator(item(lines, 0).type, accumulators.length, line) : item(lines, line)
  }
  const steps = range(height * width).map((block) => {
    const [i, j] = [Math.floor(block / width), block % width]
    const element = factors ? [factorOf(0, i), factorOf(1, j)] : elementAt(item(ofRows.lines, i), item(ofColumns.lines, j))
    const before = accumulators.map(({ type }, slot) => builder.scalars.accumulator(type, slot, block))
    return rule.step(builder.scalars, before, element)
  })
  writer.announce(...read, ...steps.flat())
  const values = read.map((factor) => writer.of(factor, depth))
  const step = steps.flatMap((made, block) =>
    assign(
      writer,
      accumulators.map((_, slot) => totalName(deepest, slot, block)),
      made,
      depth,
    ),
  )
  const telling = values.flatMap((value, i): Statement[] => [
    define(`own${i}`, value),
    ...range(Math.min(threads, (across > 1 ? height : width) - i * threads)).map(
      (place): Statement => ({ kind: 'told', name: `told${i * threads + place}`, of: named(`own${i}`, value.type), place }),
    ),
  ])

  const { procedure, statements } = finishing(builder, part, schedule)
  const all = range(height * width)
  const inBatch = ofRows.blocks * ofColumns.blocks
  /** Divided even by 1, so that kernels of other sizes have the same text. */
  const divided = (kind: 'quotient' | 'remainder', of: string, by: number): Expression => ({ kind, type: 'u32', of: named(of), by })
  return {
    outer: isTogether
      ? [
          { role: 'workgroup', counter: 'tile', extent: batches * inBatch },
          { role: 'thread', counter: 'lane', extent: threads },
        ]
      : [
          { role: 'workgroup', counter: 'batch', extent: batches },
          { role: 'thread', counter: 'row_block', extent: ofRows.blocks },
          { role: 'thread', counter: 'column_block', extent: ofColumns.blocks },
        ],
    procedures: [procedure],
    body: [
      comment(`this thread makes ${height} rows by ${width} columns`),
      ...(isTogether
        ? [
            define('batch', divided('quotient', 'tile', inBatch)),
            define('in_batch', divided('remainder', 'tile', inBatch)),
            define('row_block', divided('quotient', 'in_batch', ofColumns.blocks)),
            define('column_block', divided('remainder', 'in_batch', ofColumns.blocks)),
          ]
        : []),
      ...sides.flatMap(({ places }) => places),
      comment('their sums, which stay in registers'),
      ...all.flatMap((block) => declare(accumulators, 0, block)),
      ...nest(
        loops,
        counters,
        writer.lines,
        [...(isTogether ? [comment('threads tell each other what they read')] : []), ...telling, ...step],
        totalsOf(builder, part, all),
      ),
      ...statements,
    ],
  }
}
