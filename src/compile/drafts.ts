import type { Visits } from '../kernel/lowering.js'
import { type Equation, lookup, type Variable } from '../program/program.js'
import { sizeOf } from '../shape/dim.js'
import { worse } from './cuts.js'
import type { Part, Rows } from './parts.js'

/*
 * Parts while they are being joined.
 */

/** A mutable part, or stages, while parts are being joined. */
export interface Draft {
  /** Where it has several, one after the other or side by side. */
  stages?: Stages
  beside?: readonly Part[]

  size: number
  makes: Variable[]
  reads: Map<Variable, Visits>
  reductions: readonly Equation[]
  equations: number
  cost: number
  /** It shares a kernel with nobody. */
  whole?: Equation
  /** Where in the program what it makes begins. */
  born: number
  /** The last in the program of what it makes and needs, directly or through others. */
  reach: number
}

export interface Stages {
  readonly parts: readonly Part[]
  readonly rows: Rows
}

/** Who makes a value, and the values that are made from it. */
export interface Neighbours {
  readonly makers: Map<Variable, Draft>
  readonly readers: ReadonlyMap<Variable, readonly Variable[]>
}

export const producersOf = (draft: Draft, makers: ReadonlyMap<Variable, Draft>): Set<Draft> =>
  new Set([...draft.reads.keys()].flatMap((variable) => makers.get(variable) ?? []).filter((maker) => maker !== draft))

/** Whether `from` needs `target`, directly or through others. What reaches less far than where `target` begins can't. */
export const needs = (from: Draft, target: Draft, makers: ReadonlyMap<Variable, Draft>): boolean => {
  const seen = new Set<Draft>()
  const stack = [from]
  for (let draft = stack.pop(); draft; draft = stack.pop()) {
    if (draft === target) return true
    if (seen.has(draft) || draft.reach < target.born) continue
    seen.add(draft)
    for (const variable of draft.reads.keys()) {
      const maker = makers.get(variable)
      if (maker) stack.push(maker)
    }
  }
  return false
}

/** Joining two parts closes no circle: nothing between them needs the one and is needed by the other. */
export const joinable = (a: Draft, b: Draft, makers: ReadonlyMap<Variable, Draft>): boolean =>
  [...producersOf(b, makers)].every((producer) => producer === a || !needs(producer, a, makers)) &&
  [...producersOf(a, makers)].every((producer) => producer === b || !needs(producer, b, makers))

/** What decides how many buffers a kernel is given. */
export interface Room {
  /** So many at most. */
  readonly bindings: number
  /** Inputs whose memory a result may take over where the kernel reads them at the position being made: one buffer for both. */
  readonly donated: ReadonlySet<Variable>
  readonly outputs: ReadonlySet<Variable>
  readonly neighbours: Neighbours
}

/** Whether the kernel may write `output` over `victim`, which it reads: only at the position being made, and in the part that makes it. */
export const maySupplant = (parts: readonly Pick<Part, 'makes' | 'reads' | 'size'>[], output: Variable, victim: Variable): boolean =>
  output.type.dtype === victim.type.dtype &&
  sizeOf(output.type.shape) === sizeOf(victim.type.shape) &&
  parts.every(({ makes, reads, size }) => {
    const visits = reads.get(victim)
    return visits === undefined || (makes.includes(output) && visits === 'same' && size === sizeOf(victim.type.shape))
  })

/** Whether they may be one kernel. */
export const hasRoom = (drafts: readonly Draft[], room: Room): boolean =>
  drafts.reduce((total, { reads, makes }) => total + reads.size + makes.length, 0) <= room.bindings ||
  bindingsOf(drafts, room) <= room.bindings

const bindingsOf = (drafts: readonly Draft[], { donated, outputs, neighbours: { makers, readers } }: Room): number => {
  const own = new Set(drafts)
  const isLeft = (variable: Variable): boolean =>
    outputs.has(variable) || (readers.get(variable) ?? []).some((result) => !own.has(lookup(makers, result)))
  const made = new Set(drafts.flatMap((draft) => draft.makes))
  const reads = new Set(drafts.flatMap((draft) => [...draft.reads.keys()]).filter((variable) => !made.has(variable)))
  const makes = [...made].filter(isLeft) // what nobody else reads needs no buffer
  const givers = new Set([...reads].filter((variable) => donated.has(variable)))
  for (const output of makes.filter((variable) => outputs.has(variable))) {
    const giver = [...givers].find((victim) => maySupplant(drafts, output, victim))
    if (giver) givers.delete(giver)
  }
  const taken = [...reads].filter((variable) => donated.has(variable) && !givers.has(variable)).length
  return reads.size + makes.length - taken
}

/** Takes `later` into `earlier`: its values are made at the same positions, from what is there already. */
export const join = (earlier: Draft, later: Draft, neighbours: Neighbours): void => {
  const { makers } = neighbours
  for (const variable of later.makes) makers.set(variable, earlier)
  earlier.makes.push(...later.makes)
  for (const [variable, visits] of later.reads)
    if (makers.get(variable) !== earlier) earlier.reads.set(variable, worse(visits, earlier.reads.get(variable) ?? 'same'))
  for (const variable of earlier.makes) earlier.reads.delete(variable)
  earlier.reductions = [...earlier.reductions, ...later.reductions]
  earlier.equations += later.equations
  earlier.cost += later.cost
  earlier.born = Math.min(earlier.born, later.born)
  earlier.reach = Math.max(earlier.reach, later.reach)
  reachOn(earlier, neighbours)
}

/** Whoever needs a part reaches as far as it does. */
const reachOn = (from: Draft, { makers, readers }: Neighbours): void => {
  const stack = [from]
  for (let draft = stack.pop(); draft; draft = stack.pop())
    for (const variable of draft.makes)
      for (const result of readers.get(variable) ?? []) {
        const reader = lookup(makers, result)
        if (reader.reach >= draft.reach) continue
        reader.reach = draft.reach
        stack.push(reader)
      }
}

export const partOf = ({ size, makes, reads, reductions, equations, cost, whole }: Draft): Part => ({
  size,
  makes: [...makes],
  reads: new Map(reads),
  reductions,
  equations,
  cost,
  ...(whole && { whole }),
})
