import { reshape } from '../primitives/reshape.js'
import type { Loop, WithLoop } from '../program/loop.js'
import { type Equation, item, lookup, type Program, type Variable } from '../program/program.js'
import type { TensorType } from '../shape/dtype.js'
import type { Primitive } from '../tensor/primitive.js'
import { type Compiled, compileLoop, compileSimplified, type Limits, targetOf } from './compile.js'
import { packed } from './packing.js'
import { bytesOf, type Location, type Plan, type Turn } from './plan.js'
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
  /** Where inputs, results and what lies between steps are. */
  readonly plan: Pick<Plan, 'locations' | 'slots' | 'outputs' | 'halves'>
}

/** Where a result comes to lie: in memory of its own, or in that of an input that was donated. */
export interface Place {
  readonly type: TensorType
  readonly input?: number
}

export const placesOf = (prepared: Prepared): readonly Place[] =>
  (prepared.kind === 'kernels' ? prepared.compiled : prepared).plan.outputs.map(({ type, location }) => ({
    type,
    ...(location.kind === 'input' && { input: location.index }),
  }))

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
  const simplified = yield* simplifying(program, targetOf(limits))
  yield
  return yield* preparedAs(simplified, limits, donated)
}

function* preparedAs(simplified: Program, limits: Limits, donated: readonly number[]): Steps<Prepared> {
  return simplified.equations.some(isLoop)
    ? yield* new Writer(simplified, limits, donated).write()
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
  const simplified = yield* simplifying(loop.program, targetOf(limits))
  yield
  if (limits.slices || simplified.equations.some(isLoop)) return { kind: 'loop', loop, body: yield* preparedAs(simplified, limits, []) }
  const body = withOwnOutputs(simplified)
  const turn = turnOf(loop)
  const whole = yield* compileLoop(body, loop, limits, turn)
  if (whole) return { kind: 'kernels', compiled: whole }
  return { kind: 'loop', loop, body: { kind: 'kernels', compiled: yield* compileSimplified(body, limits, [], turn) } }
}

/** How many loops are behind what an equation makes, one after the other; nothing is said of one that rests on no input: it runs wherever it is read. */
const levelsOf = ({ inputs, equations }: Program) => {
  const ofValues = new Map<Variable, number>(inputs.map((input) => [input, 0]))
  const ofEquations = new Map<Equation, number>()
  for (const equation of equations) {
    const known = equation.operands.map((operand) => ofValues.get(operand)).filter((level) => level !== undefined)
    if (known.length === 0 && !isLoop(equation)) continue
    const level = Math.max(0, ...known)
    ofEquations.set(equation, level)
    for (const result of equation.results) ofValues.set(result, isLoop(equation) ? level + 1 : level)
  }
  return { ofValues, ofEquations, last: Math.max(0, ...ofValues.values()) }
}

/** Writes the steps: what no loop is behind, the loops that need no more than that, what these are behind, and so on. */
class Writer {
  readonly #levels: ReturnType<typeof levelsOf>
  /** The level at which a value is read last; by a loop, half a level later. */
  readonly #lastRead = new Map<Variable, number>()
  readonly #steps: Step[] = []
  readonly #there: Set<Variable>
  /** Donated inputs whose memory nobody has taken over, and which they are. */
  readonly #spare: Map<Variable, number>
  readonly #locations = new Map<Variable, Location>()

