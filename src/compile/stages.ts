import { reshape } from '../primitives/reshape.js'
import type { Loop, WithLoop } from '../program/loop.js'
import type { Equation, Program, Variable } from '../program/program.js'
import type { Primitive } from '../tensor/primitive.js'
import { type Compiled, compileLoop, compileSimplified, kernelsOf, type Limits } from './compile.js'
import type { Turn } from './plan.js'
import { simplifying } from './simplify.js'
import { atOnce, type Steps } from './steps.js'

/*
 * A program with loops is no set of kernels, but steps one after the other: kernels, and loops whose bodies are programs of their own. All steps are given to a
 * device in one go; nothing is read back in between.
 */

/** A program on its way to a device: kernels, or steps. */
export type Prepared = { readonly kind: 'kernels'; readonly compiled: Compiled } | Staged

export interface Staged {
  readonly kind: 'staged'
  /** As it was simplified. */
  readonly program: Program
  readonly steps: readonly Step[]
  /** Where each output comes to lie. */
  readonly outputs: readonly Variable[]
}

/** What a step reads and makes, in the order of its inputs and outputs. */
export interface Step {
  readonly reads: readonly Variable[]
  readonly makes: readonly Variable[]
  readonly work: Prepared | { readonly kind: 'loop'; readonly loop: Loop; readonly body: Prepared }
}

const isLoop = ({ primitive }: Equation): boolean => primitive.lower.kind === 'loop'

/** Program to kernels and loops. */
export const prepare = (program: Program, limits: Limits, donated: readonly number[] = []): Prepared =>
  atOnce(preparing(program, limits, donated))

/** The same in steps. */
export function* preparing(program: Program, limits: Limits, donated: readonly number[] = []): Steps<Prepared> {
  const simplified = yield* simplifying(program, kernelsOf(limits))
  yield
  return yield* preparedAs(simplified, limits, donated)
}

function* preparedAs(simplified: Program, limits: Limits, donated: readonly number[]): Steps<Prepared> {
  return simplified.equations.some(isLoop)
    ? yield* staged(simplified, limits)
    : { kind: 'kernels', compiled: yield* compileSimplified(simplified, limits, donated) }
}

/** Which inputs and outputs of a loop's body are slices of lists. */
const turnOf = ({ program, constants, carried, length }: Loop): Turn => {
  const from = (first: number, all: readonly Variable[]) => new Set([...all.keys()].slice(first))
  return { length, takes: from(constants + carried, program.inputs), gives: from(carried, program.outputs) }
}

/** What is handed through, or given a second time, as an equation: a kernel that runs anyway may store it too. */
const withOwnOutputs = (program: Program): Program => {
  const met = new Set<Variable>(program.inputs)
  const copies: Equation[] = []
  const outputs = program.outputs.map((output) => {
    if (!met.has(output)) {
      met.add(output)
      return output
    }
    const copy: Variable = { type: output.type }
    const primitive = reshape.primitive as unknown as Primitive // it is given its own parameters
    copies.push({ primitive, operands: [output], params: { shape: output.type.shape }, results: [copy] })
    return copy
  })
  return { ...program, equations: [...program.equations, ...copies], outputs }
}

/** A loop as one kernel, or its body. Kernels are given whole lists and the turn, unless the device gives them slices; steps are given slices. */
function* loopOf(loop: Loop, limits: Limits): Steps<Step['work']> {
  const simplified = yield* simplifying(loop.program, kernelsOf(limits))
  yield
  if (limits.slices || simplified.equations.some(isLoop)) return { kind: 'loop', loop, body: yield* preparedAs(simplified, limits, []) }
  const body = withOwnOutputs(simplified)
  const turn = turnOf(loop)
  const whole = yield* compileLoop(body, loop, limits, turn)
  if (whole) return { kind: 'kernels', compiled: whole }
  return { kind: 'loop', loop, body: { kind: 'kernels', compiled: yield* compileSimplified(body, limits, [], turn) } }
}

function* staged(program: Program, limits: Limits): Steps<Staged> {
  // How many loops are behind a value, one after the other; a value that rests on no input is made wherever it is read.
  const levels = new Map<Variable, number>(program.inputs.map((input) => [input, 0]))
  const levelOf = ({ operands }: Equation): number | undefined =>
    operands.reduce<number | undefined>((most, operand) => {
      const level = levels.get(operand)
      return level === undefined ? most : Math.max(most ?? 0, level)
    }, undefined)
  const before = new Map<Equation, number>()
  for (const equation of program.equations) {
    const level = levelOf(equation) ?? (isLoop(equation) ? 0 : undefined)
    if (level === undefined) continue
    before.set(equation, level)
    for (const result of equation.results) levels.set(result, isLoop(equation) ? level + 1 : level)
  }
  const last = Math.max(0, ...levels.values())

  const lastRead = new Map<Variable, number>()
  for (const equation of program.equations)
    for (const operand of equation.operands)
      lastRead.set(operand, Math.max(lastRead.get(operand) ?? 0, (before.get(equation) ?? 0) + (isLoop(equation) ? 0.5 : 0)))
  for (const output of program.outputs) lastRead.set(output, Number.POSITIVE_INFINITY)

  const there = new Set<Variable>(program.inputs)
  const steps: Step[] = []
  function* kernels(targets: readonly Variable[]): Steps<void> {
    if (targets.length === 0) return
    const needed = new Set<Variable>(targets)
    const reads = new Set<Variable>()
    const equations: Equation[] = []
    for (const equation of [...program.equations].reverse()) {
      if (isLoop(equation) || !equation.results.some((result) => needed.has(result))) continue
      equations.unshift(equation)
      for (const operand of equation.operands) (there.has(operand) ? reads : needed).add(operand)
    }
    const inputs = [...reads]
    const part: Program = { inputs, captures: [], equations, outputs: targets }
    steps.push({ reads: inputs, makes: targets, work: { kind: 'kernels', compiled: yield* compileSimplified(part, limits, []) } })
    for (const target of targets) there.add(target)
  }
  for (let level = 0; level <= last; level++) {
    const loops = program.equations.filter((equation) => isLoop(equation) && before.get(equation) === level)
    const isRead = (variable: Variable) => (lastRead.get(variable) ?? 0) > level
    const made = program.equations
      .filter((equation) => !isLoop(equation) && before.get(equation) === level)
      .flatMap(({ results }) => results)
    const free = loops.flatMap(({ operands }) => operands).filter((operand) => !levels.has(operand))
    const constant = level === last ? program.outputs.filter((output) => !levels.has(output)) : []
    yield* kernels([...new Set([...made.filter(isRead), ...free, ...constant])].filter((variable) => !there.has(variable)))
    for (const { operands, results, params } of loops) {
      const { loop } = params as WithLoop // what is lowered to a loop has one
      steps.push({
        reads: operands,
        makes: results,
        work: yield* loopOf(loop, limits),
      })
      for (const result of results) there.add(result)
    }
  }

  // What is handed through, or returned a second time, is copied, so that every result owns its memory.
  const own = new Set<Variable>()
  const outputs: Variable[] = []
  for (const output of program.outputs) {
    if (!program.inputs.includes(output) && !own.has(output)) {
      own.add(output)
      outputs.push(output)
      continue
    }
    const copy: Variable = { type: output.type }
    const same: Program = { inputs: [output], captures: [], equations: [], outputs: [output] }
    steps.push({ reads: [output], makes: [copy], work: { kind: 'kernels', compiled: yield* compileSimplified(same, limits, []) } })
    outputs.push(copy)
  }
  return { kind: 'staged', program, steps, outputs }
}
