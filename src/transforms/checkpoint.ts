import { conv } from '../primitives/conv.js'
import { dot } from '../primitives/dot.js'
import { zeros } from '../primitives/literal.js'
import { interpret } from '../program/interpret.js'
import { item, type Program, type Variable } from '../program/program.js'
import { linearise } from '../program/trace.js'
import { applyAll } from '../tensor/apply.js'
import type { AnyFunction, Fn, ParametersOf, ReturnOf } from '../tensor/call.js'
import * as check from '../tensor/check.js'
import type { Maybe, Params, Primitive } from '../tensor/primitive.js'
import { type AnyTensor, isFloating, placeholder } from '../tensor/tensor.js'
import { leaves, type Tree, unflatten } from '../tensor/tree.js'
import { batchProgram } from './batch.js'
import { asStep, rulesOfBody, type WithBody } from './body.js'
import { linearizeProgram, transposeProgram } from './linear.js'
import { jvpProgram, pushForward } from './push-forward.js'
import { spend, type TreeFunction, traceTrees } from './traced.js'

/**
 * What is kept for the way back beside the arguments, and not computed again.
 *
 * @category Transforms and control flow
 */
export type Keep = 'nothing' | 'contractions' | 'everything'

/** Transposed once for all operands of an application, which are asked for one by one. */
const transposed = new WeakMap<readonly Maybe[], readonly AnyTensor[]>()

/**
 * A program that is one step to the transforms. Its tangent is again such a step, of its operands and their tangents, and computes anew
 * what it needs: so the operands are all that is kept for the way back, and what is asked for beside them.
 */
const checkpointed: Primitive<Params & WithBody & { readonly keep: Keep }> = {
  ...rulesOfBody(),
  name: 'checkpoint',
  // What is computed anew must not be found equal to what was computed before, or it would be kept after all.
  apart: true,
  jvp: (tangents, operands, { body, keep }, results) => {
    const forward = jvpProgram(
      body.program,
      tangents.map((tangent) => tangent !== undefined),
      // Whether it will be transposed is not known here, so it is made so that it can be.
      true,
    )
    const moving: Program = { ...forward, outputs: forward.outputs.slice(results.length) }
    const moved = tangents.filter((tangent) => tangent !== undefined)
    const made = step(moving, [...operands, ...moved], keep)
    return results.map((result, i) => (isFloating(result) ? made[i] : undefined))
  },
  dual: (tangents, operands, { body: { program }, keep }, apart) => {
    if (!apart || keep === 'nothing') return undefined
    if (keep === 'contractions') return keepingContractions(program, operands, tangents)
    const { primals, tangents: moved } = pushForward(program, { primals: operands, tangents }, true)
    return { results: primals, tangents: moved }
  },
  transpose: (cotangents, which, { operands, params: { body, keep } }) => {
    const { program } = body
    const isLinear = (_: unknown, i: number) => operands[i] === undefined
    const isKnown = (_: unknown, i: number) => operands[i] !== undefined
    const all =
      transposed.get(cotangents) ??
      (() => {
        const known = operands.filter((operand) => operand !== undefined)
        const ordered = { ...program, inputs: [...program.inputs.filter(isKnown), ...program.inputs.filter(isLinear)] }
        const seeds = program.outputs.map(({ type }, i) => cotangents[i] ?? zeros(type))
        return step(transposeProgram(ordered, known.length), [...known, ...seeds], keep)
      })()
    transposed.set(cotangents, all)
    return item(all, operands.slice(0, which).filter((operand) => operand === undefined).length)
  },
  batch: ({ operands, mapped, params: { body, keep }, size }) => step(batchProgram(body.program, mapped, size), operands, keep),
}

const step = (program: Program, given: readonly AnyTensor[], keep: Keep): readonly AnyTensor[] => {
  const { operands, body } = asStep(program, given)
  return applyAll(checkpointed, operands, { body, keep })
}

const contractions: readonly unknown[] = [dot.primitive, conv.primitive]

/** Contractions are results of the value, and given to the tangent, which computes the rest anew. */
const keepingContractions = (program: Program, operands: readonly AnyTensor[], tangents: readonly Maybe[]) => {
  const { primal, linear, residuals } = linearizeProgram(
    program,
    tangents.map((tangent) => tangent !== undefined),
  )
  const count = program.outputs.length
  const kept: Variable[] = primal.equations.flatMap(({ primitive, results }) => (contractions.includes(primitive) ? results : []))
  const value: Program = { ...primal, outputs: [...primal.outputs.slice(0, count), ...kept] }
  const made = interpret(value, [...operands, ...primal.captures])
  // Arguments, captures, what is kept, and tangents: the residuals from the first three, then the linear part.
  const rest: Program = {
    inputs: [...primal.inputs, ...kept],
    captures: [],
    equations: primal.equations.filter(({ primitive }) => !contractions.includes(primitive)),
    outputs: primal.outputs.slice(count),
  }
  const known = rest.inputs.map(({ type }) => placeholder(type))
  const moving = linear.inputs.slice(residuals, linear.inputs.length - linear.captures.length).map(({ type }) => placeholder(type))
  const moved = interpret(linear, [...interpret(rest, known), ...moving, ...linear.captures])
  const again = step(
    linearise([...known, ...moving], moved),
    [...operands, ...primal.captures, ...made.slice(count), ...tangents.filter((tangent) => tangent !== undefined)],
    'nothing',
  )
  return {
    results: made.slice(0, count),
    tangents: program.outputs.map(({ type }, i) => (isFloating({ type }) ? again[i] : undefined)),
  }
}

const keeps: readonly Keep[] = ['nothing', 'contractions', 'everything']

/**
 * What a checkpoint keeps.
 *
 * @category Transforms and control flow
 */
export interface CheckpointOptions {
  /**
   * `'nothing'` but the arguments, if left out; also the results of `'contractions'` (matmul, einsum, convolutions), which are dear to compute and small beside
   * what stands between them; or `'everything'`, as if there were no checkpoint.
   */
  readonly keep?: Keep
}

/**
 * `f`, of which the way back keeps the arguments only, and what `keep` says: what lies between is computed again when gradients come to need it. Memory for
 * arithmetic: a chain of `n` checkpointed parts keeps `n` values, and computes `f` twice.
 *
 * @see Chen, Xu, Zhang, Guestrin, Training deep nets with sublinear memory cost, arXiv:1604.06174
 * @example
 * const block = checkpoint((x: Tensor<['N', 64]>) => tanh(matmul(x, w)))
 * grad((x: Tensor<[8, 64]>) => sum(block(block(x))))
 *
 * @category Transforms and control flow
 */
export function checkpoint<F extends AnyFunction>(f: F, options?: CheckpointOptions): Fn<ParametersOf<F>, ReturnOf<F>>
export function checkpoint(f: TreeFunction, options?: CheckpointOptions): TreeFunction {
  check.callable('checkpoint', 'what is computed again', f)
  const { keep = 'nothing' } = check.options('checkpoint', 'f', options, ['keep'])
  if (!keeps.includes(keep)) check.refuse('checkpoint', 'keep', keeps.map((one) => `'${one}'`).join(', '), keep)
  return (...args: readonly Tree[]) => {
    const { program, outputs, spent } = traceTrees(f, args, 'checkpoint')
    const flat = leaves(args)
    spend(flat, spent, 'checkpoint')
    return unflatten(outputs, step(program, flat, keep))
  }
}
