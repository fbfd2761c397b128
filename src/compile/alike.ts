import { showParams } from '../program/print.js'
import { item, lookup, type Variable } from '../program/program.js'
import { sizeOf } from '../shape/dim.js'
import { showType } from '../shape/dtype.js'
import type { Binding, Nest } from './nest/nest.js'
import type { Fused, Kernel, Part } from './parts.js'
import { type Plan, sameLocation, slicedBy } from './plan.js'
import type { Steps } from './steps.js'

/*
 * The blocks of a network are one but for their weights, and so are most of its kernels: those that differ in where their tensors lie alone are built once.
 */

/** What a kernel reads and writes, in the order of its bindings: those that lie in one place have one. */
export const bindingsOf = ({ reads, writes }: Kernel, { locations }: Plan): ReadonlyMap<Variable, number> => {
  const numbers = new Map<Variable, number>()
  const distinct: Variable[] = []
  for (const variable of [...reads, ...writes]) {
    const location = lookup(locations, variable)
    const met = distinct.findIndex((other) => sameLocation(lookup(locations, other), location))
    numbers.set(variable, met < 0 ? distinct.push(variable) - 1 : met)
  }
  return numbers
}

/** The memory that it is given. */
export const memoryOf = (kernel: Kernel, plan: Plan, numbers = bindingsOf(kernel, plan)): readonly Binding[] => {
  const bindings: Binding[] = []
  const bind = (variable: Variable, writes: boolean): void => {
    const number = lookup(numbers, variable)
    const location = lookup(plan.locations, variable)
    bindings[number] = {
      location,
      writes: writes || (bindings[number]?.writes ?? false),
      dtype: variable.type.dtype === 'f16' && !plan.halves ? 'f32' : variable.type.dtype,
      size: sizeOf(variable.type.shape) * (slicedBy(plan, location)?.length ?? 1),
    }
  }
  for (const variable of kernel.reads) bind(variable, false)
  for (const variable of kernel.writes) bind(variable, true)
  return bindings
}

/** A text that is the same for kernels that differ in where their tensors lie alone. */
export const kernelText = ({ cuts: { definitions, stored } }: Fused, kernel: Kernel, plan: Plan): string => {
  const numbers = new Map<Variable, number>()
  const lines: string[] = []
  const add = (variables: readonly Variable[], line: string): void => {
    for (const variable of variables) numbers.set(variable, numbers.size)
    lines.push(`${line} ${variables.map(({ type }) => showType(type)).join(' ')}`)
  }
  const numberOf = (variable: Variable, part: Part): number => {
    const met = numbers.get(variable)
    if (met !== undefined) return met
    const equation = definitions.get(variable)
    if (!equation || (stored.has(variable) && !part.makes.includes(variable))) add([variable], '')
    else {
      const { primitive, operands, params, results } = equation
      const given = operands.map((operand) => numberOf(operand, part)).join()
      add(results, `${primitive.name}(${given})${showParams(params)}`)
    }
    return lookup(numbers, variable)
  }
  for (const variable of kernel.reads) add([variable], '')
  for (const part of kernel.parts) {
    const makes = part.makes.map((variable) => numberOf(variable, part)).join()
    const reductions = part.reductions.map(({ results }) => numberOf(item(results, 0), part)).join()
    lines.push(`makes ${makes} by ${reductions}, ${part.size}`)
  }
  const named = (variables: readonly Variable[]): string => variables.map((variable) => numbers.get(variable)).join()
  const { rows } = kernel
  const slices = [...kernel.reads, ...kernel.writes].map((variable) => (slicedBy(plan, lookup(plan.locations, variable)) ? 1 : 0))
  return [
    ...lines,
    `slices ${slices.join('')}`,
    `writes ${named(kernel.writes)} at ${[...bindingsOf(kernel, plan).values()].join()}`,
    rows ? `${rows.count} rows, kept ${named(rows.kept)}` : '',
  ].join('\n')
}

/** Kernels that are built together, and how. */
interface Chain {
  readonly kernels: readonly Kernel[]
  readonly share?: object
}

/** Builds each of the chains of kernels, those that are alike once: what is built of the others has the same body. */
export function* builtOnce<C extends Chain>(
  fused: Fused,
  chains: readonly C[],
  plan: Plan,
  build: (chain: C) => readonly Nest[],
): Steps<readonly Nest[]> {
  const built = new Map<string, readonly Nest[]>()
  const all: Nest[] = []
  for (const chain of chains) {
    const { kernels, share } = chain
    const text = [...kernels.map((kernel) => kernelText(fused, kernel, plan)), JSON.stringify(share)].join('\n')
    const met = built.get(text)
    const nests = met?.map((nest, i) => ({ ...nest, bindings: memoryOf(item(kernels, i), plan) })) ?? build(chain)
    if (!met) built.set(text, nests)
    all.push(...nests)
    yield
  }
  return all
}
