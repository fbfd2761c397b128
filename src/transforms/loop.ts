import { spread } from '../primitives/broadcast.js'
import { zeros } from '../primitives/literal.js'
import { add } from '../primitives/multiply.js'
import { permute } from '../primitives/permute.js'
import { stacked, turns } from '../primitives/turns.js'
import { interpret } from '../program/interpret.js'
import { Loop, type WithLoop } from '../program/loop.js'
import { item, type Program, readInputs, type Variable } from '../program/program.js'
import { linearise, trace } from '../program/trace.js'
import { applyAll } from '../tensor/apply.js'
import type { Maybe, Primitive } from '../tensor/primitive.js'
import { type AnyTensor, isFloating, placeholder } from '../tensor/tensor.js'
import { batchProgram } from './batch.js'
import { dependents, linearizeProgram, transposeProgram } from './linear.js'
import { productsBefore } from './products-before.js'
import { jvpProgram, pushForward } from './push-forward.js'
import { keepingLess } from './residuals.js'
import { sumsBehind } from './sums-behind.js'
import { wholeWords } from './whole-words.js'

/*
 * The loop as a primitive: all of its rules are loops again, whose bodies are the body's derivative, its adjoint, and the body mapped. So nothing is
 * ever unrolled, whatever is done to it.
 */

const pick = <T>(list: readonly T[], flags: readonly boolean[]): T[] => list.filter((_, i) => flags[i])

/** A program with its inputs in another order. */
const reordered = (program: Program, inputs: readonly Variable[]): Program => ({ ...program, inputs, captures: [] })

/**
 * Runs a loop: one of no steps is what it was given. Constants that its program captured stand behind those that it was given; constants and lists that it does not
 * read are left out.
 */
export const runLoop = (
  program: Program,
  { constants, carried, lists }: Readonly<Record<'constants' | 'carried' | 'lists', readonly AnyTensor[]>>,
  { length, reverse, linear = false }: Pick<Loop, 'length' | 'reverse'> & Partial<Pick<Loop, 'linear'>>,
): readonly AnyTensor[] => {
  if (length === 0) return [...carried, ...program.outputs.slice(carried.length).map(({ type }) => zeros(stacked(type, 0)))]
  const reads = readInputs(program)
  const read = <T>(all: readonly T[], from: number): T[] => all.filter((_, i) => reads[from + i])
  const [first, second, given] = [constants.length, constants.length + carried.length, constants.length + carried.length + lists.length]
  const { inputs } = program
  const fixed = [...read(constants, 0), ...program.captures]
  const sliced = read(lists, second)
  const ordered = [
    ...read(inputs.slice(0, first), 0),
    ...inputs.slice(given),
    ...inputs.slice(first, second),
    ...read(inputs.slice(second, given), second),
  ]
  const loop = new Loop(reordered(program, ordered), fixed.length, carried.length, length, reverse, linear)
  return applyAll(loopPrimitive, [...fixed, ...carried, ...sliced], { loop })
}

/** Which outputs of a program move, if those inputs do. */
const moved = (program: Program, active: readonly boolean[]): readonly boolean[] => {
  const primals = program.inputs.map(({ type }) => placeholder(type))
  const tangents = primals.map((primal, i) => (active[i] && isFloating(primal) ? placeholder(primal.type) : undefined))
  return pushForward(program, { primals, tangents }).tangents.map((tangent) => tangent !== undefined)
}

/** Which inputs of the body move, and which outputs: what it carries does both as it goes in and as it comes out, or neither. */
const moving = ({ program, constants, carried }: Loop, given: readonly boolean[]) => {
  let inputs = given
  for (;;) {
    const before = inputs
    const outputs = moved(program, before).map((moves, i) => moves || (i < carried && before[constants + i] === true))
    const next = inputs.map((active, i) => active || (i >= constants && i < constants + carried && outputs[i - constants] === true))
    if (next.every((active, i) => active === inputs[i])) return { inputs, outputs }
    inputs = next
  }
}

interface Dual {
  readonly results: readonly AnyTensor[]
  readonly tangents: readonly Maybe[]
}

/** Tangents of those that move; zeros where none came in. */
const tangentsOf = (operands: readonly AnyTensor[], tangents: readonly Maybe[], active: readonly boolean[]): AnyTensor[] =>
  operands.flatMap((operand, i) => (active[i] ? [tangents[i] ?? zeros(operand.type)] : []))

/** What there is, in its places among what there is not. */
const placed = (given: readonly AnyTensor[], flags: readonly boolean[]): Maybe[] => {
  let next = 0
  return flags.map((moves) => (moves ? given[next++] : undefined))
}

