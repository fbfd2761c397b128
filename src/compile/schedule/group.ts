import { basic } from '../../kernel/basic.js'
import { counter, indexAt } from '../../kernel/index-arithmetic.js'
import { item } from '../../program/program.js'
import { sizeOf } from '../../shape/dim.js'
import { foldsOf } from '../folds.js'
import { apply, comment, constant, type Expression, named, type Statement, sum } from '../nest/nest.js'
import type { Part } from '../parts.js'
import type { Built } from './build.js'
import type { Builder } from './builder.js'
import { depthOf, inRuns, nest, totalName } from './runs.js'
import { type Schedule, workgroup } from './schedule.js'
import { assign, declare, foldedAnew, readTotals, totalsAt, totalsOf } from './totals.js'

/** A workgroup an element, whose threads fold together through shared memory. */
export const group = (builder: Builder, part: Part, { over, run }: Schedule & { readonly kind: 'group' }): Built => {
  const rule = foldsOf(part)
  const { accumulators, type } = rule
  const folded = sizeOf(over)
  const loops = inRuns([Math.ceil(folded / workgroup)], run)
  const deepest = depthOf(loops)
  const levels = new Map([
    ['i', 0],
    ['k', 1],
  ])
  const writer = builder.writer(
    levels,
    1,
    'v',
    readTotals(accumulators, (slot) => totalName(deepest, slot)),
  )
  const element = builder.puller(part).element(indexAt(counter('i', part.size), type.shape), indexAt(counter('k', folded), over))
  const totals = (block: number) => accumulators.map((accumulator, slot) => builder.scalars.accumulator(accumulator.type, slot, block))
  const steps = rule.step(builder.scalars, totals(0), element)
  writer.announce(...steps)
  const names = accumulators.map((_, slot) => totalName(deepest, slot))
  const step = assign(writer, names, steps, 1)

  const shared = (slot: number, at: Expression): Expression => ({
    kind: 'load',
    type: item(accumulators, slot).type,
    from: `shared${slot}`,
    at,
  })
  const joiner = builder.writer(new Map(), 0, 'm', (slot, block) =>
    shared(slot, block === 0 ? named('lane') : sum([named('lane'), named('step')])),
  )
  const merged = rule.merge(builder.scalars, totals(0), totals(1))
  joiner.announce(...merged)
  const joined = merged.map((value) => joiner.of(value, 0))
  const isOne = joined.length === 1
  const joining: Statement[] = [
    ...(joiner.lines[0] ?? []),
    ...(isOne ? [] : joined.map((value, slot): Statement => ({ kind: 'let', name: `next${slot}`, value }))),
    ...joined.map(
      (value, slot): Statement => ({
        kind: 'store',
        to: `shared${slot}`,
        at: named('lane'),
        value: isOne ? value : named(`next${slot}`, value.type),
      }),
    ),
  ]
  const anew = foldedAnew(builder, part, indexAt(counter('i', part.size), type.shape), ['i'], over)
  const after = builder.writer(new Map([['i', 0]]), 0, 'e', (slot) =>
    anew.length > 0 ? named(`t${slot}`, item(accumulators, slot).type) : shared(slot, constant('u32', 0)),
  )
  const isFirst = apply('bool', basic.equal, named('lane'), constant('u32', 0))
  return {
    outer: [
      { role: 'workgroup', counter: 'i', extent: part.size },
      { role: 'thread', counter: 'lane', extent: workgroup },
    ],
    shared: accumulators.map((accumulator, slot) => ({ name: `shared${slot}`, type: accumulator.type, size: workgroup })),
    body: [
      comment(`this thread folds every ${workgroup}th element`),
      ...declare(accumulators, 0),
      ...nest(
        loops,
        [{ name: 'k', from: named('lane'), to: constant('u32', folded), stride: workgroup }],
        writer.lines,
        step,
        totalsOf(builder, part),
      ),
      comment('the threads of the workgroup put together what they have, half of them in each turn'),
      ...totalsAt(accumulators, 0).map((value, slot): Statement => ({ kind: 'store', to: `shared${slot}`, at: named('lane'), value })),
      { kind: 'barrier' },
      {
        kind: 'halving',
        counter: 'step',
        from: workgroup / 2,
        body: [
          { kind: 'branches', arms: [{ condition: apply('bool', basic.less, named('lane'), named('step')), body: joining }] },
          { kind: 'barrier' },
        ],
      },
      comment('the first thread stores the result'),
      {
        kind: 'branches',
        arms: [
          {
            condition: isFirst,
            body: [
              ...(anew.length > 0
                ? accumulators.map(
                    (_, slot): Statement => ({ kind: 'let', name: totalName(0, slot), value: shared(slot, constant('u32', 0)) }),
                  )
                : []),
              ...anew,
              ...builder.storing(part, [counter('i', part.size)], after),
            ],
          },
        ],
      },
    ],
  }
}
