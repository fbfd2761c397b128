import { counter, indexAt } from '../../kernel/index-arithmetic.js'
import { sizeOf } from '../../shape/dim.js'
import { foldsOf } from '../folds.js'
import type { Part } from '../parts.js'
import { isInSteps } from './axes.js'
import type { Strip } from './beside.js'
import type { Builder } from './builder.js'
import { depthOf, inRuns, nest, totalName } from './runs.js'
import { type Schedule, turnsWritten } from './schedule.js'
import { assign, countersOver, declare, foldedAnew, readTotals, totalsOf } from './totals.js'

/** A thread an element, which folds by itself. */
export const serial = (builder: Builder, part: Part, { over, run, written }: Schedule & { readonly kind: 'serial' }): Strip => ({
  threads: part.size,
  body: (thread, prefix) => {
    const rule = foldsOf(part)
    const { accumulators, type } = rule
    const index = indexAt(counter(thread, part.size), type.shape)
    const puller = builder.puller(part)
    // Axes that lie one in the other are one loop.
    const all = { name: 'k0', extent: sizeOf(over) }
    const flat = over.length > 1 ? puller.element(index, indexAt(counter(all.name, all.extent), over)) : []
    const turned = over.length > 1 && isInSteps(flat, all) ? [all.extent] : over
    const counters = countersOver(turned, builder)
    const loops = inRuns(turned, run)
    const deepest = depthOf(loops)
    const levels = new Map([[thread, 0], ...counters.map(({ name }, i) => [name, i + 1] as const)])
    const writer = builder.writer(
      levels,
      counters.length,
      `v${prefix}`,
      readTotals(accumulators, (slot) => totalName(deepest, slot)),
    )
    const element =
      turned === over
        ? puller.element(
            index,
            counters.map(({ name, extent }) => counter(name, extent)),
          )
        : flat
    const totals = accumulators.map((accumulator, slot) => builder.scalars.accumulator(accumulator.type, slot))
    const steps = rule.step(builder.scalars, totals, element)
    const range = puller.range(index)
    writer.announce(...(range ?? []), ...steps)
    const bounds = range && { from: writer.of(range[0], 0), to: writer.of(range[1], 0) }
    const names = accumulators.map((_, slot) => totalName(deepest, slot))
    const step = assign(writer, names, steps, counters.length)
    const anew = foldedAnew(builder, part, index, [thread], over)
    const after = builder.writer(
      levels,
      0,
      `e${prefix}`,
      readTotals(accumulators, (slot) => (anew.length > 0 ? `t${slot}` : totalName(0, slot))),
    )
    return [
      ...declare(accumulators, 0),
      ...nest(
        loops,
        counters.map((one) => ({ ...one, ...bounds })),
        writer.lines,
        step,
        totalsOf(builder, part),
        turnsWritten(turned, written),
      ),
      ...anew,
      ...builder.storing(part, [counter(thread, part.size)], after),
    ]
  },
})
