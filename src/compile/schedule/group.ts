import { basic } from '../../kernel/basic.js'
import { counter, indexAt } from '../../kernel/index-arithmetic.js'
import { item } from '../../program/program.js'
import { sizeOf } from '../../shape/dim.js'
import { foldsOf } from '../folds.js'
import { apply, comment, constant, named, type Statement, sum } from '../nest/nest.js'
import type { Part } from '../parts.js'
import type { Built } from './build.js'
import type { Builder } from './builder.js'
import { depthOf, inRuns, nest, totalName } from './runs.js'
import type { Schedule } from './schedule.js'
import { together } from './together.js'
import { assign, declare, foldedAnew, readTotals, totalsAt, totalsOf } from './totals.js'

/** A workgroup an element, or several neighbours, whose threads fold together through shared memory. */
export const group = (builder: Builder, part: Part, { over, run, lanes, width }: Schedule & { readonly kind: 'group' }): Built => {
  const rule = foldsOf(part)
  const { accumulators, type } = rule
  const folded = sizeOf(over)
  const loops = inRuns([Math.ceil(folded / lanes)], run)
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

  const own = named(width === 1 ? 'lane' : 'local')
  const nameOf = (slot: number): string => `shared${slot}`
  const joined = together(builder, rule, nameOf, { lanes, own, stride: width, isAlone: width === 1 }, 'm')
  const anew = foldedAnew(builder, part, indexAt(counter('i', part.size), type.shape), ['i'], over)
  const after = builder.writer(new Map([['i', 0]]), 0, 'e', (slot) =>
    anew.length > 0 ? named(`t${slot}`, item(accumulators, slot).type) : joined.total(slot),
  )
  const isFirst = apply('bool', basic.equal, named('lane'), constant('u32', 0))
  const isWithin = part.size % width === 0 ? undefined : apply('bool', basic.less, named('own'), constant('u32', part.size))
  return {
    outer: [
      { role: 'workgroup', counter: width === 1 ? 'i' : 'columns', extent: Math.ceil(part.size / width) },
      { role: 'thread', counter: width === 1 ? 'lane' : 'local', extent: lanes * width },
    ],
    shared: accumulators.map((accumulator, slot) => ({ name: nameOf(slot), type: accumulator.type, size: lanes * width })),
    body: [
      ...(width === 1 ? [] : neighbours(part.size, width)),
      comment(`this thread folds every ${lanes}th element`),
      ...declare(accumulators, 0),
      ...nest(
        loops,
        [{ name: 'k', from: named('lane'), to: constant('u32', folded), stride: lanes }],
        writer.lines,
        step,
        totalsOf(builder, part),
      ),
      ...totalsAt(accumulators, 0).map((value, slot): Statement => ({ kind: 'store', to: nameOf(slot), at: own, value })),
      { kind: 'barrier' },
      ...joined.statements,
      comment(width === 1 ? 'the first thread stores the result' : 'the first thread of each result stores it'),
      {
        kind: 'branches',
        arms: [
          {
            condition: isWithin ? apply('bool', basic.and, isFirst, isWithin) : isFirst,
            body: [
              ...(anew.length > 0
                ? accumulators.map((_, slot): Statement => ({ kind: 'let', name: totalName(0, slot), value: joined.total(slot) }))
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

/** Neighbouring threads fold for neighbouring results, `width` of them, and so read neighbouring elements; those behind the last result make that again. */
const neighbours = (size: number, width: number): Statement[] => {
  const local = named('local')
  const at = sum([{ of: named('columns'), factor: width }, named('column')])
  return [
    comment(`${width} neighbouring results at once`),
    { kind: 'let', name: 'lane', value: { kind: 'quotient', type: 'u32', of: local, by: width } },
    { kind: 'let', name: 'column', value: { kind: 'remainder', type: 'u32', of: local, by: width } },
    ...(size % width === 0
      ? [{ kind: 'let', name: 'i', value: at } as const]
      : [
          { kind: 'let', name: 'own', value: at } as const,
          { kind: 'let', name: 'i', value: apply('u32', basic.min, named('own'), constant('u32', size - 1)) } as const,
        ]),
  ]
}
