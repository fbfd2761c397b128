import fc from 'fast-check'
import { describe, it } from 'vitest'
import { attendedInBlocks, cotangentsInBlocks, tangentsInBlocks } from '../../src/primitives/attention-blocks.js'
import { attended, bySums, cotangents, type Meeting, tangents } from '../../src/primitives/attention-plain.js'
import { checkProgram } from '../../src/program/check.js'
import { evaluate } from '../../src/program/evaluate.js'
import { item } from '../../src/program/program.js'
import { trace } from '../../src/program/trace.js'
import type { DType } from '../../src/shape/dtype.js'
import type { AnyTensor } from '../../src/tensor/tensor.js'
import { expectClose, expectCloseToLargest } from '../support/close.js'
import { drawOperand, drawWith } from '../support/draw.js'
import { on, targets } from '../support/targets.js'

/** Operands of a use of every part of attention, in this order; then a mask, if there is one. */
const names = ['query', 'key', 'value', 'ofQuery', 'ofKey', 'ofValue', 'gathered', 'logSums', 'ofSums'] as const

const drawn = (gen: fc.GeneratorValue) => {
  const draw = drawWith(gen)
  const [period, group] = [draw.int(1, 9), draw.int(1, 3)]
  const [rows, keys, features, size] = [period * group, draw.int(1, 9), draw.int(1, 5), draw.int(1, 5)]
  const batch = draw.pick([[], [2], [2, 3]])
  const ofQuery = [...batch, rows, features]
  const [ofKey, ofValue] = [
    [...batch, keys, features],
    [...batch, keys, size],
  ]
  const ofRows = [...batch, rows]
  const shapes = [ofQuery, ofKey, ofValue, ofQuery, ofKey, ofValue, [...ofRows, size], ofRows, ofRows]
  const mask = draw.pick([true, false]) ? [[...batch, rows, keys].map((n) => draw.pick([n, 1]))] : []
  // The logarithms of the sums are those of weights that add up to about 1.
  const of = (dtype: DType) => (shape: readonly number[], i: number) =>
    drawOperand(gen, { shape, dtype, within: names[i] === 'logSums' ? [1, 3] : [-1, 1] })
  return {
    inputs: [...shapes.map(of('f32')), ...mask.map(of('bool'))],
    seeing: { scale: draw.pick([1, 0.5]), period: draw.pick([0, period]) },
    size: draw.int(1, rows),
  }
}

type Drawn = ReturnType<typeof drawn>

type One = AnyTensor
type Nine = readonly [One, One, One, One, One, One, One, One, One]

/** Attention, its tangents and cotangents, of all that is drawn: of all rows at once, or of blocks of so many. */
const programOf = ({ inputs, seeing }: Drawn, size?: number) =>
  checkProgram(
    trace((args) => {
      const [query, key, value, ofQuery, ofKey, ofValue, gathered, logSums, ofSums] = names.map((_, i) => item(args, i)) as unknown as Nine // as many as names
      const meeting: Meeting = { query, key, mask: args[names.length], ...seeing }
      const given = { value, logSums }
      const by = { query: ofQuery, key: ofKey, value: ofValue }
      const flow = { value, logSums, ofSums, flow: gathered }
      return size === undefined
        ? [
            ...attended(meeting, value),
            ...(tangents(meeting, given, by, bySums) as [AnyTensor, AnyTensor]),
            ...cotangents(meeting, flow, bySums),
          ]
        : [
            ...attendedInBlocks(meeting, value, size),
            ...tangentsInBlocks(meeting, given, by, size),
            ...cotangentsInBlocks(meeting, flow, size),
          ]
    }, inputs),
  )

describe('attention in blocks is attention', () => {
  it('by its meaning', () =>
    fc.assert(
      fc.property(fc.gen(), (gen) => {
        const use = drawn(gen)
        expectClose(evaluate(programOf(use, use.size), use.inputs), evaluate(programOf(use), use.inputs), 1e-12)
      }),
      { numRuns: 40, endOnFailure: true },
    ))

  it.each(targets)('on %s', async (target) => {
    await fc.assert(
      fc.asyncProperty(fc.gen(), async (gen) => {
        const use = drawn(gen)
        expectCloseToLargest(await on(target, programOf(use, use.size), use.inputs), evaluate(programOf(use), use.inputs), 1e-5)
      }),
      { numRuns: target.startsWith('cpu') ? 20 : 2, endOnFailure: true },
    )
  })
})
