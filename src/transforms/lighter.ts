import { add } from '../primitives/multiply.js'
import type { Loop } from '../program/loop.js'
import { type Equation, item, type Program, type Variable } from '../program/program.js'
import { sizeOf } from '../shape/dim.js'
import type { Params, Primitive } from '../tensor/primitive.js'
import type { AnyTensor } from '../tensor/tensor.js'

/*
 * What need not be done step by step is taken out of a loop (`products-before.ts`, `sums-behind.ts`). A loop that carries sums alone, or nothing, is left as it is: whoever
 * adds up the gradients of small batches, or maps step by step, wants to save memory.
 */

/** What a loop is given, by what it is to it. */
export interface Given {
  readonly constants: readonly AnyTensor[]
  readonly carried: readonly AnyTensor[]
  readonly lists: readonly AnyTensor[]
}

/** Runs a body. */
export type Run = (body: Program, given: Given, how: Pick<Loop, 'length' | 'reverse' | 'linear'>) => readonly AnyTensor[]

/** What stands in the place of a loop: its results, from its operands. */
export type Lighter = (operands: readonly AnyTensor[], run: Run) => readonly AnyTensor[]

/** Elements of all of these. */
export const wordsOf = (variables: Iterable<Variable>): number => [...variables].reduce((total, { type }) => total + sizeOf(type.shape), 0)

/** The program without equations that no output needs. */
export const pruned = (program: Program): Program => {
  const needed = new Set(program.outputs)
  const equations: Equation[] = []
  for (const equation of [...program.equations].reverse()) {
    if (!equation.results.some((result) => needed.has(result))) continue
    equations.push(equation)
    for (const operand of equation.operands) needed.add(operand)
  }
  return { ...program, equations: equations.reverse() }
}

/** The operands and parameters of an equation, if it is an application of that primitive. */
export const made = <P extends Params>(equation: Equation, { primitive }: { readonly primitive: Primitive<P> }) =>
  equation.primitive === (primitive as unknown as Primitive) // only ever compared by identity
    ? { operands: equation.operands, params: equation.params as P } // equal primitives have equal parameter types
    : undefined

/** What is added to each carried value that nothing else is done with. */
export const addedOf = ({ program, constants, carried }: Loop): readonly (Variable | undefined)[] => {
  const definitions = definitionsOf(program)
  const uses = new Map<Variable, number>()
  for (const variable of [...program.equations.flatMap(({ operands }) => operands), ...program.outputs])
    uses.set(variable, (uses.get(variable) ?? 0) + 1)
  return program.outputs.slice(0, carried).map((output, i) => {
    const [before, equation] = [item(program.inputs, constants + i), definitions.get(output)]
    const operands = (equation && made(equation, add)?.operands) ?? []
    const isAlone = uses.get(before) === 1 && uses.get(output) === 1 && operands.includes(before)
    return isAlone ? operands.find((operand) => operand !== before) : undefined
  })
}

export const definitionsOf = ({ equations }: Program): ReadonlyMap<Variable, Equation> =>
  new Map(equations.flatMap((equation) => equation.results.map((result) => [result, equation] as const)))

/** Whether it carries something that it does more with than to add to it. */
export const isRecurrent = (loop: Loop): boolean => addedOf(loop).includes(undefined)
