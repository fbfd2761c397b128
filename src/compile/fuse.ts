import type { Visits } from '../kernel/lowering.js'
import { type Equation, item, lookup, type Program, type Variable } from '../program/program.js'
import { sizeOf } from '../shape/dim.js'
import { type Cuts, cut, largestKernel, loopsOf, readsOf, worse } from './cuts.js'
import { isContraction, isRanged, readsOwnRows } from './rows.js'
import { atOnce, type Steps } from './steps.js'

/** Values made together, element by element, from one space of positions; beneath them one reduction at most, or several over the same loops. */
export interface Part {
  /** Positions: the number of elements of each of its outputs. */
  readonly size: number
  /** What it makes, in program order; only some of it need be stored. */
  readonly makes: readonly Variable[]
  readonly reads: ReadonlyMap<Variable, Visits>
  readonly reductions: readonly Equation[]
  readonly equations: number
  /** Of an element, in multiply-adds, without the reductions. */
  readonly cost: number
  /** A kernel that a primitive builds whole: it makes the results of this, and nothing else. */
  readonly whole?: Equation
}

/** What decides how a part is laid out. */
export type Extent = Pick<Part, 'size' | 'reductions' | 'cost'>

/** Stages of a kernel, one after the other for each row: what they read of each other is of the same row. */
export interface Rows {
  /** So many rows; each stage makes as much of every one. */
  readonly count: number
  /** What later stages read of earlier ones: it is kept while a row is made. */
  readonly kept: readonly Variable[]
}

/** All turns of a loop: what it carries from one to the next stays in the memory of a workgroup. */
export interface Turns {
  readonly length: number
  readonly reverse: boolean
  readonly carried: readonly { readonly before: Variable; readonly after: Variable }[]
  /** Parts that need nothing of each other, stage after stage. */
  readonly stages: readonly (readonly Part[])[]
}

/** One dispatch: parts side by side; or, with rows, stages; or, with turns, a whole loop. */
export interface Kernel {
  readonly parts: readonly Part[]
  readonly rows?: Rows
  readonly turns?: Turns
  /** What it must leave in memory. */
  readonly writes: readonly Variable[]
  /** What it reads from memory. */
  readonly reads: readonly Variable[]
}

/** A program as kernels, in an order in which they can run. */
export interface Fused {
  readonly program: Program
  readonly cuts: Cuts
  readonly kernels: readonly Kernel[]
}

