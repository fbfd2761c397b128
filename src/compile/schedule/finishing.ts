import { basic } from '../../kernel/basic.js'
import { counter, indexAt, positionOf } from '../../kernel/index-arithmetic.js'
import { sizeOf } from '../../shape/dim.js'
import { foldsOf } from '../folds.js'
import { apply, comment, constant, type Expression, named, type Procedure, type Statement, sequence, sum } from '../nest/nest.js'
import type { Part } from '../parts.js'
import type { Builder } from './builder.js'
import { totalName } from './runs.js'
import type { SharedTile, SubgroupTile, Tile } from './schedule.js'
import { foldedAnew, readTotals } from './totals.js'

/** What becomes of the sums that a thread has in registers, rows by columns of them: a procedure for one, and what calls it for each from `row0` and `column0` on. */
export const finishing = (
  builder: Builder,
  part: Part,
  schedule: Tile | SubgroupTile | SharedTile,
  name = 'finish',
): { readonly procedure: Procedure; readonly statements: readonly Statement[] } => {
  const { accumulators } = foldsOf(part)
  const { kind, shape, over, block } = schedule
  const [height, width] = block
  const [down, across] = kind === 'subgroup tile' ? schedule.strides : [1, 1]
  const [batches, rows, columns] = shape.map(sizeOf) as [number, number, number] // of three
  const [batch, row, column] = [counter('batch', batches), counter('row', rows), counter('column', columns)]
  const index = [...indexAt(batch, shape[0]), ...indexAt(row, shape[1]), ...indexAt(column, shape[2])]
  const anew = foldedAnew(builder, part, index, ['batch', 'row', 'column'], over)
  const after = builder.writer(
    new Map(),
    0,
    'e',
    readTotals(accumulators, (slot) => (anew.length > 0 ? `t${slot}` : `a${slot}`)),
  )
  const position = positionOf([batch, row, column], [batches, rows, columns])
  const call: Statement = {
    kind: 'call',
    to: name,
    args: [
      named('batch'),
      sum([named('row0'), { of: named('i'), factor: down }]),
      sum([named('column0'), { of: named('j'), factor: across }]),
      ...accumulators.map(
        ({ type }, slot): Expression => ({
          kind: 'load',
          type,
          from: `block${slot}`,
          at: sum([{ of: named('i'), factor: width }, named('j')]),
        }),
      ),
    ],
  }
  /** How many are within the result. Of a loop that does not know it when it is compiled no driver makes many copies, each with all that becomes of a sum. */
  const left = (name: string, extent: number, count: number, stride: number): Statement => {
    const first = { of: named(`${name}0`), factor: -1 }
    const up = stride - 1
    // A thread of a workgroup may have none.
    const fromFirst =
      kind === 'tile' ? sum([first], extent) : sum([apply('u32', basic.max, constant('u32', extent), named(`${name}0`)), first], up)
    const lines: Expression = stride === 1 ? fromFirst : { kind: 'quotient', type: 'u32', of: fromFirst, by: stride }
    return { kind: 'let', name: `${name}s`, value: apply('u32', basic.min, builder.end(count), lines) }
  }
  const zero = constant('u32', 0)
  return {
    procedure: {
      name,
      parameters: [
        ...['batch', 'row', 'column'].map((name) => ({ name, type: 'u32' as const })),
        ...accumulators.map(({ type }, slot) => ({ name: `a${slot}`, type })),
      ],
      body: [...anew, ...builder.storing(part, [position], after)],
    },
    statements: [
      comment('what becomes of each sum'),
      ...accumulators.map(
        ({ type }, slot): Statement => ({
          kind: 'block',
          name: `block${slot}`,
          values: Array.from({ length: height * width }, (_, block) => named(totalName(0, slot, block), type)),
        }),
      ),
      left('row', rows, height, down),
      left('column', columns, width, across),
      sequence('i', zero, named('rows'), [sequence('j', zero, named('columns'), [call])]),
    ],
  }
}
