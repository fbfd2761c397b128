import type { Program } from '../../src/program/program.js'
import { trace } from '../../src/program/trace.js'
import { applyAll } from '../../src/tensor/apply.js'
import type { Primitive } from '../../src/tensor/primitive.js'
import type { Draw } from '../../src/tensor/sample.js'

/** The same use each time: small, and with something to see. */
const first: Draw = {
  int: (from, to) => Math.min(to, Math.max(from, 2)),
  pick: ([one]) => one as NonNullable<typeof one>,
  subset: (items) => items.slice(-1),
  shuffle: (items) => [...items].reverse(),
  shape: (minRank = 0, maxRank = 3) => [2, 3, 4].slice(0, Math.max(minRank, Math.min(maxRank, 2))),
}

/** A use of a primitive, the same each time, as a program. */
export const firstUse = (primitive: Primitive): Program => {
  const { operands, params } = (primitive.samples[0] as (typeof primitive.samples)[number])(first)
  return trace(
    (args) => applyAll(primitive, args, params),
    operands.map(({ shape, dtype }) => ({ shape, dtype })),
  )
}
