import { InvalidArgument, ShapeMismatch } from '../errors.js'
import { zeros } from '../primitives/literal.js'
import { call } from '../program/interpret.js'
import { item, type Program } from '../program/program.js'
import { sameType, showType, type TensorType } from '../shape/dtype.js'
import type { AnyFunction, Bound, CheckArgs, ParametersOf, ReturnOf } from '../tensor/call.js'
import * as check from '../tensor/check.js'
import { type AnyTensor, isFloating } from '../tensor/tensor.js'
import { leaves, paths, type Tree, unflatten } from '../tensor/tree.js'
import { linearizeProgram, transposeProgram } from './linear.js'
import { jvpProgram } from './push-forward.js'
import { demandTensors, spend, type TreeFunction, traceTrees, unflattenEach } from './traced.js'

/** A tuple that may be written to. */
type Mutable<A extends readonly unknown[]> = { -readonly [K in keyof A]: A[K] }

/** The leaves of tangents or cotangents, which must be as the values they belong to. */
const matching = (name: string, what: string, values: readonly { readonly type: TensorType }[], given: Tree): AnyTensor[] => {
  const found = leaves(given)
  if (found.length !== values.length) throw new ShapeMismatch(`${name}: ${values.length} ${what}s expected, ${found.length} given`)
  const where = paths(given)
  found.forEach((leaf, i) => {
    const { type } = item(values, i)
    if (!sameType(leaf.type, type))
      throw new ShapeMismatch(`${name}: ${what}${where[i]} is ${showType(leaf.type)}, its value is ${showType(type)}`)
  })
  return found
}

const floating = <T>(values: readonly AnyTensor[], list: readonly T[]): T[] => list.filter((_, i) => isFloating(item(values, i)))

const demandList = (name: string, given: unknown): void => {
  if (!Array.isArray(given)) check.refuse('jvp', name, 'a list, an entry for each argument', given, 'write jvp(f, [x], [t])')
}

/**
 * Value and directional derivative, forward: `jvp(f, [x], [t])` is `[f(x), f'(x) t]`. Tangents are as the arguments; those of arguments
 * that are not floats are ignored.
 *
 * @throws ShapeMismatch if a tangent is not as its argument
 * @example const [y, dy] = jvp(sin, [x], [onesLike(x)]) // dy = cos(x)
 *
 * @category Transforms and control flow
 */
export function jvp<F extends AnyFunction, const A extends readonly unknown[]>(
  f: F,
  primals: CheckArgs<ParametersOf<F>, A>,
  tangents: NoInfer<A>,
): [Bound<ParametersOf<F>, ReturnOf<F>, A>, Bound<ParametersOf<F>, ReturnOf<F>, A>]
export function jvp(f: TreeFunction, primals: readonly Tree[], tangents: readonly Tree[]): [Tree, Tree] {
  check.callable('jvp', 'what is differentiated', f)
  demandList('primals', primals)
  demandList('tangents', tangents)
  demandTensors('jvp', 'the primals', primals)
  const { program, outputs, spent } = traceTrees(f, primals, 'jvp')
  const values = leaves(primals)
  spend(values, spent, 'jvp')
  const given = matching('jvp', 'tangent', values, tangents)
  const made = call(
    // Every argument moves, what was captured does not.
    jvpProgram(
      program,
      program.inputs.map((_, i) => i < values.length),
    ),
    [...values, ...program.captures, ...floating(values, given)],
  )
  const count = program.outputs.length
  return [unflatten(outputs, made.slice(0, count)), unflatten(outputs, made.slice(count))]
}

const linearized = (name: string, f: TreeFunction, primals: readonly Tree[]) => {
  demandTensors(name, 'what it is taken at', primals)
  const { program, outputs, spent } = traceTrees(f, primals, name)
  const values = leaves(primals)
  spend(values, spent, name)
  const split = linearizeProgram(
    program,
    program.inputs.map((_, i) => i < values.length),
  )
  const made = call(split.primal, values)
  const count = program.outputs.length
  return { ...split, outputs, values, results: made.slice(0, count), given: made.slice(count) }
}

/**
 * Value and pullback: `vjp(f, x)` is `[f(x), pull]`, and `pull(u)` the list, one an argument, of `u f'(x)`: what backpropagation computes.
 * `f` runs once, however often the pullback is called. Cotangents of arguments that are not floats are zeros.
 *
 * @throws ShapeMismatch if a cotangent is not as its result
 * @example
 * const [y, pull] = vjp(matmul, a, b)
 * const [da, db] = pull(onesLike(y))
 *
 * @category Transforms and control flow
 */
