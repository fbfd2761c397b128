import { stack } from '../ops/stack.js'
import { argmin } from '../primitives/arg.js'
import { broadcast, sum } from '../primitives/broadcast.js'
import { equal, isFinite as finite, lessEqual, isNaN as nan } from '../primitives/compare.js'
import { convert } from '../primitives/convert.js'
import { gather } from '../primitives/gather.js'
import { full } from '../primitives/literal.js'
import { and, not, or } from '../primitives/logic.js'
import { add } from '../primitives/multiply.js'
import { select } from '../primitives/select.js'
import { abs } from '../primitives/sign.js'
import { interpret } from '../program/interpret.js'
import { Loop, type WithLoop } from '../program/loop.js'
import { Body } from '../program/print.js'
import { item, type Program } from '../program/program.js'
import { trace } from '../program/trace.js'
import type { AnyArray, TensorType } from '../shape/dtype.js'
import { applyAll } from '../tensor/apply.js'
import type { Apply, Params, Primitive } from '../tensor/primitive.js'
import type { Origin } from '../tensor/recorded.js'
import { type AnyTensor, isFloating } from '../tensor/tensor.js'

/*
 * A loop that says where in it the first NaN was made is a loop again: its body counts beside what it computes, and it carries what was found first. So
 * it stays one submit, in memory that does not grow with its steps. A `cond` gives what was found beside the results of each branch, and chooses both.
 */

/** A step of a loop, counted from 1 along its lists. */
interface Step {
  readonly number: number
  readonly of: number
  readonly reverse: boolean
}

/** What an operation made that its operands do not explain, and where. */
export interface Made {
  readonly operation: string
  readonly type: TensorType
  readonly at: Origin | undefined
  readonly nans: number
  readonly infinities: number
  /** In the loops around it, the outermost first. */
  readonly steps: readonly Step[]
}

/** A place where something may go wrong: a result of an equation, in loops. */
type Site = Pick<Made, 'operation' | 'type' | 'at'> & { readonly loops: readonly Loop[] }

/** How many elements are NaN, and how many infinite: scalars of `i32`. */
interface Counts {
  readonly nans: AnyTensor
  readonly infinities: AnyTensor
}

const scalar = (value: number): AnyTensor => full(value, [], 'i32')

/** What is beyond it is infinite to whoever reads an `f32`, though the reference holds it. */
const largest = 3.4028234663852886e38 // what f16 does not hold is infinite as soon as it is made

export const countsOf = (x: AnyTensor): Counts => {
  const { shape, dtype } = x.type
  const axes = shape.map((_, axis) => axis)
  const total = (flags: AnyTensor): AnyTensor => sum(convert(flags, 'i32'), axes)
  const held = dtype === 'f32' ? and(finite(x), lessEqual(abs(x), full(largest, shape, dtype))) : finite(x)
  return { nans: total(nan(x)), infinities: total(not(or(held, nan(x)))) }
}

/** Where the application behind a tensor was written. */
export const originOf = ({ source }: AnyTensor): Origin | undefined => (source.kind === 'application' ? source.application.at : undefined)

/** The least number that is no site's: nothing was made. */
const nothing = 2 ** 30

/**
 * What is being looked for where. What was found is a row, `i32[width]`: number of the site, NaN, infinities, and the step of each loop around it, the
 * outermost first, with zeros behind.
 */
interface Search {
  readonly width: number
  readonly sites: Site[]
}

const row = ({ width }: Search, values: readonly AnyTensor[]): AnyTensor =>
  stack([...values, ...new Array<AnyTensor>(width - values.length).fill(scalar(0))], 0)

const siteOf = (rows: AnyTensor): AnyTensor => gather(rows, scalar(0), rows.type.shape.length - 1)

/** Sites are numbered as they come, so the least number of a body is the first. */
const firstOf = (search: Search, rows: readonly AnyTensor[]): AnyTensor => {
  if (rows.length === 0) return row(search, [scalar(nothing)])
  const all = stack(rows, 0)
  return gather(all, argmin(siteOf(all), 0), 0)
}

const total = (counts: readonly AnyTensor[]): AnyTensor => counts.reduce(add, scalar(0))

/** NaN of no NaN, infinities of finite numbers. */
const madeOf = (search: Search, result: Counts, operands: readonly Counts[], site: number): AnyTensor => {
  const nansGiven = total(operands.map(({ nans }) => nans))
  const allGiven = add(nansGiven, total(operands.map(({ infinities }) => infinities)))
  const unexplained = (count: AnyTensor, reasons: AnyTensor): AnyTensor => select(equal(reasons, scalar(0)), count, scalar(0))
  const made = [unexplained(result.nans, nansGiven), unexplained(result.infinities, allGiven)]
  return row(search, [select(equal(total(made), scalar(0)), scalar(nothing), scalar(site)), ...made])
}

/** It makes nothing: its elements are those of its operand. */
const moves = ({ lower, expand }: Primitive): boolean => expand === undefined && lower.kind === 'pull' && lower.cost === 0

