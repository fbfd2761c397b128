import { sameType, showType } from '../shape/dtype.js'
import { showParams } from './print.js'
import type { Program, Variable } from './program.js'

/**
 * Throws unless the program is well formed: every operand is defined before its use, nothing is defined twice, and each result has the
 * type its primitive's own rule gives. Holds after every pass; the tests and `debug` look.
 */
export const checkProgram = (program: Program): Program => {
  const defined = new Set<Variable>()
  const fail = (reason: string): never => {
    throw new Error(`checkProgram: ${reason}`)
  }
  const define = (variable: Variable, where: string): void => {
    if (defined.has(variable)) fail(`${where} defines a variable twice`)
    defined.add(variable)
  }
  if (program.captures.length > program.inputs.length) fail('more captured tensors than inputs')
  program.inputs.forEach((input, i) => {
    define(input, `input ${i}`)
  })
  program.equations.forEach(({ primitive, operands, params, results }, i) => {
    const where = `equation ${i}, ${primitive.name}${showParams(params)}`
    for (const operand of operands) if (!defined.has(operand)) fail(`${where} uses a value before it is defined`)
    const types = primitive.types(
      operands.map((operand) => operand.type),
      params,
    )
    if (types.length !== results.length) fail(`${where} has ${results.length} results, its rule gives ${types.length}`)
    results.forEach((result, j) => {
      const type = types[j]
      if (type && !sameType(type, result.type)) fail(`${where} is ${showType(result.type)}, its rule gives ${showType(type)}`)
      define(result, where)
    })
  })
  for (const output of program.outputs) if (!defined.has(output)) fail('an output is never defined')
  return program
}
