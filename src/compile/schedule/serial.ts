import { counter, indexAt } from '../../kernel/index-arithmetic.js'
import type { Part } from '../fuse.js'
import type { Built } from './build.js'
import type { Builder } from './builder.js'
import { depthOf, inRuns, nest, totalName } from './runs.js'
import type { Schedule } from './schedule.js'
import { assign, countersOver, declare, foldedAnew, readTotals, reductionOf, totalsOf } from './totals.js'

/** A thread an element, which folds by itself. */
export const serial = (builder: Builder, part: Part, { over, run }: Schedule & { readonly kind: 'serial' }): Built => {
  const { rule, accumulators, type } = reductionOf(part)
  const counters = countersOver(over)
  const loops = inRuns(over, run)
  const deepest = depthOf(loops)
  const levels = new Map([['i', 0], ...counters.map(({ name }, i) => [name, i + 1] as const)])
  const writer = builder.writer(
    levels,
    counters.length,
    'v',
    readTotals(accumulators, (slot) => totalName(deepest, slot)),
  )
  const index = indexAt(counter('i', part.size), type.shape)
  const puller = builder.puller(part)
  const element = puller.element(
    index,
    counters.map(({ name, extent }) => counter(name, extent)),
  )
  const totals = accumulators.map((accumulator, slot) => builder.scalars.accumulator(accumulator.type, slot))
  const steps = rule.step(builder.scalars, totals, element)
  const range = puller.range(index)
  writer.announce(...(range ?? []), ...steps)
  const bounds = range && { from: writer.of(range[0], 0), to: writer.of(range[1], 0) }
  const names = accumulators.map((_, slot) => totalName(deepest, slot))
  const step = assign(writer, names, steps, counters.length)
  const anew = foldedAnew(builder, part, index, ['i'], over)
  const after = builder.writer(
    levels,
    0,
    'e',
    readTotals(accumulators, (slot) => (anew.length > 0 ? `t${slot}` : totalName(0, slot))),
  )
  return {
    outer: [{ role: 'thread', counter: 'i', extent: part.size }],
    body: [
      ...declare(accumulators, 0),
      ...nest(
        loops,
        counters.map((one) => ({ ...one, ...bounds })),
        writer.lines,
        step,
        totalsOf(builder, part),
      ),
      ...anew,
      ...builder.storing(part, [counter('i', part.size)], after),
    ],
  }
}
