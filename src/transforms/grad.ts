import { DTypeMismatch, InvalidArgument, ShapeMismatch } from '../errors.js'
import { full } from '../primitives/literal.js'
import { call } from '../program/interpret.js'
import { item } from '../program/program.js'
import { showType } from '../shape/dtype.js'
import type { Fit, Wanted as Unless } from '../shape/sentence.js'
import type { AnyFunction, Fn, ParametersOf, ReturnOf } from '../tensor/call.js'
import * as check from '../tensor/check.js'
import type { NotDifferentiable, NotScalar } from '../tensor/differentiable.js'
import { type AnyTensor, isFloating } from '../tensor/tensor.js'
import { leaves, paths, structure, type Tree, unflatten } from '../tensor/tree.js'
import { linearizeProgram, transposeProgram } from './linear.js'
import { demandTensors, spans, spend, type TreeFunction, traceTrees } from './traced.js'

/** Which arguments, and whether the function gives more than what is differentiated. */
export interface GradOptions {
  /** The arguments with respect to which the derivative is taken; the first if left out. */
  readonly argnums?: number | readonly number[]
  /** The function returns `[scalar, more]`, and `more` is handed through. */
  readonly aux?: boolean
}

/** Value, what came along, and one tree of gradients an argument number. */
interface Differentiated {
  readonly value: AnyTensor
  readonly aux: Tree
  readonly gradients: readonly Tree[]
}

/** Backpropagation: runs `f` once, and its adjoint once, from the scalar to the arguments. */
const differentiate = (name: string, f: TreeFunction, args: readonly Tree[], { argnums = 0, aux = false }: GradOptions): Differentiated => {
  const wanted = typeof argnums === 'number' ? [argnums] : argnums
  const flat = leaves(args, `${name}: argument`)
  const ranges = spans(args)
  for (const argument of wanted) demandFloats(name, argument, args)
  const { program, outputs, spent } = traceTrees(f, args, name)
  const result = program.outputs[0]
  if (!result) throw new ShapeMismatch(`${name}: the function returns no tensor; it must return a scalar, [] (sum or mean it)`)
  const { shape } = result.type
  if (shape.length > 0 || (!aux && program.outputs.length > 1))
    throw new ShapeMismatch(
      shape.length > 0
        ? `${name}: the function returns [${shape.join(', ')}]; it must return a scalar, [] (sum or mean it)`
        : `${name}: the function returns ${program.outputs.length} tensors; it must return a scalar, [], or [scalar, aux] with { aux: true }`,
    )
  if (!isFloating(result)) throw new DTypeMismatch(`${name}: the function returns ${showType(result.type)}; it must return a float`)

  const isWanted = (leaf: number) => wanted.some((argument) => leaf >= item(ranges, argument).from && leaf < item(ranges, argument).to)
  const { primal, linear, residuals } = linearizeProgram(
    program,
    program.inputs.map((_, i) => isWanted(i)),
    1,
  )
  spend(flat, spent, name)
  const made = call(primal, flat)
  const given = made.slice(program.outputs.length)
  const cotangents = call(transposeProgram(linear, residuals), [...given, full(1, [], result.type.dtype)])
  let next = 0
  const gradientOf = new Map<number, AnyTensor>(flat.flatMap((_, i) => (isWanted(i) ? [[i, item(cotangents, next++)] as const] : [])))
  const tree = unflatten(outputs, made.slice(0, program.outputs.length))
  return {
    value: item(made, 0),
    aux: aux && Array.isArray(tree) ? tree[1] : undefined,
    gradients: wanted.map((argument) => {
      const { from, to } = item(ranges, argument)
      return unflatten(
        structure(args[argument]),
        Array.from({ length: to - from }, (_, i) => gradientOf.get(from + i)).filter((gradient) => gradient !== undefined),
      )
    }),
  }
}

const demandFloats = (name: string, argument: number, args: readonly Tree[]): void => {
  if (argument < 0 || argument >= args.length || !Number.isInteger(argument))
    throw new InvalidArgument(`${name}: argnums names argument ${argument}, the function was called with ${args.length}`)
  demandTensors(name, `argument ${argument}`, args[argument])
  const where = paths(args[argument])
  leaves(args[argument]).forEach((leaf, i) => {
    if (!isFloating(leaf))
      throw new DTypeMismatch(
        `${name}: argument ${argument}${where[i]} is ${showType(leaf.type)}; only floats have derivatives: pass it as another argument`,
      )
  })
}