/** Value and tangent in one loop, which carries both. */
const forward = (loop: Loop, operands: readonly AnyTensor[], tangents: readonly Maybe[]): Dual => {
  const { inputs, outputs } = moving(
    loop,
    tangents.map((tangent) => tangent !== undefined),
  )
  const dual = jvpProgram(loop.program, inputs)
  const count = loop.program.inputs.length
  const [values, moves] = [dual.inputs.slice(0, count), dual.inputs.slice(count)]
  const flags = loop.inputs(inputs)
  const own = loop.inputs(values)
  const beside = splitLike(moves, flags)
  const made = loop.outputs(dual.outputs.slice(0, outputs.length))
  const after = loop.outputs(dual.outputs.slice(outputs.length))
  const outFlags = loop.outputs(outputs)
  const ordered: Program = {
    ...dual,
    inputs: [
      ...[...own.constants, ...beside.constants, ...own.carried, ...beside.carried, ...own.lists, ...beside.lists],
      ...dual.inputs.slice(count + moves.length),
    ],
    outputs: [...made.carried, ...pick(after.carried, outFlags.carried), ...made.lists, ...pick(after.lists, outFlags.lists)],
  }
  const given = loop.inputs(operands)
  const dots = splitLike(tangentsOf(operands, tangents, inputs), flags)
  const all = runLoop(
    ordered,
    {
      constants: [...given.constants, ...dots.constants],
      carried: [...given.carried, ...dots.carried],
      lists: [...given.lists, ...dots.lists],
    },
    loop,
  )
  const carriedDots = outFlags.carried.filter((moves_) => moves_).length
  const listsFrom = loop.carried + carriedDots
  const lists = made.lists.length
  return {
    results: [...all.slice(0, loop.carried), ...all.slice(listsFrom, listsFrom + lists)],
    tangents: placed([...all.slice(loop.carried, listsFrom), ...all.slice(listsFrom + lists)], outputs),
  }
}

/** A flat list of what moves, by what it belongs to. */
const splitLike = <T>(
  list: readonly T[],
  { constants, carried }: { readonly constants: readonly boolean[]; readonly carried: readonly boolean[] },
) => {
  const first = constants.filter((active) => active).length
  const second = first + carried.filter((active) => active).length
  return { constants: list.slice(0, first), carried: list.slice(first, second), lists: list.slice(second) }
}

/** What a body makes of its constants alone, and so the same in each step: a program of the constants and what it captured. */
const fixedPart = (body: Program, varying: ReadonlySet<Variable>, outputs: readonly Variable[]): Program => ({
  inputs: body.inputs.filter((input) => !varying.has(input)),
  captures: [],
  equations: body.equations.filter(({ results }) => !results.some((result) => varying.has(result))),
  outputs,
})

/**
 * Value in one loop, which also stacks what the tangents need of each step; tangents in another, linear in them. What rests on constants alone
 * is not stacked but computed once, and lists that are needed are there.
 */
const split = (loop: Loop, operands: readonly AnyTensor[], tangents: readonly Maybe[]): Dual => {
  const { inputs, outputs } = moving(
    loop,
    tangents.map((tangent) => tangent !== undefined),
  )
  const count = loop.program.outputs.length
  const inputCount = loop.program.inputs.length
  const whole = linearizeProgram(loop.program, inputs)
  const lists = whole.primal.inputs.slice(loop.constants + loop.carried, inputCount)
  const varying = dependents(whole.primal, new Set(whole.primal.inputs.slice(loop.constants, inputCount)))
  const { primal, linear, residuals } = keepingLess(whole, varying, new Set(lists))
  const kept = primal.outputs.slice(count)
  const isFixed = kept.map((variable) => !varying.has(variable))
  const listOf = kept.map((variable) => primal.inputs.indexOf(variable, loop.constants + loop.carried))
  const isList = listOf.map((input, i) => input >= 0 && !isFixed[i])
  const isStacked = kept.map((_, i) => !isFixed[i] && !isList[i])

  const given = loop.inputs(operands)
  const fixed = interpret(fixedPart(primal, varying, pick(kept, isFixed)), [...given.constants, ...primal.captures])
  const made = runLoop({ ...primal, outputs: [...primal.outputs.slice(0, count), ...pick(kept, isStacked)] }, given, {
    length: loop.length,
    reverse: loop.reverse,
  })
  const flags = loop.inputs(inputs)
  const dots = splitLike(tangentsOf(operands, tangents, inputs), flags)
  const [known, movingInputs] = [linear.inputs.slice(0, residuals), linear.inputs.slice(residuals)]
  const moves = splitLike(movingInputs.slice(0, movingInputs.length - linear.captures.length), flags)
  const ordered: Program = {
    ...linear,
    inputs: [
      ...[...pick(known, isFixed), ...moves.constants, ...moves.carried, ...pick(known, isStacked), ...pick(known, isList), ...moves.lists],
      ...linear.inputs.slice(linear.inputs.length - linear.captures.length),
    ],
    outputs: pick(linear.outputs, outputs),
  }
  const turned = runLoop(
    ordered,
    {
      constants: [...fixed, ...dots.constants],
      carried: dots.carried,
      lists: [...made.slice(count), ...pick(listOf, isList).map((input) => item(operands, input)), ...dots.lists],
    },
    { length: loop.length, reverse: loop.reverse, linear: true },
  )
  return { results: made.slice(0, count), tangents: placed(turned, outputs) }
}

