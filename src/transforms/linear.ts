import { zeros } from '../primitives/literal.js'
import { add } from '../primitives/multiply.js'
import { item, lookup, type Program, type Variable } from '../program/program.js'
import { linearise, linearised } from '../program/trace.js'
import { applyAll } from '../tensor/apply.js'
import type { Maybe } from '../tensor/primitive.js'
import { located } from '../tensor/recorded.js'
import { type AnyTensor, isFloating, placeholder } from '../tensor/tensor.js'
import { factorsOutOfSum, isBroadcast } from './out-of-sum.js'
import { instantiate, pushForward } from './push-forward.js'

/** A program split at a point: what the function computes there, and how it moves with its inputs. */
export interface Linearized {
  /** `x... -> (y..., r...)`: the outputs, and the residuals that the linear part needs. */
  readonly primal: Program
  /** `(r..., t...) -> dy...`, linear in `t`. */
  readonly linear: Program
  readonly residuals: number
}

/** The variables that depend on `roots`, themselves included. */
export const dependents = (program: Program, roots: ReadonlySet<Variable>): Set<Variable> => {
  const found = new Set(roots)
  for (const { operands, results } of program.equations)
    if (operands.some((operand) => found.has(operand))) for (const result of results) found.add(result)
  return found
}

/** What a variable repeats, if it is a broadcast: what is read of it is kept, and repeated again where it is read. */
const repeatedFrom = (program: Program): ((variable: Variable) => Variable) => {
  const repeated = new Map<Variable, Variable>()
  for (const { primitive, operands, results } of program.equations)
    if (isBroadcast(primitive)) repeated.set(item(results, 0), item(operands, 0))
  const from = (variable: Variable): Variable => {
    const inner = repeated.get(variable)
    return inner ? from(inner) : variable
  }
  return from
}

/**
 * Splits a program into the function and its linear part: equations that touch a tangent are linear, the rest is not. The linear part is
 * of the first `moving` outputs.
 */
export const linearizeProgram = (program: Program, active: readonly boolean[], moving = program.outputs.length): Linearized => {
  const primals = program.inputs.map(({ type }) => placeholder(type))
  const duals = primals.map((primal, i) => (active[i] && isFloating(primal) ? placeholder(primal.type) : undefined))
  const tangents = duals.filter((tangent) => tangent !== undefined)
  const dual = pushForward(program, { primals, tangents: duals }, true)
  const moved = instantiate(dual).slice(0, moving)

  // One graph holds both parts. What the linear part reads of the other, constants aside, is a residual.
  const { program: whole, tensors } = linearised([...primals, ...tangents], moved)
  const roots = new Set(whole.inputs.slice(primals.length, primals.length + tangents.length))
  const linear = dependents(whole, roots)
  const given = dependents(whole, new Set(whole.inputs.filter((input) => !roots.has(input))))
  const isResidual = (variable: Variable) => !linear.has(variable) && given.has(variable)
  const readers = whole.equations.filter(({ results }) => results.some((result) => linear.has(result)))
  const sources = repeatedFrom(whole)
  const read = new Set([...readers.flatMap(({ operands }) => operands), ...whole.outputs].filter(isResidual).map(sources))
  const residuals = [...read].map((variable) => lookup(tensors, variable))
  const primal = linearise(primals, [...dual.primals, ...residuals])
  return {
    // What the rules themselves brought along comes after what the program captured.
    primal: { ...primal, captures: [...program.captures, ...primal.captures] },
    linear: linearise([...residuals, ...tangents], moved),
    residuals: residuals.length,
  }
}

/**
 * The adjoint of a program that is linear in all inputs after the first `residuals`: `(r..., t...) -> dy...` becomes
 * `(r..., ct...) -> dt...`, with a cotangent for each output. Equations run backwards, each by its primitive's transpose.
 */
export const transposeProgram = (program: Program, residuals: number): Program => {
  const linearInputs = program.inputs.slice(residuals)
  const linear = dependents(program, new Set(linearInputs))
  const values = new Map<Variable, AnyTensor>()
  const given = program.inputs.slice(0, residuals).map((variable) => {
    const tensor = placeholder(variable.type)
    values.set(variable, tensor)
    return tensor
  })
  const cotangents = new Map<Variable, AnyTensor>()
  const accumulate = (variable: Variable, cotangent: Maybe): void => {
    if (!cotangent) return
    const met = cotangents.get(variable)
    cotangents.set(variable, met ? add(met, cotangent) : cotangent)
  }
  const seeds = program.outputs.map((output) => {
    const seed = placeholder(output.type)
    if (linear.has(output)) accumulate(output, seed)
    return seed
  })

  for (const { primitive, operands, params, results } of located(program.equations)) {
    if (results.some((result) => linear.has(result))) continue
    const made = applyAll(
      primitive,
      operands.map((operand) => lookup(values, operand)),
      params,
    )
    results.forEach((result, i) => {
      values.set(result, item(made, i))
    })
  }
  for (const { primitive, operands, params, results } of located([...program.equations].reverse())) {
    const arrived = results.map((result) => cotangents.get(result))
    if (arrived.every((cotangent) => cotangent === undefined)) continue
    const known = operands.map((operand) => values.get(operand))
    const types = operands.map((operand) => operand.type)
    operands.forEach((operand, i) => {
      if (!linear.has(operand)) return
      if (!primitive.transpose) throw new Error(`transpose: ${primitive.name} is linear in no operand`)
      const cotangent = primitive.transpose(arrived, i, { operands: known, types, params })
      accumulate(operand, cotangent && factorsOutOfSum(cotangent))
    })
  }
  return linearise(
    [...given, ...seeds],
    linearInputs.map((input) => cotangents.get(input) ?? zeros(input.type)),
  )
}
