import { expect, it } from 'vitest'
import { primitives } from '../../../src/primitives/index.js'
import { trace } from '../../../src/program/trace.js'
import { applyAll } from '../../../src/tensor/apply.js'
import type { Draw } from '../../../src/tensor/sample.js'
import { textOf } from './xla.js'

/** The same use each time: small, and with something to see. */
const first: Draw = {
  int: (from, to) => Math.min(to, Math.max(from, 2)),
  pick: ([one]) => one as NonNullable<typeof one>,
  subset: (items) => items.slice(-1),
  shuffle: (items) => [...items].reverse(),
  shape: (minRank = 0, maxRank = 3) => [2, 3, 4].slice(0, Math.max(minRank, Math.min(maxRank, 2))),
}

it.each(primitives.map((primitive) => ({ primitive, name: primitive.name })))('$name in StableHLO', async ({ primitive, name }) => {
  const { operands, params } = (primitive.samples[0] as (typeof primitive.samples)[number])(first)
  const program = trace(
    (args) => applyAll(primitive, args, params),
    operands.map(({ shape, dtype }) => ({ shape, dtype })),
  )
  await expect(textOf(program)).toMatchFileSnapshot(`texts/${name}.mlir`)
})
