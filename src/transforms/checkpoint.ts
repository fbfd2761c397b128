import { zeros } from '../primitives/literal.js'
import { item, type Program } from '../program/program.js'
import { applyAll } from '../tensor/apply.js'
import type { AnyFunction, Fn, ParametersOf, ReturnOf } from '../tensor/call.js'
import type { Maybe, Params, Primitive } from '../tensor/primitive.js'
import { type AnyTensor, isFloating } from '../tensor/tensor.js'
import { leaves, type Tree, unflatten } from '../tensor/tree.js'
import { batchProgram } from './batch.js'
import { asStep, rulesOfBody, type WithBody } from './body.js'
import { transposeProgram } from './linear.js'
import { jvpProgram } from './push-forward.js'
import { type TreeFunction, traceTrees } from './traced.js'

/** Transposed once for all operands of an application, which are asked for one by one. */
const transposed = new WeakMap<readonly Maybe[], readonly AnyTensor[]>()

/**
 * A program that is one step to the transforms. Its tangent is again such a step, of its operands and their tangents, and computes anew
 * what it needs: so the operands are all that is kept for the way back.
 */
const checkpointed: Primitive<Params & WithBody> = {
  ...rulesOfBody(),
  name: 'checkpoint',
  // What is computed anew must not be found equal to what was computed before, or it would be kept after all.
  apart: true,
  jvp: (tangents, operands, { body }, results) => {
    const forward = jvpProgram(
      body.program,
      tangents.map((tangent) => tangent !== undefined),
    )
    const moving: Program = { ...forward, outputs: forward.outputs.slice(results.length) }
    const moved = tangents.filter((tangent) => tangent !== undefined)
    const made = step(moving, [...operands, ...moved])
    return results.map((result, i) => (isFloating(result) ? made[i] : undefined))
  },
  transpose: (cotangents, which, { operands, params: { body } }) => {
    const { program } = body
    const isLinear = (_: unknown, i: number) => operands[i] === undefined
    const isKnown = (_: unknown, i: number) => operands[i] !== undefined
    const all =
      transposed.get(cotangents) ??
      (() => {
        const known = operands.filter((operand) => operand !== undefined)
        const ordered = { ...program, inputs: [...program.inputs.filter(isKnown), ...program.inputs.filter(isLinear)] }
        const seeds = program.outputs.map(({ type }, i) => cotangents[i] ?? zeros(type))
        return step(transposeProgram(ordered, known.length), [...known, ...seeds])
      })()
    transposed.set(cotangents, all)
    return item(all, operands.slice(0, which).filter((operand) => operand === undefined).length)
  },
  batch: ({ operands, mapped, params: { body }, size }) => step(batchProgram(body.program, mapped, size), operands),
}

const step = (program: Program, given: readonly AnyTensor[]): readonly AnyTensor[] => {
  const { operands, body } = asStep(program, given)
  return applyAll(checkpointed, operands, { body })
}

/**
 * `f`, of which the way back keeps the arguments only: what lies between is computed again when gradients come to need it. Memory for
 * arithmetic: a chain of `n` checkpointed parts keeps `n` values, and computes `f` twice.
 *
 * @see Chen, Xu, Zhang, Guestrin, Training deep nets with sublinear memory cost, arXiv:1604.06174
 * @example
 * const block = checkpoint((x: Tensor<['N', 64]>) => tanh(matmul(x, w)))
 * grad((x: Tensor<[8, 64]>) => sum(block(block(x))))
 */
export function checkpoint<F extends AnyFunction>(f: F): Fn<ParametersOf<F>, ReturnOf<F>>
export function checkpoint(f: TreeFunction): TreeFunction {
  return (...args: readonly Tree[]) => {
    const { program, outputs } = traceTrees(f, args)
    return unflatten(outputs, step(program, leaves(args)))
  }
}
