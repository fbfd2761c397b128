import { counter, fixed, plus, times } from '../../kernel/index-arithmetic.js'
import { constant, sequence } from '../nest/nest.js'
import type { Part } from '../parts.js'
import type { Strip } from './beside.js'
import type { Builder } from './builder.js'
import type { Schedule } from './schedule.js'
import { noAccumulator } from './totals.js'

/**
 * What reads and makes more than this is written once, in a loop over the elements of a thread: four times over it takes a software adapter long to compile, and no less time to run. Measured on lavapipe, nine tensors read (two batch
 * norms, added): the first call takes 80 ms in a loop and 220 written out, later ones 15 both; `relu(x + y)` takes 6.7 ms written out and 8.9 in a loop.
 */
const mostWrittenOut = 6

/** And so is what costs more than this an element, in multiply-adds. Measured on lavapipe: sorting 100,000 takes 6.7 s the first time in loops, 56 written out, and 75 ms and 108 later. */
const dearest = 32

/** A thread an element, or a few in a row: one after the other in the text, or in a loop. */
export const map = (builder: Builder, part: Part, { each }: Schedule & { readonly kind: 'map' }): Strip => {
  const threads = part.size / each
  return {
    threads,
    body: (thread, prefix) => {
      const first = times(counter(thread, threads), each)
      if (each > 1 && (part.cost > dearest || part.reads.size + part.makes.length > mostWrittenOut)) {
        const e = `e${prefix}`
        const levels = new Map([
          [thread, 0],
          [e, 1],
        ])
        const writer = builder.writer(levels, 1, `v${prefix}`, noAccumulator)
        const body = builder.storing(part, [plus(first, counter(e, each))], writer, 1)
        return [...(writer.lines[0] ?? []), sequence(e, constant('u32', 0), builder.end(each), body)]
      }
      const positions = Array.from({ length: each }, (_, e) => plus(first, fixed(e)))
      return builder.storing(part, positions, builder.writer(new Map([[thread, 0]]), 0, `v${prefix}`, noAccumulator))
    },
  }
}
