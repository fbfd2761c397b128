import type { TensorType } from '../shape/dtype.js'
import type { Application } from '../tensor/primitive.js'
import { type AnyTensor, alive, madeSoFar, noteTensors, operandsOf, placeholder } from '../tensor/tensor.js'
import { type Equation, item, lookup, type Program, type Variable } from './program.js'

/** The program of a function: called once, on placeholders of the given types. */
export const trace = (f: (args: readonly AnyTensor[]) => readonly AnyTensor[], types: readonly TensorType[]): Program => {
  const before = othersWork(madeSoFar())
  const inputs = types.map(placeholder)
  // What it makes of no argument becomes part of the program, and stays.
  const scope = noteTensors(undefined)
  try {
    return linearise(inputs, f(inputs), before)
  } finally {
    noteTensors(scope)
  }
}

type Captures = (tensor: AnyTensor) => boolean

/**
 * What is none of a function's work, but captured as a value, so that it is done once and not in every call: pending work on concrete tensors, and what was
 * computed of arguments of a function around it before it was called. Constants are its own.
 */
const othersWork =
  (since: number): Captures =>
  ({ traced, grounded, serial }) =>
    traced ? serial < since : grounded

const sinceFirstOf = (inputs: readonly AnyTensor[]): Captures =>
  othersWork(inputs.length === 0 ? 0 : inputs.reduce((first, { serial }) => Math.min(first, serial), Number.POSITIVE_INFINITY))

/** Everything needed to compute `outputs` from `inputs`, in order. What else it rests on (concrete tensors, what was there before) is captured. */
export const linearise = (inputs: readonly AnyTensor[], outputs: readonly AnyTensor[], captures = sinceFirstOf(inputs)): Program =>
  ordered(inputs, outputs, captures).program

/** The same, with the node that each variable stands for. */
export const linearised = (
  inputs: readonly AnyTensor[],
  outputs: readonly AnyTensor[],
  captures = sinceFirstOf(inputs),
): { readonly program: Program; readonly tensors: ReadonlyMap<Variable, AnyTensor> } => {
  const { program, variables } = ordered(inputs, outputs, captures)
  return { program, tensors: new Map([...variables].map(([tensor, variable]) => [variable, tensor])) }
}

/** The program, and the variable that each node is in it. */
const ordered = (
  inputs: readonly AnyTensor[],
  outputs: readonly AnyTensor[],
  captures: Captures,
): { readonly program: Program; readonly variables: ReadonlyMap<AnyTensor, Variable> } => {
  const variables = new Map<AnyTensor, Variable>()
  const results = new Map<Application, readonly Variable[]>()
  const captured: { readonly tensor: AnyTensor; readonly variable: Variable }[] = []
  const equations: Equation[] = []
  const arguments_ = inputs.map((tensor) => {
    const variable: Variable = { type: tensor.type }
    variables.set(tensor, variable)
    return variable
  })

  const capture = (tensor: AnyTensor): void => {
    const variable: Variable = { type: tensor.type }
    variables.set(tensor, variable)
    captured.push({ tensor: alive(tensor, 'trace'), variable })
  }

  /** Depth first on an explicit stack: chains are as long as the user's program. */
  const visit = (root: AnyTensor): void => {
    const stack: AnyTensor[] = [root]
    while (stack.length > 0) {
      const tensor = item(stack, stack.length - 1)
      if (variables.has(tensor)) {
        stack.pop()
        continue
      }
      const { source } = tensor
      if (source.kind !== 'application' || captures(tensor)) {
        capture(tensor)
        stack.pop()
        continue
      }
      const { application, output } = source
      const known = results.get(application)
      if (known) {
        variables.set(tensor, item(known, output))
        stack.pop()
        continue
      }
      const operands = operandsOf(application)
      const missing = operands.filter((operand) => !variables.has(operand))
      if (missing.length > 0) {
        // Reversed, so that operands are computed in the order they are written.
        stack.push(...missing.reverse())
        continue
      }
      const made = application.types.map((type): Variable => ({ type }))
      results.set(application, made)
      equations.push({
        primitive: application.primitive,
        operands: operands.map((operand) => lookup(variables, operand)),
        params: application.params,
        results: made,
        at: application.at,
      })
    }
  }

  for (const output of outputs) visit(output)
  const program: Program = {
    inputs: [...arguments_, ...captured.map(({ variable }) => variable)],
    captures: captured.map(({ tensor }) => tensor),
    equations,
    outputs: outputs.map((output) => lookup(variables, output)),
  }
  return { program, variables }
}
