import { applyAll } from '../tensor/apply.js'
import { inOneGo } from '../tensor/pending.js'
import type { Apply } from '../tensor/primitive.js'
import { located } from '../tensor/recorded.js'
import type { AnyTensor } from '../tensor/tensor.js'
import { arity, item, lookup, type Program, type Variable } from './program.js'

/** Runs the equations over tensors: by default each is applied again, which inlines the program into the graph around it. */
export const interpret = (program: Program, inputs: readonly AnyTensor[], each: Apply = applyAll): AnyTensor[] => {
  const values = new Map<Variable, AnyTensor>()
  program.inputs.forEach((variable, i) => {
    values.set(variable, item(inputs, i))
  })
  for (const { primitive, operands, params, results } of located(program.equations)) {
    const made = each(
      primitive,
      operands.map((operand) => lookup(values, operand)),
      params,
    )
    results.forEach((result, i) => {
      values.set(result, item(made, i))
    })
  }
  return program.outputs.map((output) => lookup(values, output))
}

/** The program applied to arguments; what it captured goes along. */
export const call = (program: Program, args: readonly AnyTensor[]): AnyTensor[] => {
  if (args.length !== arity(program)) throw new RangeError(`program: ${arity(program)} arguments expected, ${args.length} given`)
  return inOneGo(() => interpret(program, [...args, ...program.captures]))
}
