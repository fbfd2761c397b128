import type { NdArray } from '../tensor/ndarray.js'
import { item, lookup, type Program, type Variable } from './program.js'

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
      values.set(result, item(made, i))
    })
  }
  return program.outputs.map((output) => lookup(values, output))
}
