import { counter, fixed, plus, times } from '../../kernel/index-arithmetic.js'
import type { Part } from '../parts.js'
import type { Strip } from './beside.js'
import type { Builder } from './builder.js'
import type { Schedule } from './schedule.js'
import { noAccumulator } from './totals.js'

/** A thread an element, or a few in a row. */
export const map = (builder: Builder, part: Part, { each }: Schedule & { readonly kind: 'map' }): Strip => {
  const threads = part.size / each
  return {
    threads,
    body: (thread, prefix) => {
      const first = times(counter(thread, threads), each)
      const positions = Array.from({ length: each }, (_, e) => plus(first, fixed(e)))
      return builder.storing(part, positions, builder.writer(new Map([[thread, 0]]), 0, `v${prefix}`, noAccumulator))
    },
  }
}
