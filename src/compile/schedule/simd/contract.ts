import { basic } from '../../../kernel/basic.js'
import { counter, fixed, indexAt, plus, positionOf, times } from '../../../kernel/index-arithmetic.js'
import { range } from '../../../program/program.js'
import { foldsOf } from '../../folds.js'
import { apply, comment, constant, type Expression, named, number, type Statement, sequence, sum } from '../../nest/nest.js'
import { Writer } from '../../nest/writer.js'
import type { Part } from '../../parts.js'
import { extentOf } from '../axes.js'
import type { Builder } from '../builder.js'
import { shortRun } from '../runs.js'
import { foldedAnew, readTotals } from '../totals.js'
import { type Blocks, blocksOf, height, width } from './blocks.js'
import { type Matrices, matricesOf } from './matrices.js'
import { free, type Left, least, Packer } from './pack.js'
import type { Work } from './rows.js'
import { isLongSum, UpperTotals } from './upper-totals.js'

const zero = number(0)
const minus = (name: string) => ({ of: named(name), factor: -1 })
const whole = (of: Expression, by: number): Expression => (by === 1 ? of : { kind: 'quotient', type: 'u32', of, by })
const rest = (of: Expression, by: number): Expression => (by === 1 ? zero : { kind: 'remainder', type: 'u32', of, by })
const set = (name: string, value: Expression): Statement => ({ kind: 'let', name, value })

/** 4 rows by 8 columns, two vectors each, of totals that stay in registers while a block is folded. */
const micro = (
  { builder, part, type, totalType, initial }: Matrices,
  { columns, isLong }: Blocks,
  panelSize: number,
  { places, step, spot }: Left,
): Statement[] => {
  const rule = foldsOf(part)
  const { scalars } = builder
  const totals = range(height).flatMap((row) => [0, 1].map((half) => ({ row, half, name: `c${row}_${half}` })))
  const totalAt = (row: number, half: number): Expression =>
    sum([{ of: named('row_in_block'), factor: columns }, { of: named('panel'), factor: width }, named('j')], row * columns + 4 * half)
  const kept = (row: number, half: number): Expression => ({ kind: 'load', type: totalType, from: 'totals', at: totalAt(row, half) })
  const right = places.length
  const begin: Statement[] = [
    ...places.map(({ from, at }, i): Statement => ({ kind: 'place', name: `left${i}`, from, at })),
    { kind: 'place', name: 'right', from: 'panels', at: named('panel_at') },
  ]
  const writer = new Writer(
    {
      levels: new Map(),
      source: (place) => (place === right ? 'right' : `left${place}`),
      accumulator: (slot) => named(totals[slot]?.name ?? '', totalType),
    },
    0,
    'm',
  )
  const steps = totals.map(({ row, half }, slot) => {
    const { place, offset } = spot(row)
    const factors = [
      scalars.load(place, type, plus(times(free('kk'), step), fixed(offset))),
      scalars.load(right, type, plus(plus(times(free('kk'), width), free('j')), fixed(4 * half))),
    ]
    return rule.step(scalars, [scalars.accumulator(totalType, slot)], factors)
  })
  writer.announce(...steps.flat())
  const lines = writer.lines[0] ?? []
  // One row after the other: what is read of it is done with before the next.
  const turn = steps.flatMap(([next], slot): Statement[] => {
    if (!next) return []
    const value = writer.of(next, 0)
    return [...lines.splice(0), { kind: 'set', name: totals[slot]?.name ?? '', value }]
  })
  const sums = (from: Expression, to: Expression): Statement[] => [
    ...totals.map(
      ({ row, half, name }): Statement => ({ kind: 'var', name, value: isLong ? constant(totalType, initial) : kept(row, half) }),
    ),
    // Not unrolled: engines would read ahead, and have no registers left. 50 GFLOP/s a thread became 28.
    sequence('kk', from, to, turn),
    ...totals.map(({ row, half, name }): Statement => {
      const made = named(name, totalType)
      const value = isLong ? apply(totalType, basic.add, kept(row, half), made) : made
      return { kind: 'store', to: 'totals', at: totalAt(row, half), value }
    }),
  ]
  const length = named('length')
  const run = [set('run_end', least(sum([named('run')], shortRun), length)), ...sums(named('run'), named('run_end'))]
  const body = [...begin, ...(isLong ? [sequence('run', zero, length, run, shortRun)] : sums(zero, length))]
  return [
    set('panel_at', sum([{ of: named('panel'), factor: panelSize }])),
    { kind: 'loop', role: 'vector', counter: 'j', from: zero, to: number(4), step: 4, body },
  ]
}

