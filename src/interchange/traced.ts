import { type AnyTensor, internals, type Tree } from '../index.js'
import { arity, type Program, type Variable } from '../program/program.js'
import type { Traced, TreeFunction } from '../transforms/traced.js'

/**
 * A function of trees as a program. What it makes of tensors that it closes over, and of no argument, is part of the program: a compiler computes that once and captures the
 * result, but in a file a bias stands as it is, and not once for each example.
 *
 * @param hasForm whether a primitive can be written; what is made by one that can't stays a value
 */
export const tracedWhole = (
  f: TreeFunction,
  args: readonly Tree[],
  name: string,
  hasForm: (primitive: string) => boolean = () => true,
): Pick<Traced, 'program' | 'outputs'> => {
  const since = internals.madeSoFar()
  const { program, outputs } = internals.traceTrees(f, args, name)
  return { program: withOwnWork(program, since, hasForm), outputs }
}

/** What was made of captured tensors since then. */
const workOf = (tensors: readonly AnyTensor[], since: number): Program => internals.linearise([], tensors, ({ serial }) => serial < since)

/** The program with what was made of captured tensors since then. */
const withOwnWork = (program: Program, since: number, hasForm: (primitive: string) => boolean): Program => {
  const captured = program.captures.map((tensor, i) => ({ tensor, variable: program.inputs[arity(program) + i] }))
  const isOwn = ({ tensor }: (typeof captured)[number]): boolean =>
    tensor.source.kind === 'application' &&
    tensor.serial >= since &&
    workOf([tensor], since).equations.every(({ primitive }) => hasForm(primitive.name))
  const own = captured.filter(isOwn)
  if (own.length === 0) return program
  const others = captured.filter((one) => !own.includes(one))
  const work = workOf(
    own.map(({ tensor }) => tensor),
    since,
  )
  const made = new Map(own.map(({ variable }, i) => [variable, work.outputs[i]]))
  const now = (variable: Variable): Variable => made.get(variable) ?? variable
  return {
    inputs: [...program.inputs.slice(0, arity(program)), ...others.flatMap(({ variable }) => variable ?? []), ...work.inputs],
    captures: [...others.map(({ tensor }) => tensor), ...work.captures],
    equations: [...work.equations, ...program.equations.map((equation) => ({ ...equation, operands: equation.operands.map(now) }))],
    outputs: program.outputs.map(now),
  }
}
