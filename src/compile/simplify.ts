import { constantOf, full } from '../primitives/literal.js'
import { showParams } from '../program/print.js'
import { item, lookup, type Program, type Variable } from '../program/program.js'
import { linearise } from '../program/trace.js'
import { dtypes } from '../shape/dtype.js'
import { applyAll } from '../tensor/apply.js'
import type { Params, Primitive, Target } from '../tensor/primitive.js'
import { type AnyTensor, placeholder } from '../tensor/tensor.js'
import { rulesOf } from './rules.js'
import { atOnce, type Steps } from './steps.js'

/** Builds a graph in which equal applications are one node and every rule has been applied. */
class Simplifier {
  readonly #byKey = new Map<string, readonly AnyTensor[]>()
  readonly #numbers = new Map<AnyTensor, number>()
  #regions = 0

  constructor(private readonly target?: Target) {}

  /** Takes a node as it is. */
  accept(tensor: AnyTensor): AnyTensor {
    if (!this.#numbers.has(tensor)) this.#numbers.set(tensor, this.#numbers.size)
    return tensor
  }

  /** Nodes that a rule made are simplified in turn, down to nodes already known. Rules are shallow, so this is too. */
  #settle(tensor: AnyTensor, region: string): AnyTensor {
    if (this.#numbers.has(tensor) || tensor.source.kind !== 'application') return this.accept(tensor)
    const { application, output } = tensor.source
    return item(
      this.apply(
        application.primitive,
        application.operands.map((operand) => this.#settle(operand, region)),
        application.params,
        region,
      ),
      output,
    )
  }

  /** Applies a primitive; `region` names a part of the program whose equations stay apart from equal ones elsewhere. */
  apply(primitive: Primitive, operands: readonly AnyTensor[], params: Params, region = ''): readonly AnyTensor[] {
    const key = `${region}${primitive.name}(${operands.map((operand) => this.#numbers.get(operand)).join(',')})${showParams(params)}`
    const met = this.#byKey.get(key)
    if (met) return met
    const settled = this.#settled(primitive, operands, params, region)
    this.#byKey.set(key, settled)
    return settled
  }

  #settled(primitive: Primitive, operands: readonly AnyTensor[], params: Params, region: string): readonly AnyTensor[] {
    const { apart, expand } = primitive
    const inner = expand && apart ? `${region}${this.#regions++}:` : region
    const opened = expand?.(operands, params, (each, given, own) => this.apply(each, given, own, inner), this.target)
    if (opened) return opened
    const results = applyAll(primitive, operands, params)
    const [result] = results
    const better = results.length === 1 && result ? this.#rewritten(primitive, operands, params, result) : undefined
    return better ? [this.#settle(better, region)] : results.map((made) => this.accept(made))
  }

  #rewritten(primitive: Primitive, operands: readonly AnyTensor[], params: Params, result: AnyTensor): AnyTensor | undefined {
    for (const rewrite of rulesOf(primitive, result)) {
      const better = rewrite(operands, params, result, this.target)
      if (better) return better
    }
    return folded(primitive, operands, params, result)
  }
}

/** An elementwise function of constants is a constant, and so is a constant that is only moved. */
const folded = ({ lower, evaluate, types }: Primitive, operands: readonly AnyTensor[], params: Params, result: AnyTensor) => {
  if (lower.kind !== 'pull' || operands.length === 0) return
  const values = operands.map(constantOf)
  if (values.some((value) => value === undefined)) return
  const { shape, dtype } = result.type
  const [only] = values
  if (lower.cost === 0) return lower.visits === 'many' ? undefined : full(only ?? Number.NaN, shape, dtype)
  if (lower.visits !== 'same') return
  const scalars = operands.map((operand, i) => ({ shape: [], dtype: operand.type.dtype, data: Float64Array.of(values[i] ?? Number.NaN) }))
  const [value] = item(evaluate(scalars, params, types(scalars, params)), 0).data
  return full(dtypes[dtype].rounded(value ?? Number.NaN), shape, dtype)
}

/**
 * The same function with less work: rules applied, constants folded, common subexpressions computed once, dead code gone. What holds of
 * real numbers is used only where it holds of floats too.
 */
export const simplify = (program: Program, target?: Target): Program => atOnce(simplifying(program, target))

/** Equations in a step. */
const inStep = 64

/** The same in steps. */
export function* simplifying(program: Program, target?: Target): Steps<Program> {
  const simplifier = new Simplifier(target)
  const inputs = program.inputs.map(({ type }) => simplifier.accept(placeholder(type)))
  const values = new Map(program.inputs.map((variable, i) => [variable, item(inputs, i)]))
  const valueOf = (variable: Variable): AnyTensor => lookup(values, variable)
  for (const [i, { primitive, operands, params, results }] of program.equations.entries()) {
    if (i % inStep === inStep - 1) yield
    const made = simplifier.apply(primitive, operands.map(valueOf), params)
    results.forEach((result, place) => {
      values.set(result, item(made, place))
    })
  }
  return { ...linearise(inputs, program.outputs.map(valueOf)), captures: program.captures }
}
