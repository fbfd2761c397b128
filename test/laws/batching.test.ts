import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { primitives } from '../../src/primitives/index.js'
import { checkProgram } from '../../src/program/check.js'
import { evaluate } from '../../src/program/evaluate.js'
import { item } from '../../src/program/program.js'
import { sizeOf } from '../../src/shape/dim.js'
import type { NdArray } from '../../src/tensor/ndarray.js'
import { batchProgram } from '../../src/transforms/batch.js'
import { drawOperand, drawWith } from '../support/draw.js'
import { programOf } from '../support/programs.js'

/** The `i`-th of the arrays that a mapped one holds. */
const nth = ({ shape, dtype, data }: NdArray, i: number): NdArray => {
  const inner = shape.slice(1)
  return { shape: inner, dtype, data: data.slice(i * sizeOf(inner), (i + 1) * sizeOf(inner)) }
}

describe('mapped over an axis, a primitive is what a loop makes of it', () => {
  it.each(primitives.map((primitive) => [primitive.name, primitive] as const))('%s', (_, primitive) => {
    fc.assert(
      fc.property(fc.gen(), (gen) => {
        const draw = drawWith(gen)
        const { operands, params } = item(primitive.samples, draw.int(0, primitive.samples.length - 1))(draw)
        const size = draw.int(1, 3)
        const mapped = operands.map(() => draw.pick([true, false]))
        const inputs = operands.map((sample, i) => drawOperand(gen, mapped[i] ? { ...sample, shape: [size, ...sample.shape] } : sample))
        const { program } = programOf([{ primitive, operands: inputs.map((input, i) => (mapped[i] ? nth(input, 0) : input)), params }])
        const got = evaluate(checkProgram(batchProgram(program, mapped, size)), inputs)
        for (let i = 0; i < size; i++) {
          const want = evaluate(
            program,
            inputs.map((input, j) => (mapped[j] ? nth(input, i) : input)),
          )
          expect(got.map((result) => nth(result, i))).toEqual(want)
        }
      }),
      { numRuns: 60 },
    )
  })
})
