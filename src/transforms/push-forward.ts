import { zeros } from '../primitives/literal.js'
import { add } from '../primitives/multiply.js'
import { item, lookup, type Program, type Variable } from '../program/program.js'
import { linearise } from '../program/trace.js'
import { applyAll } from '../tensor/apply.js'
import type { Maybe, Params, Primitive } from '../tensor/primitive.js'
import { located } from '../tensor/recorded.js'
import { type AnyTensor, isFloating, placeholder } from '../tensor/tensor.js'

/** Values and tangents side by side; a tangent that is zero is absent. */
export interface Dual {
  readonly primals: readonly AnyTensor[]
  readonly tangents: readonly Maybe[]
}

const summed = (terms: readonly Maybe[]): Maybe =>
  terms.reduce<Maybe>((total, term) => (total && term ? add(total, term) : (total ?? term)), undefined)

const tangentsOf = (
  { jvp, name }: Primitive,
  operands: readonly AnyTensor[],
  tangents: readonly Maybe[],
  params: Params,
  results: readonly AnyTensor[],
  again: (tangents: readonly AnyTensor[]) => readonly AnyTensor[],
): readonly Maybe[] => {
  if (jvp === 'constant' || tangents.every((tangent) => tangent === undefined)) return results.map(() => undefined)
  if (jvp === 'linear') return again(tangents.map((tangent, i) => tangent ?? zeros(item(operands, i).type)))
  if (typeof jvp === 'function') return jvp(tangents, operands, params, results)
  if (results.length !== 1) throw new Error(`${name}: rules by operand are for primitives of one result`)
  return [summed(tangents.map((tangent, i) => tangent && jvp[i]?.(tangent, operands, params, results)))]
}

/**
 * Runs a program on values and their tangents: each equation, and beside it its derivative. `apart`: what computes the tangents is to be linear in
 * them, since it will be taken apart from what computes the values.
 */
export const pushForward = (program: Program, inputs: Dual, apart = false): Dual => {
  const primals = new Map<Variable, AnyTensor>()
  const tangents = new Map<Variable, Maybe>()
  program.inputs.forEach((variable, i) => {
    primals.set(variable, item(inputs.primals, i))
    tangents.set(variable, inputs.tangents[i])
  })
  for (const { primitive, operands, params, results } of located(program.equations)) {
    const values = operands.map((operand) => lookup(primals, operand))
    const given = operands.map((operand) => tangents.get(operand))
    const both = given.some((tangent) => tangent !== undefined) ? primitive.dual?.(given, values, params, apart) : undefined
    const made = both ? both.results : applyAll(primitive, values, params)
    const moved = both ? both.tangents : tangentsOf(primitive, values, given, params, made, (dual) => applyAll(primitive, dual, params))
    results.forEach((result, i) => {
      primals.set(result, item(made, i))
      tangents.set(result, moved[i])
    })
  }
  return {
    primals: program.outputs.map((output) => lookup(primals, output)),
    tangents: program.outputs.map((output) => tangents.get(output)),
  }
}

/** A tangent of every output: zeros where the rules gave none. */
export const instantiate = ({ primals, tangents }: Dual): AnyTensor[] => primals.map((primal, i) => tangents[i] ?? zeros(primal.type))

/**
 * The program that computes outputs and their tangents: `(x..., t...) -> (y..., dy...)`, with a tangent for each input that is `active`.
 * What the program captured is among `x...`.
 * Only floats have tangents. `apart`: as for `pushForward`.
 */
export const jvpProgram = (program: Program, active: readonly boolean[], apart = false): Program => {
  const primals = program.inputs.map(({ type }) => placeholder(type))
  const moving = primals.map((primal, i) => (active[i] && isFloating(primal) ? placeholder(primal.type) : undefined))
  const dual = pushForward(program, { primals, tangents: moving }, apart)
  return linearise([...primals, ...moving.filter((tangent) => tangent !== undefined)], [...dual.primals, ...instantiate(dual)])
}