export function vjp<F extends AnyFunction, const A extends readonly unknown[]>(
  f: F,
  ...primals: CheckArgs<ParametersOf<F>, A>
): [Bound<ParametersOf<F>, ReturnOf<F>, A>, (cotangent: Bound<ParametersOf<F>, ReturnOf<F>, A>) => Mutable<A>]
export function vjp(f: TreeFunction, ...primals: readonly Tree[]): [Tree, (cotangent: Tree) => Tree[]] {
  check.callable('vjp', 'what is differentiated', f)
  const { linear, residuals, outputs, values, results, given } = linearized('vjp', f, primals)
  const pullback = (cotangent: Tree): Tree[] => {
    const seeds = matching('vjp', 'cotangent', results, cotangent)
    const cotangents = call(transposeProgram(linear, residuals), [...given, ...seeds])
    let next = 0
    return unflattenEach(
      primals,
      values.map((value) => (isFloating(value) ? item(cotangents, next++) : zeros(value.type))),
    )
  }
  return [unflatten(outputs, results), pullback]
}

/**
 * Value and derivative at a point, as a linear function: `linearize(f, x)` is `[f(x), push]`, and `push(t)` is `f'(x) t`. `f` runs once,
 * however often `push` is called.
 *
 * @throws ShapeMismatch if a tangent is not as its argument
 * @example const [y, push] = linearize(sin, x)
 *
 * @category Transforms and control flow
 */
export function linearize<F extends AnyFunction, const A extends readonly unknown[]>(
  f: F,
  ...primals: CheckArgs<ParametersOf<F>, A>
): [Bound<ParametersOf<F>, ReturnOf<F>, A>, (...tangents: A) => Bound<ParametersOf<F>, ReturnOf<F>, A>]
export function linearize(f: TreeFunction, ...primals: readonly Tree[]): [Tree, (...tangents: readonly Tree[]) => Tree] {
  check.callable('linearize', 'what is differentiated', f)
  const { linear, outputs, values, results, given } = linearized('linearize', f, primals)
  const push = (...tangents: readonly Tree[]): Tree => {
    const moved = floating(values, matching('linearize', 'tangent', values, tangents))
    return unflatten(outputs, call(linear, [...given, ...moved]))
  }
  return [unflatten(outputs, results), push]
}

/** Nothing of a program's own may depend on its arguments in another way than linearly. */
const transposeLinear = (name: string, f: TreeFunction, like: readonly Tree[]) => {
  const { program } = traceTrees(f, like, name)
  const count = program.inputs.length - program.captures.length
  const ordered: Program = { ...program, inputs: [...program.inputs.slice(count), ...program.inputs.slice(0, count)] }
  try {
    return { adjoint: transposeProgram(ordered, program.captures.length), captures: program.captures, outputs: program.outputs }
  } catch (error) {
    throw new InvalidArgument(`${name}: the function is not linear in its arguments (${error instanceof Error ? error.message : error})`, {
      cause: error,
    })
  }
}

/**
 * The adjoint of a function that is linear in its arguments: `linearTranspose(f, x)(u)` is the list, one an argument, of `f* u`, where
 * `<u, f x> = <f* u, x>`. The arguments say shapes and dtypes only; their values do not matter.
 *
 * @throws InvalidArgument if the function is not linear; ShapeMismatch if a cotangent is not as its result
 * @example
 * const [y] = linearTranspose((x: Tensor<[3]>) => matmul(w, x), zeros([3]))(u) // matmul(transpose(w), u)
 *
 * @category Transforms and control flow
 */
export function linearTranspose<F extends AnyFunction, const A extends readonly unknown[]>(
  f: F,
  ...like: CheckArgs<ParametersOf<F>, A>
): (cotangent: Bound<ParametersOf<F>, ReturnOf<F>, A>) => Mutable<A>
export function linearTranspose(f: TreeFunction, ...like: readonly Tree[]): (cotangent: Tree) => Tree[] {
  check.callable('linearTranspose', 'what is transposed', f)
  const { adjoint, captures, outputs } = transposeLinear('linearTranspose', f, like)
  return (cotangent) => {
    const seeds = matching('linearTranspose', 'cotangent', outputs, cotangent)
    return unflattenEach(like, call(adjoint, [...captures, ...seeds]))
  }
}
