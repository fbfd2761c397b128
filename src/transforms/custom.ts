import { InvalidArgument, ShapeMismatch } from '../errors.js'
import { spread } from '../primitives/broadcast.js'
import { expanded } from '../primitives/expanded.js'
import { zeros } from '../primitives/literal.js'
import { item } from '../program/program.js'
import { sameType, showType, type TensorType } from '../shape/dtype.js'
import { applyAll } from '../tensor/apply.js'
import type { Fn } from '../tensor/call.js'
import * as check from '../tensor/check.js'
import { unwatched } from '../tensor/key-use.js'
import type { Mapped, Maybe, Params, Primitive } from '../tensor/primitive.js'
import { type AnyTensor, isFloating } from '../tensor/tensor.js'
import { leaves, type Structure, structure, type Tree, unflatten } from '../tensor/tree.js'
import { asStep, rulesOfBody, type WithBody } from './body.js'
import { spend, type TreeFunction, traceTrees } from './traced.js'
import { vmap } from './vmap.js'

/** The trees of a call, as a parameter that is printed. */
class Trees {
  constructor(
    readonly inputs: Structure,
    readonly outputs: Structure,
  ) {}

  toString(): string {
    return `${this.inputs.key} to ${this.outputs.key}`
  }
}

type Call = Params & WithBody & { readonly trees: Trees }

let instances = 0

const argumentsOf = ({ inputs }: Trees, operands: readonly AnyTensor[]): never[] =>
  unflatten(inputs, operands.slice(0, inputs.leaves)) as never[] // the list of arguments

/** Tangents or cotangents that are whole trees: zeros where there is none. */
const whole = (tangents: readonly Maybe[], like: readonly { readonly type: TensorType }[]): AnyTensor[] =>
  like.map(({ type }, i) => tangents[i] ?? zeros(type))

const demandAlike = (name: string, given: readonly AnyTensor[], values: readonly { readonly type: TensorType }[]): readonly AnyTensor[] => {
  if (given.length !== values.length) throw new ShapeMismatch(`${name}: ${values.length} tensors expected, ${given.length} given`)
  given.forEach((tensor, i) => {
    const { type } = item(values, i)
    if (!sameType(tensor.type, type))
      throw new ShapeMismatch(`${name}: tensor ${i} is ${showType(tensor.type)}, expected ${showType(type)}`)
  })
  return given
}

/** Mapping maps the function and its rules alike. What it closes over can't be mapped, since the rules know nothing of it. */
const mappedBy =
  (name: string, wrap: () => TreeFunction) =>
  ({ operands, mapped, params: { trees }, size }: Mapped<Call>): readonly AnyTensor[] => {
    const count = trees.inputs.leaves
    if (mapped.slice(count).includes(true))
      throw new ShapeMismatch(`${name}: the function closes over a tensor that is mapped; pass it as an argument`)
    const own = spread({ operands: operands.slice(0, count), mapped, size })
    return leaves(unwatched(() => wrap()(...argumentsOf(trees, own))))
  }

const applied =
  (name: string, primitive: Primitive<Call>, f: TreeFunction): TreeFunction =>
  (...args: readonly Tree[]) => {
    const { program, inputs, outputs, spent } = traceTrees(f, args, name)
    spend(leaves(args), spent, name)
    const { operands, body } = asStep(program, leaves(args))
    return unflatten(outputs, applyAll(primitive, operands, { body, trees: new Trees(inputs, outputs) }))
  }

/**
 * `f` with a derivative of your own, forward: `rule(primals, tangents)` gives `[f(...primals), tangent of the result]`, and must be linear in
 * the tangents. Reverse mode follows by transposition. What `f` closes over counts as constant.
 *
 * @throws ShapeMismatch if the rule's tangents are not as the results
 * @example
 * const safeSqrt = customJvp((x: Tensor<[]>) => sqrt(x), ([x], [t]) => [sqrt(x), div(t, maximum(mul(2, sqrt(x)), 1e-6))])
 *
 * @category Transforms and control flow
 */