  constructor(
    private readonly program: Program,
    private readonly limits: Limits,
    donated: readonly number[],
  ) {
    const { inputs, outputs, equations } = program
    this.#levels = levelsOf(program)
    for (const equation of equations) {
      const at = (this.#levels.ofEquations.get(equation) ?? 0) + (isLoop(equation) ? 0.5 : 0)
      for (const operand of equation.operands) this.#lastRead.set(operand, Math.max(this.#lastRead.get(operand) ?? 0, at))
    }
    for (const output of outputs) this.#lastRead.set(output, Number.POSITIVE_INFINITY)
    this.#there = new Set(inputs)
    this.#spare = new Map(donated.map((index) => [item(inputs, index), index]))
    inputs.forEach((input, index) => {
      this.#locations.set(input, { kind: 'input', index })
    })
  }

  *write(): Steps<Staged> {
    const { ofValues, ofEquations, last } = this.#levels
    const { equations, outputs } = this.program
    for (let level = 0; level <= last; level++) {
      const at = equations.filter((equation) => ofEquations.get(equation) === level)
      const loops = at.filter(isLoop)
      const made = at
        .flatMap((equation) => (isLoop(equation) ? [] : equation.results))
        .filter((variable) => this.#lastReadOf(variable) > level)
      const free = loops.flatMap(({ operands }) => operands).filter((operand) => !ofValues.has(operand))
      const constant = level === last ? outputs.filter((output) => !ofValues.has(output)) : []
      yield* this.#kernels(
        [...new Set([...made, ...free, ...constant])].filter((variable) => !this.#there.has(variable)),
        level,
      )
      for (const loop of loops) yield* this.#loop(loop, loops, level)
    }
    const owned = yield* this.#owned()
    return { kind: 'staged', program: this.program, steps: this.#steps, plan: this.#planned(owned) }
  }

  #lastReadOf(variable: Variable): number {
    return this.#lastRead.get(variable) ?? -1
  }

  /** A result is made in the memory of a donated input. */
  #takesOver(result: Variable, input: Variable): void {
    this.#locations.set(result, { kind: 'input', index: lookup(this.#spare, input) })
    this.#spare.delete(input)
  }

  /** The kernels that make these, out of what is there. */
  *#kernels(targets: readonly Variable[], level: number): Steps<void> {
    if (targets.length === 0) return
    const needed = new Set<Variable>(targets)
    const reads = new Set<Variable>()
    const equations: Equation[] = []
    for (const equation of [...this.program.equations].reverse()) {
      if (isLoop(equation) || !equation.results.some((result) => needed.has(result))) continue
      equations.unshift(equation)
      for (const operand of equation.operands) (this.#there.has(operand) ? reads : needed).add(operand)
    }
    const spare = [...this.#spare.keys()].filter((input) => this.#lastReadOf(input) <= level)
    for (const input of spare) reads.add(input)
    const inputs = [...reads]
    const compiled = yield* compileSimplified(
      { inputs, captures: [], equations, outputs: targets },
      this.limits,
      spare.map((input) => inputs.indexOf(input)),
    )
    targets.forEach((target, i) => {
      const { location } = item(compiled.plan.outputs, i)
      if (location.kind === 'input') this.#takesOver(target, item(inputs, location.index))
    })
    this.#step({ reads: inputs, makes: targets, work: { kind: 'kernels', compiled } })
  }

  #step(step: Step): void {
    this.#steps.push(step)
    for (const variable of step.makes) this.#there.add(variable)
  }

  /** What it carries comes to lie where it began, if that was donated and is read by nothing else: the second turn writes there at the earliest. */
  *#loop({ operands, results, params }: Equation, beside: readonly Equation[], level: number): Steps<void> {
    const { loop } = params as WithLoop // what is lowered to a loop has one
    const uses = (variable: Variable) => beside.flatMap((other) => other.operands).filter((operand) => operand === variable).length
    const ends = loop.outputs(results).carried
    loop.inputs(operands).carried.forEach((begin, i) => {
      const isLast = this.#spare.has(begin) && this.#lastReadOf(begin) === level + 0.5 && uses(begin) === 1
      if (isLast && loop.length > 1) this.#takesOver(item(ends, i), begin)
    })
    this.#step({ reads: operands, makes: results, work: yield* loopOf(loop, this.limits) })
  }

  /** The outputs: what is handed through, or returned a second time, is copied, so that every result owns its memory. */
  *#owned(): Steps<readonly Variable[]> {
    const own = new Set<Variable>(this.program.inputs)
    const outputs: Variable[] = []
    for (const output of this.program.outputs) {
      if (own.has(output)) {
        const copy: Variable = { type: output.type }
        const same: Program = { inputs: [output], captures: [], equations: [], outputs: [output] }
        const compiled = yield* compileSimplified(same, this.limits, [])
        this.#step({ reads: [output], makes: [copy], work: { kind: 'kernels', compiled } })
        outputs.push(copy)
      } else {
        own.add(output)
        outputs.push(output)
      }
    }
    return outputs
  }

  /** Gives a place to all that has none: results have memory of their own, what lies between steps shares slots. */
  #planned(outputs: readonly Variable[]): Staged['plan'] {
    const locations = this.#locations
    outputs.forEach((output, index) => {
      if (!locations.has(output)) locations.set(output, { kind: 'output', index })
    })
    const lastStep = new Map(this.#steps.flatMap(({ reads, makes }, at) => [...makes, ...reads].map((variable) => [variable, at] as const)))
    const between = this.#steps.flatMap(({ makes }, from) =>
      makes
        .filter((variable) => !locations.has(variable))
        .map((variable) => ({ variable, bytes: bytesOf(variable.type, this.limits), from, to: lookup(lastStep, variable) })),
    )
    const { slots, slotOf } = packed(between)
    between.forEach(({ variable }, i) => {
      locations.set(variable, { kind: 'slot', index: item(slotOf, i) })
    })
    return {
      locations,
      slots,
      outputs: outputs.map((output) => ({ type: output.type, location: lookup(locations, output) })),
      halves: this.limits.halves === true,
    }
  }
}
