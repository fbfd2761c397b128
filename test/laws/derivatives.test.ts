import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { primitives } from '../../src/primitives/index.js'
import { checkProgram } from '../../src/program/check.js'
import { evaluate } from '../../src/program/evaluate.js'
import type { Program } from '../../src/program/program.js'
import { dtypes } from '../../src/shape/dtype.js'
import { emptyNd, type NdArray } from '../../src/tensor/ndarray.js'
import { linearizeProgram, transposeProgram } from '../../src/transforms/linear.js'
import { jvpProgram } from '../../src/transforms/push-forward.js'
import { drawUse } from '../support/draw.js'
import { programOf } from '../support/programs.js'

const isFloat = ({ dtype }: NdArray) => dtypes[dtype].floating

/** Numbers of the size of 1 for every element, drawn. */
const direction = (gen: fc.GeneratorValue, like: NdArray): NdArray => {
  const array = emptyNd(like)
  array.data.forEach((_, i) => {
    array.data[i] = gen(fc.integer, { min: -100, max: 100 }) / 100
  })
  return array
}

const moved = (inputs: readonly NdArray[], by: readonly NdArray[], step: number): NdArray[] => {
  let next = 0
  return inputs.map((input) => {
    if (!isFloat(input)) return input
    const tangent = by[next++]
    return { ...input, data: (input.data as Float64Array).map((x, i) => x + step * (tangent?.data[i] ?? 0)) }
  })
}

const dot = (a: readonly NdArray[], b: readonly NdArray[]): number =>
  a.reduce((total, { data }, i) => total + [...data].reduce((sum, x, j) => sum + x * (b[i]?.data[j] ?? Number.NaN), 0), 0)

/** Central differences of the reference, which is f64. */
const difference = (program: Program, inputs: readonly NdArray[], tangents: readonly NdArray[]): NdArray[] => {
  const h = 1e-5
  const [ahead, behind] = [h, -h].map((step) => evaluate(program, moved(inputs, tangents, step)))
  return (ahead ?? []).map((result, i) => ({
    ...result,
    dtype: 'f64',
    data: Float64Array.from(result.data, (x, j) => (isFloat(result) ? (x - (behind?.[i]?.data[j] ?? Number.NaN)) / (2 * h) : 0)),
  }))
}

const expectClose = (got: readonly NdArray[], want: readonly NdArray[], tolerance: number): void => {
  got.forEach(({ data }, i) => {
    data.forEach((x, j) => {
      const y = want[i]?.data[j] as number
      if (!(Math.abs(x - y) <= tolerance * Math.max(1, Math.abs(y)))) throw new Error(`${x} is not ${y}, at output ${i} place ${j}`)
    })
  })
}

/** All but the derivative of what is drawn, which has none of its own and says so: test/random/gamma-slope.test.ts. */
const differentiated = primitives.filter(({ name }) => name !== 'gammaSlope')

describe.each(differentiated.map((primitive) => [primitive.name, primitive] as const))('%s', (_, primitive) => {
  it('moves as its differences say', () => {
    fc.assert(
      fc.property(fc.gen(), (gen) => {
        const { program, inputs } = programOf([drawUse(gen, primitive)])
        const tangents = inputs.filter(isFloat).map((input) => direction(gen, input))
        const forward = checkProgram(
          jvpProgram(
            program,
            inputs.map(() => true),
          ),
        )
        const results = evaluate(forward, [...inputs, ...tangents])
        expectClose(results.slice(program.outputs.length), difference(program, inputs, tangents), 1e-6)
      }),
      { numRuns: 60 },
    )
  })

  it("has an adjoint: <u, Jv> = <J'u, v>, and its linear part is linear", () => {
    fc.assert(
      fc.property(fc.gen(), (gen) => {
        const { program, inputs } = programOf([drawUse(gen, primitive)])
        if (!program.outputs.every(({ type }) => dtypes[type.dtype].floating)) return
        const active = inputs.map(() => true)
        const { primal, linear, residuals } = linearizeProgram(program, active)
        const given = evaluate(checkProgram(primal), inputs).slice(program.outputs.length)
        const floats = inputs.filter(isFloat)
        const [v, w] = [floats.map((input) => direction(gen, input)), floats.map((input) => direction(gen, input))]
        const Jv = evaluate(checkProgram(linear), [...given, ...v])
        const u = Jv.map((result) => direction(gen, result))
        const Ju = evaluate(checkProgram(transposeProgram(linear, residuals)), [...given, ...u])
        expect(dot(Ju, v)).toBeCloseTo(dot(u, Jv), 8)
        const sum = v.map((x, i) => ({ ...x, data: (x.data as Float64Array).map((a, j) => 2 * a + (w[i]?.data[j] ?? 0)) }))
        const Jw = evaluate(linear, [...given, ...w])
        const Jsum = evaluate(linear, [...given, ...sum])
        expectClose(
          Jsum,
          Jv.map((x, i) => ({ ...x, data: (x.data as Float64Array).map((a, j) => 2 * a + (Jw[i]?.data[j] ?? 0)) })),
          1e-9,
        )
      }),
      { numRuns: 60 },
    )
  })
})
