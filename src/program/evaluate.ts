import { half } from '../shape/half.js'
import type { NdArray } from '../tensor/ndarray.js'
import { item, lookup, type Program, type Variable } from './program.js'

/** In f16 if that is its dtype: the others hold what is computed, or, f32, are held in f64. What was rounded stays as it is, so that it may be an operand's own. */
const rounded = (made: NdArray): NdArray => {
  if (made.dtype === 'f16') for (let i = 0; i < made.data.length; i++) made.data[i] = half(made.data[i] ?? Number.NaN)
  return made
}

/** The meaning of a program: every equation evaluated in f64, in order, over plain arrays. Nothing is fused, nothing is clever. */
export const evaluate = (program: Program, inputs: readonly NdArray[]): NdArray[] => {
  const values = new Map<Variable, NdArray>(program.inputs.map((variable, i) => [variable, item(inputs, i)]))
  for (const { primitive, operands, params, results } of program.equations) {
    const made = primitive.evaluate(
      operands.map((operand) => lookup(values, operand)),
      params,
      results.map(({ type }) => type),
    )
    results.forEach((result, i) => {
      values.set(result, rounded(item(made, i)))
    })
  }
  return program.outputs.map((output) => lookup(values, output))
}
