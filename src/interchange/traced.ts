import { type AnyTensor, InvalidArgument, internals, type Tree } from '../index.js'
import { arity, item, type Program, type Variable } from '../program/program.js'
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
  if (program.outputs.length === 0) throw new InvalidArgument(`${name}: the function gives no tensor, so there is nothing to write`)
  return { program: withOwnWork(program, since, hasForm), outputs }
}

/** The value that a tensor repeats along axes; itself, if it repeats none. */
const unrepeated = (tensor: AnyTensor): AnyTensor => {
  const { source } = tensor
  if (source.kind !== 'application' || source.application.primitive.name !== 'broadcast') return tensor
  const [of] = source.application.operands
  return of && of.source.kind !== 'gone' ? unrepeated(of) : tensor
}

/** The program with what was made of captured tensors since then. Of what stays a value repeats are made: a bias that was drawn stands in a file once, too. */
const withOwnWork = (program: Program, since: number, hasForm: (primitive: string) => boolean): Program => {
  const workOf = (tensors: readonly AnyTensor[], stay: ReadonlySet<AnyTensor> = new Set()): Program =>
    internals.linearise([], tensors, (tensor) => tensor.serial < since || stay.has(tensor))
  const captured = program.captures.map((tensor, i) => ({ tensor, variable: item(program.inputs, arity(program) + i) }))
  const isNew = ({ tensor }: (typeof captured)[number]): boolean => tensor.source.kind === 'application' && tensor.serial >= since
  const stay = new Set(
    captured.flatMap((one) =>
      isNew(one) && !workOf([one.tensor]).equations.every(({ primitive }) => hasForm(primitive.name)) ? [unrepeated(one.tensor)] : [],
    ),
  )
  const isOwn = (one: (typeof captured)[number]): boolean => isNew(one) && !stay.has(one.tensor)
  const own = captured.filter(isOwn)
  if (own.length === 0) return program
  const others = captured.filter((one) => !isOwn(one))
  const work = workOf(
    own.map(({ tensor }) => tensor),
    stay,
  )
  const made = new Map(own.map(({ variable }, i) => [variable, work.outputs[i]]))
  const now = (variable: Variable): Variable => made.get(variable) ?? variable
  return {
    inputs: [...program.inputs.slice(0, arity(program)), ...others.map(({ variable }) => variable), ...work.inputs],
    captures: [...others.map(({ tensor }) => tensor), ...work.captures],
    equations: [...work.equations, ...program.equations.map((equation) => ({ ...equation, operands: equation.operands.map(now) }))],
    outputs: program.outputs.map(now),
  }
}
