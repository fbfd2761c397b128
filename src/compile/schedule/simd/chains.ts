import { counter, quotient } from '../../../kernel/index-arithmetic.js'
import { item } from '../../../program/program.js'
import { sizeOf } from '../../../shape/dim.js'
import { foldsOf } from '../../folds.js'
import type { Fused, Kernel, Part } from '../../parts.js'
import { bytesOf, type Location, type Plan } from '../../plan.js'
import { inRow, isContraction, isRanged, loadsOf, readBy } from '../../rows.js'
import { Builder } from '../builder.js'
import { grain, type Share } from './rows.js'

/*
 * Kernels whose tasks may follow each other, as those of a softmax: all are cut into the same rows, and a row needs of what was made before only the same row.
 * A thread takes some rows through all of them, while they lie in its cache, and waits for nobody in between.
 */

/** Kernels in a row. Of several, what their tasks have in common. */
export interface Chain {
  readonly kernels: readonly Kernel[]
  readonly share?: Share
}

/** How kernels are chained. */
export interface Chaining {
  /** Of kernels with fewer elements none follows another: nothing is won. */
  readonly leastElements: number
  /** So much work is a task. */
  readonly grain: number
}

export const chaining: Chaining = { leastElements: 2 ** 15, grain }

/** Bytes that stay in a cache of a thread's own. */
const cached = 2 ** 18

/** How a kernel uses a memory: bytes of a row, and whether each row of its results only reads its own. */
interface Use {
  readonly writes: boolean
  readonly rowBytes: number
  readonly isOwn: boolean
}

type Uses = ReadonlyMap<string, readonly Use[]>

const keyOf = ({ kind, index }: Location): string => `${kind} ${index}`

/** What a kernel does to memory, by rows; undefined if it can't be cut into so many. */
const usesOf = (fused: Fused, kernel: Kernel, plan: Plan, rows: number): Uses | undefined => {
  const builder = new Builder(fused, kernel, plan, true)
  const uses = new Map<string, Use[]>()
  const use = (location: Location, one: Use): void => {
    uses.set(keyOf(location), [...(uses.get(keyOf(location)) ?? []), one])
  }
  const row = counter('row', rows)
  for (const part of kernel.parts) {
    const { size } = part
    if (size % rows !== 0 || isContraction(part) || isRanged(part)) return undefined
    const loads = loadsOf(readBy(builder.puller(part), part, inRow(rows, size / rows).position))
    if (!loads) return undefined
    for (const { source, at } of loads) {
      const binding = item(builder.bindings, source)
      const isOwn = binding.size % rows === 0 && quotient(at, binding.size / rows).key === row.key
      use(binding.location, { writes: false, rowBytes: (4 * binding.size) / rows, isOwn })
    }
  }
  for (const variable of kernel.writes) {
    const location = plan.locations.get(variable)
    if (location) use(location, { writes: true, rowBytes: bytesOf(variable.type) / rows, isOwn: true })
  }
  return uses
}

/** Whether tasks of these may follow each other: memory that one writes, all use by the same rows. */
const follow = (all: readonly Uses[]): boolean => {
  const together = new Map<string, Use[]>()
  for (const uses of all) for (const [key, own] of uses) together.set(key, [...(together.get(key) ?? []), ...own])
  return [...together.values()].every(
    (own) => !own.some(({ writes }) => writes) || own.every(({ isOwn, rowBytes }) => isOwn && rowBytes === own[0]?.rowBytes),
  )
}

const sizes = ({ parts }: Kernel): number[] => parts.map(({ size }) => size)

const elements = ({ reads, writes }: Kernel): number => Math.max(...[...reads, ...writes].map(({ type }) => sizeOf(type.shape)))

/** Of a part, in multiply-adds, roughly. */
const workOf = ({ size, cost, reductions }: Part): number => {
  const folded = reductions.length > 0 ? reductions.length * sizeOf(foldsOf({ reductions }).over) : 0
  return size * (1 + cost / 4 + folded * 2)
}

/** Whether one of these may follow the other, as far as their sizes tell. */
const mayChain = (a: Kernel | undefined, b: Kernel | undefined): boolean => {
  if (!a || !b || [...a.parts, ...b.parts].some(isContraction)) return false
  const all = [...sizes(a), ...sizes(b)]
  const least = Math.min(...all)
  return least > 1 && all.every((size) => size % least === 0)
}

/** Cuts kernels into chains that are as long as can be. */
export const chainsOf = (
  fused: Fused,
  kernels: readonly Kernel[],
  plan: Plan,
  { leastElements, grain: most }: Chaining,
): readonly Chain[] => {
  const chains: Chain[] = []
  let open: Kernel[] = []
  let rows = 0
  let uses: readonly Uses[] = []
  const close = (): void => {
    if (open.length === 0) return
    const work = open.flatMap(({ parts }) => parts).reduce((total, part) => total + workOf(part), 0)
    const bytes = [...new Set(open.flatMap(({ reads, writes }) => [...reads, ...writes]))].reduce(
      (total, { type }) => total + bytesOf(type),
      0,
    )
    const each = Math.max(1, Math.floor(Math.min((most * rows) / work, (cached * rows) / bytes)))
    chains.push({ kernels: open, ...(open.length > 1 && { share: { rows, each } }) })
    open = []
  }
  for (const [i, kernel] of kernels.entries()) {
    const isLarge = elements(kernel) >= leastElements
    if (open.length > 0 && isLarge && mayChain(open.at(-1), kernel)) {
      const least = Math.min(rows, ...sizes(kernel))
      const before = least === rows ? uses : open.map((other) => usesOf(fused, other, plan, least))
      const all = [...before, usesOf(fused, kernel, plan, least)].filter((one) => one !== undefined)
      if (all.length > open.length && follow(all)) {
        open.push(kernel)
        uses = all
        rows = least
        continue
      }
    }
    close()
    open = [kernel]
    rows = Math.min(...sizes(kernel))
    const alone = isLarge && mayChain(kernel, kernels[i + 1]) ? usesOf(fused, kernel, plan, rows) : undefined
    uses = alone ? [alone] : []
    // Nothing may follow what is not cut into rows.
    if (!alone) close()
  }
  close()
  return chains
}