/** A program on tensors: what was found first in it, and then its results. */
const look = (search: Search, program: Program, inputs: readonly AnyTensor[], loops: readonly Loop[]): AnyTensor[] => {
  const rows: AnyTensor[] = []
  const counted = new Map<AnyTensor, Counts>()
  const counts = (x: AnyTensor): Counts => {
    const known = counted.get(x) ?? countsOf(x)
    counted.set(x, known)
    return known
  }
  const each: Apply = (primitive, operands, params) => {
    if (params.body instanceof Body) return interpret(params.body.program, operands, each)
    if (hasInside(params)) {
      const made = lookInside(search, primitive, operands, params, loops)
      rows.push(item(made, 0))
      return made.slice(1)
    }
    const results = applyAll(primitive, operands, params)
    // A constant is meant, and what is only moved was made before.
    if (operands.length === 0 || moves(primitive)) return results
    for (const result of results.filter(isFloating)) {
      rows.push(madeOf(search, counts(result), operands.filter(isFloating).map(counts), search.sites.length))
      search.sites.push({ operation: primitive.name, type: result.type, at: originOf(result), loops })
    }
    return results
  }
  const results = interpret(program, inputs, each)
  return [firstOf(search, rows), ...results]
}

/** What a loop or a `cond` makes, and before it what was found first in it. */
const lookInside = (
  search: Search,
  primitive: Primitive,
  operands: readonly AnyTensor[],
  params: Params,
  loops: readonly Loop[],
): readonly AnyTensor[] => {
  if (params.loop instanceof Loop) return lookInLoop(search, primitive, operands, { ...params, loop: params.loop }, loops)
  const looked = ({ program }: Body): Body =>
    new Body(
      trace(
        (args) => turned(look(search, program, args, loops), 1),
        program.inputs.map(({ type }) => type),
      ),
    )
  const branches = Object.entries(params).map(([name, value]) => [name, value instanceof Body ? looked(value) : value])
  // What was found comes last here: what the parameters say of the results, by their places, stays true.
  return turned(applyAll(primitive, operands, Object.fromEntries(branches)), -1)
}

/** A list with so many of the first put last, or of the last put first. */
const turned = <T>(list: readonly T[], count: number): T[] => [...list.slice(count), ...list.slice(0, count)]

/** The number of the step is carried, and what was found before it. */
const lookInLoop = (
  search: Search,
  primitive: Primitive,
  operands: readonly AnyTensor[],
  params: WithLoop,
  loops: readonly Loop[],
): readonly AnyTensor[] => {
  const { program, constants, carried, length, reverse } = params.loop
  const none = row(search, [scalar(nothing)])
  const body = trace(
    (args) => {
      const [step, before] = [item(args, constants), item(args, constants + 1)]
      const looked = look(search, program, args.toSpliced(constants, 2), [...loops, params.loop])
      const now = add(item(looked, 0), row(search, [...new Array<AnyTensor>(3 + loops.length).fill(scalar(0)), step]))
      const isFirst = broadcast(equal(siteOf(before), scalar(nothing)), none.type.shape, [0])
      return [add(step, scalar(1)), select(isFirst, now, before), ...looked.slice(1)]
    },
    program.inputs.map(({ type }) => type).toSpliced(constants, 0, { shape: [], dtype: 'i32' }, none.type),
  )
  const loop = new Loop(body, constants, carried + 2, length, reverse)
  return applyAll(primitive, operands.toSpliced(constants, 0, scalar(0), none), { ...params, loop }).slice(1)
}

/** Whether a primitive is a loop or a `cond`: one that does what programs among its parameters say, not all of them, or not once. */
export const hasInside = (params: Params): boolean => params.loop instanceof Loop || params.yes instanceof Body

/** How many loops are within one another. */
const depthOf = ({ params }: { readonly params: Params }): number => {
  const programs = Object.values(params).flatMap((value) => (value instanceof Body || value instanceof Loop ? [value.program] : []))
  const within = programs.flatMap(({ equations }) => equations).reduce((most, equation) => Math.max(most, depthOf(equation)), 0)
  return params.loop instanceof Loop ? within + 1 : within
}

/** An application that tells what was made inside it. */
export interface Inside {
  readonly results: readonly AnyTensor[]
  /** What was found, as numbers that `read` understands. */
  readonly found: AnyTensor
  readonly read: (found: AnyArray) => Made | undefined
}

/** Applies a loop or a `cond`, looked into. */
export const appliedInside = (primitive: Primitive, operands: readonly AnyTensor[], params: Params): Inside => {
  const search: Search = { width: 3 + depthOf({ params }), sites: [] }
  const made = lookInside(search, primitive, operands, params, [])
  return {
    results: made.slice(1),
    found: item(made, 0),
    read: ([number = nothing, nans = 0, infinities = 0, ...turns]) => {
      const site = search.sites[number]
      if (!site) return undefined
      const steps = site.loops.map(({ length, reverse }, i): Step => {
        const turn = turns[i] ?? 0
        return { number: reverse ? length - turn : turn + 1, of: length, reverse }
      })
      return { ...site, nans, infinities, steps }
    },
  }
}