/** A mutable part, or stages, while parts are being joined. */
interface Draft {
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

interface Stages {
  readonly parts: readonly Part[]
  readonly rows: Rows
}

/** Who makes a value, and the values that are made from it. */
interface Neighbours {
  readonly makers: Map<Variable, Draft>
  readonly readers: ReadonlyMap<Variable, readonly Variable[]>
}

const producersOf = (draft: Draft, makers: ReadonlyMap<Variable, Draft>): Set<Draft> =>
  new Set([...draft.reads.keys()].flatMap((variable) => makers.get(variable) ?? []).filter((maker) => maker !== draft))

/** Whether `from` needs `target`, directly or through others. What reaches less far than where `target` begins can't. */
const needs = (from: Draft, target: Draft, makers: ReadonlyMap<Variable, Draft>): boolean => {
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
const joinable = (a: Draft, b: Draft, makers: ReadonlyMap<Variable, Draft>): boolean =>
  [...producersOf(b, makers)].every((producer) => producer === a || !needs(producer, a, makers)) &&
  [...producersOf(a, makers)].every((producer) => producer === b || !needs(producer, b, makers))

/** What decides how many buffers a kernel is given. */
interface Room {
  /** So many at most. */
  readonly bindings: number
  /** Inputs whose memory a result may take over where the kernel reads them at the position being made: one buffer for both. */
  readonly donated: ReadonlySet<Variable>
  readonly outputs: ReadonlySet<Variable>
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
const hasRoom = (drafts: readonly Draft[], room: Room): boolean =>
  drafts.reduce((total, { reads, makes }) => total + reads.size + makes.length, 0) <= room.bindings ||
  bindingsOf(drafts, room) <= room.bindings

const bindingsOf = (drafts: readonly Draft[], { donated, outputs }: Room): number => {
  const reads = new Set(drafts.flatMap((draft) => [...draft.reads.keys()]))
  const makes = drafts.flatMap((draft) => draft.makes)
  const givers = new Set([...reads].filter((variable) => donated.has(variable)))
  for (const output of makes.filter((variable) => outputs.has(variable))) {
    const giver = [...givers].find((victim) => maySupplant(drafts, output, victim))
    if (giver) givers.delete(giver)
  }
  const taken = [...reads].filter((variable) => donated.has(variable) && !givers.has(variable)).length
  return new Set([...reads, ...makes]).size - taken
}

/** Takes `later` into `earlier`: its values are made at the same positions, from what is there already. */
const join = (earlier: Draft, later: Draft, neighbours: Neighbours): void => {
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

/** Whether what one part reads of another, if anything, it reads at the position being made. */
const readsInPlace = (reader: Draft, maker: Draft): boolean =>
  maker.makes.every((variable) => (reader.reads.get(variable) ?? 'same') === 'same')

/** Of parts that another might go into only so many are looked at, the last ones: some values are read everywhere. */
const lookedBack = 16

/**
 * Elementwise parts go into the part that makes, or also reads, what they read at their own position; rather into one that has a reduction.
 * What has grown by that may itself go into another, until nothing does.
 */
const joinAlong = (drafts: readonly Draft[], neighbours: Neighbours, room: Room): Draft[] => {
  const joined = joinOnce(drafts, neighbours, room)
  return joined.length < drafts.length ? joinAlong(joined, neighbours, room) : joined
}

const joinOnce = (drafts: readonly Draft[], neighbours: Neighbours, room: Room): Draft[] => {
  const { makers } = neighbours
  const kept: Draft[] = []
  const readers = new Map<Variable, Draft[]>()
  /** Where parts went that were joined. One that others went into before may itself go into another, and is no place to go from then on. */
  const gone = new Map<Draft, Draft>()
  const now = (draft: Draft): Draft => {
    const host = gone.get(draft)
    return host ? now(host) : draft
  }
  for (const draft of drafts) {
    const fits = (host: Draft | undefined): boolean => {
      if (!host || host === draft || host.whole || host.size !== draft.size || host.equations + draft.equations > largestKernel)
        return false
      return readsInPlace(draft, host) && readsInPlace(host, draft) && hasRoom([host, draft], room) && joinable(host, draft, makers)
    }
    const own = [...draft.reads].filter(([, visits]) => visits === 'same').map(([variable]) => variable)
    const hosts =
      draft.reductions.length > 0
        ? []
        : [...own.map((variable) => makers.get(variable)), ...own.flatMap((variable) => (readers.get(variable) ?? []).map(now))]
    const candidates = hosts.reverse().filter((host) => host !== undefined)
    const host = candidates.filter(({ reductions }) => reductions.length > 0).find(fits) ?? candidates.find(fits)
    if (host) {
      join(host, draft, neighbours)
      gone.set(draft, host)
    } else kept.push(draft)
    for (const variable of own) readers.set(variable, [...new Set([...(readers.get(variable) ?? []), host ?? draft])].slice(-lookedBack))
  }
  return kept
}

/** Reductions over the same loops are folded in one part, if neither needs the other. */
const joinFolds = (drafts: readonly Draft[], neighbours: Neighbours, room: Room): Draft[] => {
  const { makers } = neighbours
  const kept: Draft[] = []
  const byLoops = new Map<string, readonly Draft[]>()
  for (const draft of drafts) {
    const fits = (host: Draft): boolean =>
      host.equations + draft.equations <= largestKernel &&
      hasRoom([host, draft], room) &&
      !needs(draft, host, makers) &&
      !needs(host, draft, makers)
    const [reduction] = draft.reductions
    const loops = reduction && loopsOf(reduction)
    const alike = (loops !== undefined && byLoops.get(loops)) || []
    const host = alike.find(fits)
    if (host) join(host, draft, neighbours)
    else {
      kept.push(draft)
      if (loops !== undefined) byLoops.set(loops, [...alike, draft].slice(-lookedBack))
    }
  }
  return kept
}

/** Whether so many turns of parts may be one kernel, which makes so many rows side by side and keeps so many words of each. */
export type TurnsFit = (parts: readonly Extent[], rows: number, words: number, turns: number) => boolean

/** Whether contractions may lie side by side in a kernel. */
export type SideBySide = (parts: readonly Extent[]) => boolean

/** What may share a kernel on a device. */
export interface Joins {
  /** Whether a part with reductions may lie beside others; what has none always may. */
  readonly besideOthers?: (part: Extent) => boolean
  readonly sideBySide?: SideBySide
  /** Whether stages may be one kernel, row by row; never if left out. */
  readonly rowsFit?: RowsFit
}

/** In the turn of a loop another dispatch is one in each turn: values of so few elements are rather computed again. */
export interface TurnSize {
  readonly few: number
}

/** Whether stages may be one kernel that goes through so many rows and keeps so many words of each. */
export type RowsFit = (stages: readonly Extent[], rows: number, words: number) => boolean

const partOf = ({ size, makes, reads, reductions, equations, cost, whole }: Draft): Part => ({
  size,
  makes: [...makes],
  reads: new Map(reads),
  reductions,
  equations,
  cost,
  ...(whole && { whole }),
})

/** A part as one more stage behind others; nothing if it needs more of them than the same row, or if that is no kernel. */
const staged = (before: Draft, draft: Draft, cuts: Cuts, fit: RowsFit): Stages | undefined => {
  if (draft.stages || draft.whole || before.whole) return undefined
  const earlier = before.stages?.parts ?? [partOf(before)]
  const own = partOf(draft)
  const parts = [...earlier, own]
  const count = Math.min(...parts.map(({ size }) => size))
  if (count === 0 || parts.some((part) => part.size % count !== 0 || isContraction(part) || isRanged(part))) return undefined
  const made = new Set(earlier.flatMap(({ makes }) => makes))
  const kept = [...new Set([...(before.stages?.rows.kept ?? []), ...[...own.reads.keys()].filter((variable) => made.has(variable))])]
  const words = kept.reduce((total, { type }) => total + sizeOf(type.shape) / count, 0)
  return fit(parts, count, words) && readsOwnRows(own, cuts, made, count) ? { parts, rows: { count, kept } } : undefined
}

/** Parts that are made row by row become stages of one kernel, where a later one needs of those before it only the same row. */
const joinRows = (drafts: readonly Draft[], neighbours: Neighbours, room: Room, cuts: Cuts, fit: RowsFit): Draft[] => {
  const { makers, readers } = neighbours
  /** Buffers of both as one: what is read by nobody else is kept while a row is made, and needs none. */
  const buffers = (before: Draft, draft: Draft): number => {
    const makes = new Set([...before.makes, ...draft.makes])
    const reads = [...before.reads.keys(), ...draft.reads.keys()].filter((variable) => !makes.has(variable))
    const isLeft = (variable: Variable): boolean =>
      room.outputs.has(variable) ||
      (readers.get(variable) ?? []).some((result) => {
        const reader = lookup(makers, result)
        return reader !== before && reader !== draft
      })
    return new Set([...reads, ...[...makes].filter(isLeft)]).size
  }
  const kept: Draft[] = []
  for (const draft of drafts) {
    let isJoined = false
    for (const before of [...producersOf(draft, makers)].reverse()) {
      if (buffers(before, draft) > room.bindings || !joinable(before, draft, makers)) continue
      const stages = staged(before, draft, cuts, fit)
      if (!stages) continue
      join(before, draft, neighbours)
      before.stages = stages
      isJoined = true
      break
    }
    if (!isJoined) kept.push(draft)
  }
  return kept
}

/** So many contractions lie side by side at most: a kernel holds the text of each. */
const mostBeside = 4

/** What a contraction makes is read so few kernels after the other at most, if at all: else it would live longer, and what is computed again on the way back would be there all the while. */
const mostBetween = 8

/** Contractions that share an operand and need nothing of each other are one dispatch: queries, keys and values of one input; the gradients of a layer's input and weights. */
const joinProducts = (drafts: readonly Draft[], neighbours: Neighbours, room: Room, fit: SideBySide): Draft[] => {
  const { makers } = neighbours
  const kept: Draft[] = []
  const readers = new Map<Variable, readonly Draft[]>()
  const places = new Map(drafts.map((draft, place) => [draft, place]))
  const firstRead = ({ makes }: Draft): number | undefined => {
    const results = makes.flatMap((variable) => neighbours.readers.get(variable) ?? [])
    const at = results.map((result) => lookup(places, lookup(makers, result)))
    return at.length > 0 ? Math.min(...at) : undefined
  }
  for (const draft of drafts) {
    const own = isContraction(draft) ? [...draft.reads].filter(([, visits]) => visits === 'many').map(([variable]) => variable) : []
    const read = own.length > 0 ? firstRead(draft) : undefined
    const host = own
      .flatMap((variable) => readers.get(variable) ?? [])
      .find((one) => {
        const parts = [...(one.beside ?? [one]), draft]
        const isNear = read === undefined || read - lookup(places, one) <= mostBetween
        const isFit = isNear && parts.length <= mostBeside && hasRoom([one, draft], room) && fit(parts)
        return isFit && !needs(draft, one, makers) && !needs(one, draft, makers)
      })
    if (host) {
      const beside = [...(host.beside ?? [partOf(host)]), partOf(draft)]
      join(host, draft, neighbours)
      host.beside = beside
    } else kept.push(draft)
    for (const variable of own) readers.set(variable, [...new Set([...(readers.get(variable) ?? []), host ?? draft])].slice(-lookedBack))
  }
  return kept
}

/** How many kernels must still come after a part. Parts at one height do not need each other. */
const heights = (drafts: readonly Draft[], makers: ReadonlyMap<Variable, Draft>): Map<Draft, number> => {
  const found = new Map<Draft, number>(drafts.map((draft) => [draft, 0]))
  for (const draft of ordered(drafts, (draft) => producersOf(draft, makers)).reverse())
    for (const producer of producersOf(draft, makers)) found.set(producer, Math.max(lookup(found, producer), lookup(found, draft) + 1))
  return found
}

/** An order in which everything comes after what it needs; as given where there is a choice. */
const ordered = <T>(all: readonly T[], needed: (one: T) => Iterable<T>): T[] => {
  const done = new Set<T>()
  const begun = new Set<T>()
  for (const root of all) {
    const stack = [root]
    while (stack.length > 0) {
      const one = item(stack, stack.length - 1)
      const missing = done.has(one) ? [] : [...needed(one)].filter((other) => other !== one && !done.has(other))
      if (missing.length > 0) {
        if (begun.has(one)) throw new Error('typegrad: kernels that need each other; please report this')
        begun.add(one)
        stack.push(...missing)
      } else {
        stack.pop()
        done.add(one)
      }
    }
  }
  return [...done]
}

/** A part may be made so many kernels earlier than it must, where that saves a dispatch. */
const mostEarlier = 16

/** Independent parts share a dispatch, as many as there are bindings for; in the turn of a loop also with what is made earlier, though values then live longer. */
const groupSideways = (
  drafts: readonly Draft[],
  makers: ReadonlyMap<Variable, Draft>,
  room: Room,
  besideOthers: (part: Extent) => boolean,
  isTurn: boolean,
): Draft[][] => {
  const height = heights(drafts, makers)
  const open = new Map<number, Draft[]>()
  const groups: Draft[][] = []
  // What could have been made earlier comes after what must be.
  const inTurn = isTurn ? [...drafts].sort((a, b) => lookup(height, b) - lookup(height, a)) : drafts
  for (const draft of inTurn) {
    const at = lookup(height, draft)
    const earliest = isTurn
      ? Math.min(at + mostEarlier, ...[...producersOf(draft, makers)].map((producer) => lookup(height, producer) - 1))
      : at
    const isFree = !draft.stages && !draft.whole && (draft.reductions.length === 0 || besideOthers(draft))
    const groupsThere = isFree ? Array.from({ length: earliest - at + 1 }, (_, i) => open.get(at + i)) : []
    const group = groupsThere.find((one) => one && hasRoom([...one, draft], room))
    if (group) group.push(draft)
    else {
      const fresh = [draft]
      groups.push(fresh)
      if (isFree) open.set(at, fresh)
    }
  }
  return groups
}

/**
 * Cuts a program into kernels, then joins what can share one. `bindings` is how many buffers a kernel may be given; the memory of inputs
 * that are `donated` may become that of results. `turn` says that the program is the turn of a loop.
 */
export const fuse = (...args: Parameters<typeof fusing>): Fused => atOnce(fusing(...args))

/** The same in steps. */
export function* fusing(
  program: Program,
  bindings: number,
  donated: readonly number[] = [],
  { besideOthers = () => false, sideBySide, rowsFit = () => false }: Joins = {},
  turn?: TurnSize,
): Steps<Fused> {
  const outputs = new Set(program.outputs)
  const room: Room = { bindings, donated: new Set(donated.map((index) => item(program.inputs, index))), outputs }
  const cuts = cut(program, bindings, turn?.few)
  yield
  const makers = new Map<Variable, Draft>()
  const drafts = [...cuts.stored.keys()].flatMap((variable, born): Draft[] => {
    if (makers.has(variable)) return []
    const equation = cuts.definitions.get(variable)
    const whole = equation?.primitive.lower.kind === 'whole' ? equation : undefined
    const { reads, ...rest } = readsOf(variable, cuts)
    const makes = whole ? [...whole.results] : [variable]
    const draft: Draft = {
      size: sizeOf(variable.type.shape),
      makes,
      reads: new Map(reads),
      ...rest,
      ...(whole && { whole }),
      born,
      reach: born,
    }
    for (const made of makes) makers.set(made, draft)
    return [draft]
  })
  const readers = new Map<Variable, Variable[]>()
  for (const { makes, reads } of drafts)
    for (const variable of reads.keys()) {
      const known = readers.get(variable)
      if (known) known.push(...makes)
      else readers.set(variable, [...makes])
    }
  const neighbours = { makers, readers }
  const along = joinAlong(drafts, neighbours, room)
  yield
  const folded = joinFolds(along, neighbours, room)
  yield
  const alone = joinAlong(folded, neighbours, room)
  yield
  const inOrder = (some: readonly Draft[]) => ordered(some, (draft) => producersOf(draft, makers))
  const rows = joinRows(inOrder(alone), neighbours, room, cuts, rowsFit)
  yield
  const joined = sideBySide ? joinProducts(inOrder(rows), neighbours, room, sideBySide) : rows
  const groups = groupSideways(inOrder(joined), makers, room, besideOthers, turn !== undefined)

  const readFrom = new Map<Variable, Set<Draft>>()
  for (const draft of joined)
    for (const variable of draft.reads.keys()) readFrom.set(variable, (readFrom.get(variable) ?? new Set()).add(draft))
  const groupOf = new Map(groups.flatMap((group) => group.map((draft) => [draft, group] as const)))
  const before = (group: Draft[]) => group.flatMap((draft) => [...producersOf(draft, makers)].map((producer) => lookup(groupOf, producer)))
  const kernels = ordered(groups, before).map((parts): Kernel => {
    const { stages, beside } = item(parts, 0)
    return {
      parts: stages?.parts ?? beside ?? parts,
      ...(stages && { rows: stages.rows }),
      reads: [...new Set(parts.flatMap((part) => [...part.reads.keys()]))],
      writes: parts.flatMap((part) => part.makes).filter((variable) => outputs.has(variable) || (readFrom.get(variable)?.size ?? 0) > 0),
    }
  })
  return { program, cuts, kernels }
}