/** The cotangents of all operands, worked out once for an application. */
const transposed = new WeakMap<readonly Maybe[], readonly Maybe[]>()

/** The adjoint runs the other way: it carries cotangents of what was carried, and adds up those of the constants. */
const transpose = (loop: Loop, cotangents: readonly Maybe[], operands: readonly Maybe[]): readonly Maybe[] => {
  const isLinear = loop.inputs(operands.map((operand) => operand === undefined))
  if (!loop.linear && isLinear.carried.includes(false))
    throw new TypeError('transpose: a loop that carries values beside what it is linear in has no adjoint')
  const { program, length, reverse } = loop
  const inputs = loop.inputs(program.inputs)
  const not = (flags: readonly boolean[]) => flags.map((flag) => !flag)
  const knownConstants = pick(inputs.constants, not(isLinear.constants))
  const knownLists = pick(inputs.lists, not(isLinear.lists))
  const linearConstants = pick(inputs.constants, isLinear.constants)
  const linearLists = pick(inputs.lists, isLinear.lists)
  const adjoint = transposeProgram(
    reordered(program, [...knownConstants, ...knownLists, ...linearConstants, ...inputs.carried, ...linearLists]),
    knownConstants.length + knownLists.length,
  )
  // The body: what the adjoint gives for the constants is added to what was carried of them.
  const args = {
    constants: knownConstants.map(({ type }) => placeholder(type)),
    sums: linearConstants.map(({ type }) => placeholder(type)),
    carried: inputs.carried.map(({ type }) => placeholder(type)),
    lists: knownLists.map(({ type }) => placeholder(type)),
    seeds: loop.outputs(program.outputs).lists.map(({ type }) => placeholder(type)),
  }
  const back = interpret(adjoint, [...args.constants, ...args.lists, ...args.carried, ...args.seeds, ...adjoint.captures])
  const [n, m] = [linearConstants.length, inputs.carried.length]
  const body = linearise(
    [...args.constants, ...args.carried, ...args.sums, ...args.lists, ...args.seeds],
    [...back.slice(n, n + m), ...back.slice(0, n).map((ct, i) => add(item(args.sums, i), ct)), ...back.slice(n + m)],
  )
  const given = loop.inputs(operands)
  const seeds = loop.outputs(cotangents)
  const all = runLoop(
    body,
    {
      constants: given.constants.filter((operand) => operand !== undefined),
      carried: [...inputs.carried.map(({ type }, i) => seeds.carried[i] ?? zeros(type)), ...linearConstants.map(({ type }) => zeros(type))],
      lists: [
        ...given.lists.filter((operand) => operand !== undefined),
        ...args.seeds.map(({ type }, i) => seeds.lists[i] ?? zeros(stacked(type, length))),
      ],
    },
    { length, reverse: !reverse, linear: true },
  )
  return [...placed(all.slice(m, m + n), isLinear.constants), ...all.slice(0, m), ...placed(all.slice(m + n), isLinear.lists)]
}

const first = (x: AnyTensor): AnyTensor => permute(x, [1, 0, ...x.type.shape.slice(2).map((_, i) => i + 2)])

/** A loop as one step of a program. */
export const loopPrimitive: Primitive<WithLoop> = {
  ...turns,
  jvp: (tangents, operands, { loop }) => forward(loop, operands, tangents).tangents,
  dual: (tangents, operands, { loop }, apart) => (apart ? split : forward)(loop, operands, tangents),
  transpose: (cotangents, which, { operands, params: { loop } }) => {
    const all = transposed.get(cotangents) ?? transpose(loop, cotangents, operands)
    transposed.set(cotangents, all)
    return all[which]
  },
  batch: ({ operands, mapped, params: { loop }, size }) => {
    const flags = loop.inputs(mapped)
    const given = loop.inputs(operands)
    const carried = spread({ operands: given.carried, mapped: flags.carried, size })
    const program = batchProgram(loop.program, [...flags.constants, ...flags.carried.map(() => true), ...flags.lists], size)
    const results = runLoop(
      program,
      { constants: given.constants, carried, lists: given.lists.map((x, i) => (flags.lists[i] ? first(x) : x)) },
      loop,
    )
    return results.map((result, i) => (i < loop.carried ? result : first(result)))
  },
  expand: (operands, { loop }, each) => {
    const lighter = productsBefore(loop) ?? sumsBehind(loop) ?? wholeWords(loop)
    if (!lighter) return undefined
    const types = operands.map(({ type }) => type)
    return interpret(
      trace((args) => lighter(args, runLoop), types),
      operands,
      each,
    )
  },
}
