import { spread } from '../primitives/broadcast.js'
import { item, lookup, type Program, type Variable } from '../program/program.js'
import { linearise } from '../program/trace.js'
import { applyAll } from '../tensor/apply.js'
import { located } from '../tensor/recorded.js'
import { type AnyTensor, placeholder } from '../tensor/tensor.js'

/**
 * The program mapped over an axis: inputs that are `mapped` have one more axis, the first, of extent `size`, and so have all outputs. Each
 * equation is mapped by its primitive's rule; what depends on no mapped input is computed once.
 */
export const batchProgram = (program: Program, mapped: readonly boolean[], size: number): Program => {
  const inputs = program.inputs.map(({ type }, i) => placeholder(mapped[i] ? { ...type, shape: [size, ...type.shape] } : type))
  const values = new Map<Variable, AnyTensor>(program.inputs.map((variable, i) => [variable, item(inputs, i)]))
  const isMapped = new Set<Variable>(program.inputs.filter((_, i) => mapped[i]))
  for (const { primitive, operands, params, results } of located(program.equations)) {
    const given = operands.map((operand) => lookup(values, operand))
    const flags = operands.map((operand) => isMapped.has(operand))
    const made = !flags.includes(true)
      ? applyAll(primitive, given, params)
      : primitive.batch === 'elementwise'
        ? applyAll(primitive, spread({ operands: given, mapped: flags, size }), params)
        : primitive.batch({ operands: given, mapped: flags, params, size })
    results.forEach((result, i) => {
      values.set(result, item(made, i))
      if (flags.includes(true)) isMapped.add(result)
    })
  }
  const outputs = spread({
    operands: program.outputs.map((output) => lookup(values, output)),
    mapped: program.outputs.map((output) => isMapped.has(output)),
    size,
  })
  const made = linearise(inputs, outputs)
  return { ...made, captures: [...program.captures, ...made.captures] }
}