/** The results, row by row, from the totals. */
const finish = ({ builder, part, batches, rows, columns, shape, rowIndex, over, totalType }: Matrices, blocks: Blocks): Statement[] => {
  const { accumulators } = foldsOf(part)
  const [n, row, column] = [counter('n', batches), counter('row', rows), counter('col', columns)]
  const index = [...indexAt(n, shape[0]), ...rowIndex(row), ...indexAt(column, shape[2])]
  const anew = foldedAnew(builder, part, index, ['n', 'row', 'col'], over)
  const levels = new Map([
    ['n', 0],
    ['row', 1],
    ['col', 2],
  ])
  const writer = builder.writer(
    levels,
    2,
    'e',
    readTotals(accumulators, () => (anew.length > 0 ? 't0' : 'total')),
  )
  const stores = builder.storing(part, [positionOf([n, positionOf(rowIndex(row), shape[1]), column], [batches, rows, columns])], writer, 2)
  const [first = [], second = []] = writer.lines
  const at = sum([{ of: sum([named('row'), minus('row0')]), factor: blocks.columns }, named('col'), minus('col0')])
  const total = set(anew.length > 0 ? 'a0' : 'total', { kind: 'load', type: totalType, from: 'totals', at })
  const [from, to] = [named('col0'), named('col_end')]
  const body: Statement = { kind: 'loop', role: 'vector', counter: 'col', from, to, step: 4, body: [total, ...anew, ...stores] }
  return [...first, sequence('row', named('row0'), named('row_end'), [...second, body])]
}

/** A contraction, if it can be done by blocks. */
export const contract = (builder: Builder, part: Part): Work | undefined => {
  const matrices = matricesOf(builder, part)
  if (!matrices) return undefined
  const { batches, rows, columns, folds } = matrices
  const inner = folds.at(-1)?.extent ?? 1
  const outer = extentOf(folds.slice(0, -1))
  if (inner * outer === 0 || rows < 2 || columns < 4) return undefined
  const folded = { inner, outer, isLong: isLongSum(matrices, inner * outer) }
  const blocks = blocksOf(batches, rows, columns, folded, matrices.left.kind !== 'as it lies')
  const totals = new UpperTotals(matrices, blocks, outer, inner)
  const packer = new Packer(matrices, blocks)
  const left = packer.rows()
  const [rowBlocks, columnBlocks] = [Math.ceil(rows / blocks.rows), Math.ceil(columns / blocks.columns)]

  const rowsOfBlock = [
    set('row_in_block', sum([named('row_block'), minus('row0')])),
    ...left.prepare,
    sequence('panel', zero, named('panels_count'), micro(matrices, blocks, packer.panelSize, left)),
  ]
  const ofInner = [
    set('ki_end', least(sum([named('ki_block')], blocks.inner), number(inner))),
    set(
      'length',
      blocks.outer === 1
        ? sum([named('ki_end'), minus('ki_block')])
        : sum([{ of: sum([named('ko_end'), minus('ko_block')]), factor: blocks.inner }]),
    ),
    comment(`columns, packed in panels of ${width}`),
    ...packer.columns(),
    comment(`blocks of ${height} rows by ${width} columns, whose totals stay in registers`),
    sequence('row_block', named('row0'), named('row_end'), rowsOfBlock, height),
    ...totals.takeUp(),
  ]
  const ofOuter = [
    set('ko_end', least(sum([named('ko_block')], blocks.outer), number(outer))),
    sequence('ki_block', zero, number(inner), ofInner, blocks.inner),
  ]
  const body = (task: string): Statement[] => [
    comment('the rows and columns of this task'),
    set('n', whole(named(task), rowBlocks * columnBlocks)),
    set('in_batch', rest(named(task), rowBlocks * columnBlocks)),
    set('row0', sum([{ of: whole(named('in_batch'), columnBlocks), factor: blocks.rows }])),
    set('col0', sum([{ of: rest(named('in_batch'), columnBlocks), factor: blocks.columns }])),
    set('row_end', least(sum([named('row0')], blocks.rows), number(rows))),
    set('col_end', least(sum([named('col0')], blocks.columns), number(columns))),
    set('cols', sum([named('col_end'), minus('col0')])),
    set('panels_count', whole(sum([named('cols')], width - 1), width)),
    comment('their totals'),
    totals.clear(),
    ...packer.clearLast(),
    sequence('ko_block', zero, number(outer), ofOuter, blocks.outer),
    ...totals.gather(),
    comment('what becomes of each total'),
    ...finish(matrices, blocks),
  ]
  return {
    count: batches * rowBlocks * columnBlocks,
    work: (batches * rows * columns * inner * outer) / 4,
    body,
    scratch: {
      panels: Math.ceil(blocks.columns / width) * packer.panelSize,
      rows: height * blocks.folded,
      ...Object.fromEntries(totals.names.map((name) => [name, (blocks.rows + height) * blocks.columns])),
    },
  }
}
