import { InvalidArgument, internals } from '../../../index.js'
import { fixed } from '../../../kernel/index-arithmetic.js'
import { Scalars, scalarType } from '../../../kernel/scalar.js'
import { item, lookup, type Program } from '../../../program/program.js'
import { showType } from '../../../shape/dtype.js'
import { findMatches, type Matched } from './patterns/find.js'
import { type Place, type Plan, type Step, together } from './plan.js'
import { rules } from './rules/index.js'
import { refused } from './rules/refused.js'
import type { Around } from './rules/rule.js'
import { ofScalars } from './scalars.js'
import { atPoint, hasVarying, sameSize } from './sizes.js'
import type { Value } from './value.js'
import type { Writer } from './writer.js'

/** Writes a plan between the values of its inputs and those of its outputs. What nobody reads is not written. */
export const writePlan = (w: Writer, plan: Plan, inputs: readonly Value[]): readonly Value[] => {
  const values = new Map<Place, Value>(plan.inputs.map((place, i) => [place, item(inputs, i)]))
  const valueOf = (place: Place): Value => lookup(values, place)
  const matches = findMatches(plan)
  for (const step of needed(plan, matches)) {
    const match = matches.get(step)
    const made = match ? match.write(w, match.reads.map(valueOf)) : writeStep(w, step, step.operands.map(valueOf))
    step.results.forEach((place, i) => {
      values.set(place, item(made, i))
    })
  }
  return plan.outputs.map(valueOf)
}

/** The steps that something reads, in order. */
const needed = ({ steps, outputs }: Plan, matches: ReadonlyMap<Step, Matched>): readonly Step[] => {
  const read = new Set<Place>(outputs)
  return steps
    .toReversed()
    .filter((step) => {
      if (!step.results.some((place) => read.has(place))) return false
      for (const place of matches.get(step)?.reads ?? step.operands) read.add(place)
      return true
    })
    .toReversed()
}

const typeText = ({ shape, dtype }: Place): string => showType({ shape: shape.map((size) => atPoint(size, 0)), dtype })

const refuse = ({ primitive, operands, results }: Step, why: string): never => {
  const [from, to] = [operands, results].map((places) => places.map(typeText).join(', '))
  throw new InvalidArgument(`toOnnx: ${primitive.name} of ${from || 'nothing'}, which gives ${to}, has no form in ONNX: ${why}`)
}

const writeStep = (w: Writer, step: Step, operands: readonly Value[]): readonly Value[] => {
  const { primitive, results, params } = step
  // A result without elements is computed of nothing.
  if (results.every(({ shape }) => shape.some((size) => sameSize(size, 0))))
    return results.map(({ shape, dtype }) => w.full(0, shape, dtype))
  const why = refused[primitive.name]
  if (why !== undefined) refuse(step, why)
  const rule = rules[primitive.name]
  const around: Around = {
    results,
    step,
    write: (of, inputs) => writePlan(w, together(step.at.map((equation) => of(equation.params))), inputs),
  }
  if (rule) {
    const varying = Object.entries(params).find(([name, value]) => !rule.varies.includes(name) && hasVarying(value))
    if (varying) refuse(step, `its ${varying[0]} changes with a size that has a name`)
    const made = rule.write(w, operands, params as never, around) // the primitive's own parameters
    if (made) return 'stored' in made ? [made] : made
  }
  return (
    pulled(w, step, operands) ?? expanded(w, step, operands) ?? refuse(step, 'there is no operator for it, and none that it is made of')
  )
}

/** Element by element, as kernels compute it. */
const pulled = (
  w: Writer,
  { primitive: { lower }, operands: places, results, at, params }: Step,
  operands: readonly Value[],
): readonly Value[] | undefined => {
  const [result, equation] = [item(results, 0), item(at, 0)]
  const isElementwise = lower.kind === 'pull' && lower.visits === 'same' && !hasVarying(params)
  if (
    !isElementwise ||
    places.some(
      ({ shape }) => shape.length !== result.shape.length || shape.some((size, axis) => !sameSize(size, result.shape[axis] ?? -1)),
    )
  )
    return undefined
  const scalars = new Scalars()
  const root = lower.scalar(
    {
      scalars,
      operands: places.map(
        ({ dtype }, i) =>
          () =>
            scalars.load(i, scalarType(dtype), fixed(0)),
      ),
      types: equation.operands.map(({ type }) => type),
      params: equation.params,
      result: item(equation.results, 0).type,
    },
    result.shape.map(() => fixed(0)),
  )
  const wide = operands.map((x) => (x.element === 'f16' ? w.cast(x, 'f32') : x))
  const made = ofScalars(w, root, wide, result.shape)
  return made && [w.cast(made, result.dtype)]
}

/** A primitive stands for other applications at some sizes, as one that works in blocks does where there are many elements: it means the same. */
export class ExpandedOtherwise extends InvalidArgument {}

const alike = (programs: readonly Program[]): Plan => {
  try {
    return together(programs)
  } catch (error) {
    throw error instanceof InvalidArgument ? new ExpandedOtherwise(error.message) : error
  }
}

/** The applications that it stands for. */
const expanded = (w: Writer, step: Step, operands: readonly Value[]): readonly Value[] | undefined => {
  const { expand } = step.primitive
  if (!expand) return undefined
  let isThere = true
  const programs = step.at.map(({ operands: of, params }) =>
    internals.trace(
      (args) => {
        const made = expand(args, params, internals.applyAll)
        isThere &&= made !== undefined
        return made ?? []
      },
      of.map(({ type }) => type),
    ),
  )
  return isThere ? writePlan(w, alike(programs), operands) : undefined
}
