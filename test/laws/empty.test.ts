import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { threadSchedules } from '../../src/compile/schedule/build.js'
import { prepare } from '../../src/compile/stages.js'
import { primitives } from '../../src/primitives/index.js'
import { checkProgram } from '../../src/program/check.js'
import { evaluate } from '../../src/program/evaluate.js'
import { item, type Program } from '../../src/program/program.js'
import { dtypes, type TensorType } from '../../src/shape/dtype.js'
import { emptyNd } from '../../src/tensor/ndarray.js'
import { batchProgram } from '../../src/transforms/batch.js'
import { linearizeProgram, transposeProgram } from '../../src/transforms/linear.js'
import { jvpProgram } from '../../src/transforms/push-forward.js'
import { drawWith } from '../support/draw.js'
import { programOf } from '../support/programs.js'
import { on } from '../support/targets.js'

const grown = ({ shape, dtype }: TensorType): TensorType => ({ shape: [0, ...shape], dtype })
const zerosOf = (program: Program) => program.inputs.map(({ type }) => emptyNd(type))

/** What a program gives of zeros, and that it gives what its types say, on the way to a device too. */
const shapesOf = (program: Program): (readonly number[])[] => {
  const checked = checkProgram(program)
  for (const layout of ['cpu', 'gpu'] as const) prepare(checked, { bindings: 8, schedules: threadSchedules(layout) })
  const shapes = evaluate(checked, zerosOf(checked)).map(({ shape }) => shape)
  expect(shapes).toEqual(checked.outputs.map(({ type }) => type.shape))
  return shapes
}

describe('mapped over an axis of nothing, a primitive gives nothing of the right shape, and so do its derivatives', () => {
  // The derivative of what is drawn has none of its own, and says so: test/random/gamma-slope.test.ts.
  const differentiated = primitives.filter(({ name }) => name !== 'gammaSlope')
  it.each(differentiated.map((primitive) => [primitive.name, primitive] as const))('%s', async (_, primitive) => {
    await fc.assert(
      fc.asyncProperty(fc.gen(), async (gen) => {
        const draw = drawWith(gen)
        const { operands, params } = item(primitive.samples, draw.int(0, primitive.samples.length - 1))(draw)
        if (operands.length === 0) return
        const always = draw.int(0, operands.length - 1)
        const mapped = operands.map((__, i) => i === always || draw.pick([true, false]))
        const { program } = programOf([{ primitive, operands: operands.map(emptyNd), params }])
        const empty = batchProgram(program, mapped, 0)
        expect(shapesOf(empty)).toEqual(program.outputs.map(({ type }) => grown(type).shape))
        if (!program.outputs.every(({ type }) => dtypes[type.dtype].floating) || !operands.some(({ dtype }) => dtypes[dtype].floating))
          return
        // First mapped, then differentiated, forward and backward.
        const active = operands.map(() => true)
        shapesOf(jvpProgram(empty, active))
        const { primal, linear, residuals } = linearizeProgram(empty, active)
        shapesOf(primal)
        const floats = operands.flatMap((operand, i) =>
          dtypes[operand.dtype].floating ? [mapped[i] ? grown(operand).shape : operand.shape] : [],
        )
        expect(shapesOf(transposeProgram(linear, residuals))).toEqual(floats)
        // First differentiated, then mapped.
        const split = linearizeProgram(program, active)
        const adjoint = transposeProgram(split.linear, split.residuals)
        shapesOf(
          batchProgram(
            adjoint,
            adjoint.inputs.map(() => true),
            0,
          ),
        )
        expect((await on('cpu', empty, zerosOf(empty))).map(({ shape }) => shape)).toEqual(empty.outputs.map(({ type }) => type.shape))
      }),
      { numRuns: 40 },
    )
  })
})
