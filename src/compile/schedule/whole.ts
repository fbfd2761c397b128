import type { Whole, Workgroup } from '../../kernel/lowering.js'
import { type Equation, item } from '../../program/program.js'
import type { Part } from '../parts.js'
import type { Built } from './build.js'
import type { Builder } from './builder.js'
import { sharedWords } from './row.js'
import { workgroup } from './schedule.js'

/*
 * Kernels that primitives build whole: what they read is pulled through what stands before it, as everywhere.
 */

export const ownWorkgroup: Workgroup = { threads: workgroup, words: sharedWords }

const useOf = ({ whole }: Part): { readonly equation: Equation; readonly lower: Whole<Equation['params']> } => {
  const lower = whole?.primitive.lower
  if (!whole || lower?.kind !== 'whole') throw new Error('typegrad: a part is no kernel of its own; please report this')
  return { equation: whole, lower }
}

/** The one kernel that a part is. */
export const whole = (builder: Builder, part: Part): Built => {
  const { equation, lower } = useOf(part)
  const { operands, params, results } = equation
  const puller = builder.puller(part)
  return lower.build({
    scalars: builder.scalars,
    operands: operands.map((operand) => (index) => puller.read(operand, index)),
    types: operands.map(({ type }) => type),
    params,
    workgroup: ownWorkgroup,
    writer: (accumulator) => builder.writer(new Map(), 0, `v${builder.fresh()}_`, accumulator),
    leaving: (result, position, value, writer) => builder.leaving(item(results, result), position, value, writer),
  })
}

export const describeWhole = (part: Part): string => {
  const { equation, lower } = useOf(part)
  return lower.describe(
    equation.operands.map(({ type }) => type),
    ownWorkgroup,
  )
}
