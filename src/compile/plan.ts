import { item, lookup, type Program, type Variable } from '../program/program.js'
import { sizeOf } from '../shape/dim.js'
import { type DType, dtypes, type TensorType } from '../shape/dtype.js'
import { maySupplant } from './drafts.js'
import { type Life, packed, total } from './packing.js'
import type { Fused, Kernel } from './parts.js'

/** Where a value lies: in an argument's memory, in a result's, or in a temporary slot of the compiled function. */
export type Location = { readonly kind: 'input' | 'output' | 'slot'; readonly index: number }

export const sameLocation = (a: Location, b: Location): boolean => a.kind === b.kind && a.index === b.index

/** A result that is handed through, or returned a second time. What was given is copied before anything runs, since it may be written over. */
export interface Copy {
  readonly from: Location
  readonly first: boolean
}

/** The turn of a loop: which inputs and outputs of its program are slices of lists, each at the place of the turn. */
export interface Turn {
  readonly length: number
  readonly takes: ReadonlySet<number>
  readonly gives: ReadonlySet<number>
}

/** Memory of a compiled function, known before anything runs. */
export interface Plan extends Memory {
  /** Where it is the turn of a loop that is given whole lists. */
  readonly turn?: Turn
  readonly locations: ReadonlyMap<Variable, Location>
  /** Bytes of each temporary slot. */
  readonly slots: readonly number[]
  /** For each output: where it comes to lie. In a donated input's memory, in its own, or (`copy`) copied from elsewhere. */
  readonly outputs: readonly { readonly type: TensorType; readonly location: Location; readonly copy?: Copy }[]
  /** Temporaries and results together, at most. */
  readonly peakBytes: number
}

/** The loop whose turn a place is a slice of, if it is one. */
export const slicedBy = ({ turn }: Plan, { kind, index }: Location): Turn | undefined =>
  (kind === 'input' && turn?.takes.has(index)) || (kind === 'output' && turn?.gives.has(index)) ? turn : undefined

/** How tensors lie in a device's memory. */
export interface Memory {
  /** An f16 takes two bytes, and not the four of an f32. */
  readonly halves?: boolean
}

/** Bytes of an element. */
export const elementBytes = (dtype: DType, { halves = false }: Memory = {}): number => (dtype === 'f16' && halves ? 2 : dtypes[dtype].bytes)

/** Bytes of a value on a device: whole words, and at least one, since no binding may be empty. */
export const bytesOf = ({ shape, dtype }: TensorType, memory: Memory = {}): number =>
  Math.max(4, Math.ceil((sizeOf(shape) * elementBytes(dtype, memory)) / 4) * 4)

const alike = (a: Variable, b: Variable): boolean => a.type.dtype === b.type.dtype && bytesOf(a.type) === bytesOf(b.type)

/** Donated inputs' memory for outputs that are made after, or exactly where, the input is last read. */
const placeDonated = (program: Program, kernels: readonly Kernel[], donated: readonly number[]): Map<Variable, Location> => {
  const lastRead = new Map<Variable, number>()
  kernels.forEach(({ reads }, at) => {
    for (const variable of reads) lastRead.set(variable, at)
  })
  const free = new Set(donated.filter((index) => !program.outputs.includes(item(program.inputs, index))))
  const placed = new Map<Variable, Location>()
  const candidates = (output: Variable, at: number) =>
    [...free].filter((index) => {
      const input = item(program.inputs, index)
      const last = lastRead.get(input) ?? -1
      return last < at ? alike(input, output) : last === at && maySupplant(item(kernels, at).parts, output, input)
    })
  kernels.forEach((kernel, at) => {
    for (const output of kernel.writes) {
      if (!program.outputs.includes(output)) continue
      const found = candidates(output, at)
      // Rather the one that is read right here: it is the old value of the same thing.
      const index = found.find((i) => kernel.reads.includes(item(program.inputs, i))) ?? found[0]
      if (index === undefined) continue
      free.delete(index)
      placed.set(output, { kind: 'input', index })
    }
  })
  return placed
}