export function customJvp<P extends readonly unknown[], R>(
  f: (...args: P) => R,
  rule: (primals: P, tangents: P) => readonly [R, R],
): Fn<P, R>
export function customJvp(f: TreeFunction, rule: (primals: never[], tangents: never[]) => readonly [Tree, Tree]): TreeFunction {
  check.callable('customJvp', 'the function', f)
  check.callable('customJvp', 'the rule', rule)
  const primitive: Primitive<Call> = {
    ...rulesOfBody(),
    name: `customJvp${instances++}`,
    jvp: (tangents, operands, { trees }, results) => {
      const own = operands.slice(0, trees.inputs.leaves)
      const [, moved] = unwatched(() => rule(argumentsOf(trees, own), argumentsOf(trees, whole(tangents, own))))
      const found = demandAlike('customJvp: the tangents of the rule', leaves(moved), results)
      return found.map((tangent) => (isFloating(tangent) ? tangent : undefined))
    },
    batch: mappedBy('customJvp', () => customJvp(vmap(f) as TreeFunction, vmap(rule as TreeFunction, { in: 0 }) as never)),
  }
  return applied('customJvp', primitive, f)
}

/**
 * What `customVjp` is told: the function with what its derivative needs, and the derivative, backward.
 *
 * @category Transforms and control flow
 */
export interface VjpRules<P extends readonly unknown[], R, Residuals> {
  /** `[f(...args), residuals]`. */
  readonly forward: (...args: P) => readonly [R, Residuals]
  /** The cotangents of the arguments, one tree an argument, from the residuals and the cotangent of the result. */
  readonly backward: (residuals: Residuals, cotangent: R) => readonly [...P]
}

/**
 * `f` with a derivative of your own, backward. Differentiating it again differentiates `forward` and `backward`. There is no forward mode:
 * `jvp` and `linearize` of it throw when they are evaluated. What `f` closes over counts as constant.
 *
 * @throws ShapeMismatch if the cotangents are not as the arguments
 * @example
 * const clipGradient = customVjp((x: Tensor<[3]>) => x, {
 *   forward: (x) => [x, null],
 *   backward: (_, ct) => [clip(ct, -1, 1)],
 * })
 *
 * @category Transforms and control flow
 */
export function customVjp<P extends readonly unknown[], R, Residuals>(f: (...args: P) => R, rules: VjpRules<P, R, Residuals>): Fn<P, R>
export function customVjp(f: TreeFunction, rules: VjpRules<never[], Tree, unknown>): TreeFunction {
  check.callable('customVjp', 'the function', f)
  const { forward, backward } = check.options('customVjp', 'f', rules, ['forward', 'backward'])
  check.callable('customVjp', 'forward', forward)
  check.callable('customVjp', 'backward', backward)
  const name = `customVjp${instances++}`
  const noForward = (): never => {
    throw new InvalidArgument(
      'customVjp: the function has no forward derivative, so jvp and linearize have none to evaluate; give it by customJvp',
    )
  }
  const pulled = new WeakMap<readonly Maybe[], readonly AnyTensor[]>()

  /** Stands for the tangent of the result until it is transposed: `(residuals..., tangents...)`, linear in the tangents. */
  const pending: Primitive<Params & { readonly trees: Trees; readonly types: readonly TensorType[] }> = {
    name: `${name}.backward`,
    types: (_, { types }) => types,
    jvp: noForward,
    transpose: (cotangents, which, { operands, types, params: { trees, types: made } }) => {
      const count = trees.inputs.leaves
      const all =
        pulled.get(cotangents) ??
        demandAlike(
          'customVjp: the cotangents of backward',
          leaves(
            unwatched(() =>
              backward(
                unflatten(
                  trees.inputs,
                  operands.slice(0, count).filter((operand) => operand !== undefined),
                ),
                unflatten(
                  trees.outputs,
                  whole(
                    cotangents,
                    made.map((type) => ({ type })),
                  ),
                ),
              ),
            ),
          ),
          types.slice(count).map((type) => ({ type })),
        )
      pulled.set(cotangents, all)
      return all[which - count]
    },
    batch: noForward,
    evaluate: noForward,
    expand: noForward,
    lower: expanded,
    samples: [],
  }

  const primitive: Primitive<Call> = {
    ...rulesOfBody(),
    name,
    jvp: (tangents, operands, { trees }, results) => {
      const own = operands.slice(0, trees.inputs.leaves)
      const [, residuals] = unwatched(() => forward(...argumentsOf(trees, own)))
      const kept = structure(residuals)
      const made = applyAll(pending, [...leaves(residuals), ...whole(tangents, own)], {
        trees: new Trees(kept, trees.outputs),
        types: results.map(({ type: { shape, dtype } }) => ({ shape, dtype })),
      })
      return results.map((result, i) => (isFloating(result) ? made[i] : undefined))
    },
    batch: mappedBy('customVjp', () =>
      customVjp(vmap(f) as TreeFunction, {
        forward: vmap(forward as TreeFunction) as never,
        backward: vmap(backward as TreeFunction) as never,
      }),
    ),
  }
  return applied('customVjp', primitive, f)
}
