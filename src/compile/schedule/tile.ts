import { basic } from '../../kernel/basic.js'
import { counter, type Index, indexAt } from '../../kernel/index-arithmetic.js'
import type { Scalar } from '../../kernel/scalar.js'
import { item } from '../../program/program.js'
import { sizeOf } from '../../shape/dim.js'
import { foldsOf } from '../folds.js'
import { apply, comment, constant, named, type Statement, sum } from '../nest/nest.js'
import type { Part } from '../parts.js'
import type { Built } from './build.js'
import type { Builder } from './builder.js'
import { finishing } from './finishing.js'
import { depthOf, inRuns, nest, totalName } from './runs.js'
import type { Schedule } from './schedule.js'
import { assign, countersOver, declare, readTotals, totalsOf } from './totals.js'

/** A thread a block of rows by columns, which keeps the block in registers and uses each load for a whole row or column of it. */
export const tile = (builder: Builder, part: Part, schedule: Schedule & { readonly kind: 'tile' }): Built => {
  const rule = foldsOf(part)
  const { accumulators } = rule
  const [height, width] = schedule.block
  const [batches, rows, columns] = schedule.shape.map(sizeOf) as [number, number, number] // of three
  const counters = countersOver(schedule.over, builder)
  const loops = inRuns(schedule.over, schedule.run)
  const deepest = depthOf(loops)
  const places = (name: string, extent: number, count: number) =>
    Array.from({ length: count }, (_, i) => ({ name: `${name}${i}`, index: counter(`${name}${i}`, extent) }))
  const [down, across] = [places('row', rows, height), places('column', columns, width)]
  const batch = counter('batch', batches)
  const levels = new Map([
    ...['batch', ...down.map(({ name }) => name), ...across.map(({ name }) => name)].map((name) => [name, 0] as const),
    ...counters.map(({ name }, i) => [name, i + 1] as const),
  ])
  const writer = builder.writer(
    levels,
    counters.length,
    'v',
    readTotals(accumulators, (slot, block) => totalName(deepest, slot, block)),
  )
  const over = counters.map(({ name, extent }) => counter(name, extent))
  const blocks = down.flatMap((row, i) => across.map((column, j) => ({ row, column, i, j, block: i * width + j })))
  const puller = builder.puller(part)
  const elementAt = (row: Index, column: Index): readonly Scalar[] =>
    puller.element([...indexAt(batch, schedule.shape[0]), ...indexAt(row, schedule.shape[1]), ...indexAt(column, schedule.shape[2])], over)
  const [firstRow, firstColumn] = [item(down, 0).index, item(across, 0).index]
  // Of a product the one factor is the same for all columns, the other for all rows.
  const factors = rule.isProduct && {
    ofRow: down.map(({ index }) => item(elementAt(index, firstColumn), 0)),
    ofColumn: across.map(({ index }) => item(elementAt(firstRow, index), 1)),
  }
  const steps = blocks.map(({ row, column, i, j, block }) => {
    const element = factors ? [item(factors.ofRow, i), item(factors.ofColumn, j)] : elementAt(row.index, column.index)
    const totals = accumulators.map((accumulator, slot) => builder.scalars.accumulator(accumulator.type, slot, block))
    return rule.step(builder.scalars, totals, element)
  })
  writer.announce(...steps.flat())
  const step = steps.flatMap((values, block) =>
    assign(
      writer,
      accumulators.map((_, slot) => totalName(deepest, slot, block)),
      values,
      counters.length,
    ),
  )

  const place = (name: string, extent: number, count: number): Statement[] =>
    Array.from({ length: count }, (_, i) => {
      const at = i === 0 ? sum([{ of: named(`${name}_block`), factor: count }]) : sum([named(`${name}0`)], i)
      const isWithin = extent % count === 0 || i === 0
      return { kind: 'let', name: `${name}${i}`, value: isWithin ? at : apply('u32', basic.min, at, constant('u32', extent - 1)) }
    })
  const { procedure, statements } = finishing(builder, part, schedule)
  return {
    outer: [
      { role: 'workgroup', counter: 'batch', extent: batches },
      { role: 'thread', counter: 'row_block', extent: Math.ceil(rows / height) },
      { role: 'thread', counter: 'column_block', extent: Math.ceil(columns / width) },
    ],
    procedures: [procedure],
    body: [
      comment(`this thread makes ${height} rows by ${width} columns`),
      ...place('row', rows, height),
      ...place('column', columns, width),
      comment('their sums, which stay in registers'),
      ...blocks.flatMap(({ block }) => declare(accumulators, 0, block)),
      ...nest(
        loops,
        counters,
        writer.lines,
        step,
        totalsOf(
          builder,
          part,
          blocks.map(({ block }) => block),
        ),
      ),
      ...statements,
    ],
  }
}