/**
 * Temporaries that end where a result is made in their place: they lie in the result's memory from the beginning, and so do those that end where they are
 * made. Nothing else lies there before the result does.
 */
const placeInResults = (kernels: readonly Kernel[], lastUse: ReadonlyMap<Variable, number>, locations: Map<Variable, Location>): void => {
  const maker = new Map(kernels.flatMap(({ writes }, at) => writes.map((variable) => [variable, at] as const)))
  for (const [output, location] of [...locations]) {
    if (location.kind !== 'output') continue
    let made: Variable | undefined = output
    while (made) {
      const [own, at]: [Variable, number | undefined] = [made, maker.get(made)]
      const { reads, parts }: Pick<Kernel, 'reads' | 'parts'> = at === undefined ? { reads: [], parts: [] } : item(kernels, at)
      made = reads.find((variable) => !locations.has(variable) && lastUse.get(variable) === at && maySupplant(parts, own, variable))
      if (made) locations.set(made, location)
    }
  }
}

/** Temporaries that lie in one place, each written over what it reads last. */
interface Chain extends Life {
  readonly variables: Variable[]
  to: number
}

/** The lives of all that has no place yet, in the order in which they begin. */
const livesOf = (
  kernels: readonly Kernel[],
  lastUse: ReadonlyMap<Variable, number>,
  locations: ReadonlyMap<Variable, Location>,
  memory: Memory,
): readonly Chain[] => {
  const lifeOf = new Map<Variable, Chain>()
  const lives: Chain[] = []
  for (const [at, kernel] of kernels.entries()) {
    const dying = new Set(kernel.reads.filter((variable) => lifeOf.has(variable) && lastUse.get(variable) === at))
    for (const variable of kernel.writes) {
      if (locations.has(variable)) continue
      const victim = [...dying].find((other) => maySupplant(kernel.parts, variable, other))
      const met = victim && lifeOf.get(victim)
      const life: Chain = met ?? { variables: [], bytes: bytesOf(variable.type, memory), from: at, to: at }
      if (victim) dying.delete(victim)
      else lives.push(life)
      life.variables.push(variable)
      life.to = Math.max(life.to, lookup(lastUse, variable))
      lifeOf.set(variable, life)
    }
  }
  return lives
}

/** Gives every stored value a place. Temporaries whose lives do not overlap share a slot; a kernel may write over what it reads last. */
export const plan = ({ program, kernels }: Fused, donated: readonly number[], memory: Memory = {}, turn?: Turn): Plan => {
  const locations = new Map<Variable, Location>(placeDonated(program, kernels, donated))
  program.inputs.forEach((variable, index) => {
    locations.set(variable, { kind: 'input', index })
  })
  const outputs = program.outputs.map((variable, index) => {
    const met = locations.get(variable)
    const own: Location = { kind: 'output', index }
    if (!met) locations.set(variable, own)
    // An input handed through, or a value returned twice, is copied, so that every result owns its memory.
    const isGiven = program.inputs.includes(variable)
    const takesOver = met?.kind === 'input' && !isGiven && program.outputs.indexOf(variable) === index
    return { type: variable.type, location: takesOver ? met : own, ...(met && !takesOver && { copy: { from: met, first: isGiven } }) }
  })

  const lastUse = new Map<Variable, number>()
  kernels.forEach(({ reads, writes }, at) => {
    for (const variable of [...reads, ...writes]) lastUse.set(variable, at)
  })
  placeInResults(kernels, lastUse, locations)
  const lives = livesOf(kernels, lastUse, locations, memory)
  const { slots, slotOf } = packed(lives)
  for (const [i, { variables }] of lives.entries())
    for (const variable of variables) locations.set(variable, { kind: 'slot', index: item(slotOf, i) })
  const fresh = outputs.filter(({ location }, i) => location.kind === 'output' && !turn?.gives.has(i))
  const peakBytes = total(slots) + total(fresh.map(({ type }) => bytesOf(type, memory)))
  return { locations, slots, outputs, peakBytes, halves: memory.halves === true, ...(turn && { turn }) }
}
