import { item, lookup, type Program, type Variable } from '../program/program.js'
import { sizeOf } from '../shape/dim.js'
import { type Cuts, cut, largestKernel, loopsOf, readsOf } from './cuts.js'
import { type Draft, hasRoom, join, joinable, type Neighbours, needs, partOf, producersOf, type Room, type Stages } from './drafts.js'
import { freeingFirst, ordered } from './order.js'
import type { Extent, Fused, Joins, Kernel, RowsFit, SideBySide, TurnSize } from './parts.js'
import { isContraction, isRanged, readsOwnRows } from './rows.js'
import { atOnce, type Steps } from './steps.js'

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
  const { makers } = neighbours
  const kept: Draft[] = []
  for (const draft of drafts) {
    let isJoined = false
    for (const before of [...producersOf(draft, makers)].reverse()) {
      if (!hasRoom([before, draft], room) || !joinable(before, draft, makers)) continue
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

/**
 * Contractions that share an operand and need nothing of each other are one dispatch: queries, keys and values of one input; the gradients of a layer's input and weights. So are two that come one after the
 * other: a device is busier with both.
 */
const joinProducts = (drafts: readonly Draft[], neighbours: Neighbours, room: Room, fit: SideBySide): Draft[] => {
  const { makers } = neighbours
  const kept: Draft[] = []
  const readers = new Map<Variable, readonly Draft[]>()
  let last: Draft | undefined
  const places = new Map(drafts.map((draft, place) => [draft, place]))
  const firstRead = (draft: Draft): number | undefined => {
    const results = draft.makes.flatMap((variable) => neighbours.readers.get(variable) ?? [])
    const others = results.map((result) => lookup(makers, result)).filter((reader) => reader !== draft)
    // What is read for results alone is on its way out: partial gradients, that are added up.
    const at = others.filter(({ makes }) => makes.some((made) => neighbours.readers.has(made))).map((reader) => lookup(places, reader))
    return at.length > 0 ? Math.min(...at) : undefined
  }
  for (const draft of drafts) {
    const own = isContraction(draft) ? [...draft.reads].filter(([, visits]) => visits === 'many').map(([variable]) => variable) : []
    const read = own.length > 0 ? firstRead(draft) : undefined
    const host = [...own.flatMap((variable) => readers.get(variable) ?? []), ...(last && own.length > 0 ? [last] : [])].find((one) => {
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
    last = isContraction(draft) ? (host ?? draft) : undefined
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
  const room: Room = { bindings, donated: new Set(donated.map((index) => item(program.inputs, index))), outputs, neighbours }
  const along = joinAlong(drafts, neighbours, room)
  yield
  const folded = joinFolds(along, neighbours, room)
  yield
  const alone = joinAlong(folded, neighbours, room)
  yield
  const inOrder = (some: readonly Draft[]) => ordered(some, (draft) => producersOf(draft, makers))
  const rows = joinRows(inOrder(alone), neighbours, room, cuts, rowsFit)
  yield
  const inTurn = freeingFirst(inOrder(rows), makers, outputs)
  const joined = sideBySide ? joinProducts(inTurn, neighbours, room, sideBySide) : inTurn
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