const optionsOf = (name: string, f: TreeFunction, given: GradOptions | undefined): GradOptions => {
  check.callable(name, 'what is differentiated', f)
  return check.options(name, 'f', given, ['argnums', 'aux'])
}

const single = (argnums: GradOptions['argnums'], trees: readonly Tree[]): Tree =>
  argnums === undefined || typeof argnums === 'number' ? trees[0] : trees

/** The gradients with respect to the arguments named: one tree, or one for each in a list of numbers. */
type Wanted<P extends readonly unknown[], N> = N extends readonly number[] ? { -readonly [K in keyof N]: P[N[K] & number] } : P[N & number]

/** What comes along beside the scalar. */
type AuxOf<R> = R extends readonly [unknown, infer More] ? More : unknown

/** The scalar of a function that returns it alone, or first of two. */
type ScalarOf<R, Aux> = Aux extends true ? (R extends readonly [infer Scalar, unknown] ? Scalar : R) : R

/** The sentence if the function cannot be differentiated so: of its argument, as at run time, or else of what it gives. */
type Undifferentiable<Op extends string, F, N, Aux> =
  | OfArgument<Op, F, N>
  | NotScalar<Op, Unless<OfArgument<Op, F, N>, ScalarOf<ReturnOf<F>, Aux>>>

type OfArgument<Op extends string, F, N> = N extends number ? NotDifferentiable<`${Op}: argument ${N}`, ParametersOf<F>[N]> : never

/** Options with what the type follows. */
interface Followed<N, Aux> extends GradOptions {
  readonly argnums?: N & (number | readonly number[])
  readonly aux?: Aux & boolean
}

/**
 * The gradient of a scalar function, by backpropagation: `grad(f)(x)` is `df/dx`, a tree as `x` is. It costs a small multiple of `f`,
 * whatever the number of parameters, and is a function again: `grad(grad(f))`, `jit(grad(f))`, `jvp` of it.
 *
 * With respect to the first argument, or those of `argnums`; with `aux`, `f` returns `[scalar, more]` and the gradient `[gradient, more]`.
 *
 * @throws ShapeMismatch if the function returns no scalar; DTypeMismatch for arguments that are not floats
 * @example
 * const slope = grad((x: Tensor<[]>) => mul(x, x))
 * await slope(tensor(3)).item() // 6
 *
 * @category Transforms and control flow
 */
export function grad<F extends AnyFunction, const N = 0, const Aux = false>(
  f: Fit<Undifferentiable<'grad', F, N, Aux>, F>,
  options?: Followed<N, Aux>,
): Fn<ParametersOf<F>, Aux extends true ? [Wanted<ParametersOf<F>, N>, AuxOf<ReturnOf<F>>] : Wanted<ParametersOf<F>, N>>
export function grad(f: TreeFunction, given?: GradOptions): TreeFunction {
  const options = optionsOf('grad', f, given)
  return (...args: readonly Tree[]) => {
    const { aux, gradients } = differentiate('grad', f, args, options)
    const gradient = single(options.argnums, gradients)
    return options.aux ? [gradient, aux] : gradient
  }
}

/**
 * Value and gradient at once: `valueAndGrad(f)(x)` is `[f(x), df/dx]`, for little more than the gradient alone. Options as for `grad`;
 * with `aux`, the value is the pair `[scalar, more]`.
 *
 * @throws ShapeMismatch if the function returns no scalar; DTypeMismatch for arguments that are not floats
 * @example const [loss, gradients] = valueAndGrad(lossOf)(params, x, y)
 *
 * @category Transforms and control flow
 */
export function valueAndGrad<F extends AnyFunction, const N = 0, const Aux = false>(
  f: Fit<Undifferentiable<'valueAndGrad', F, N, Aux>, F>,
  options?: Followed<N, Aux>,
): Fn<ParametersOf<F>, [ReturnOf<F>, Wanted<ParametersOf<F>, N>]>
export function valueAndGrad(f: TreeFunction, given?: GradOptions): TreeFunction {
  const options = optionsOf('valueAndGrad', f, given)
  return (...args: readonly Tree[]) => {
    const { value, aux, gradients } = differentiate('valueAndGrad', f, args, options)
    return [options.aux ? [value, aux] : value, single(options.argnums, gradients)]
  }
}
