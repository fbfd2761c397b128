import { item } from '../../program/program.js'
import { builtOnce } from '../alike.js'
import type { Schedules } from '../compile.js'
import type { Nest } from '../nest/nest.js'
import type { Fused, Kernel } from '../parts.js'
import type { Plan } from '../plan.js'
import { beside, type Strip } from './beside.js'
import { Builder } from './builder.js'
import { group } from './group.js'
import { map } from './map.js'
import { row, rowsFit } from './row.js'
import { isStrip, type Layout, longAcross, piecesOf, scheduleOf, type Tiling, usual } from './schedule.js'
import { serial } from './serial.js'
import { areAlike, type SharedPart, sharedTiles } from './shared-tile.js'
import { slimProduct } from './slim-product.js'
import { tile } from './tile.js'
import { turns, turnsFit } from './turns.js'
import { describeWhole, ownWorkgroup, whole } from './whole.js'

/** What a schedule makes of a kernel. */
export type Built = Pick<Nest, 'outer' | 'body'> & Partial<Pick<Nest, 'procedures' | 'shared'>>

/** What kernels are laid out for. */
interface Device {
  readonly layout: Layout
  readonly subgroups: Subgroups
}

/** Whether threads can tell each other what they have within a subgroup, and how many threads that is, if it is always the same. */
export type Subgroups = boolean | number

const build = (fused: Fused, kernel: Kernel, plan: Plan, { layout, subgroups }: Device, tilings: readonly Tiling[]): Nest => {
  // Drivers of software adapters make copies of all turns of a loop whose end they know, and then take long to compile it: see docs/decisions/schedules.md.
  const builder = new Builder(fused, kernel, plan, false, layout === 'cpu', subgroups !== false && layout === 'gpu')
  const built = scheduled(builder, kernel, layout, tilings)
  const { takesTurn, asksSubgroup } = builder
  // Of what is folded, indices are worked out once for all turns: it does not matter much whether their numbers are given.
  const isFolded = kernel.parts.every(({ reductions }) => reductions.length > 0)
  const told = isFolded ? 'all' : 'powers'
  const flags = {
    ...(layout === 'cpu' && ({ told } as const)),
    ...(takesTurn && { takesTurn }),
    ...(asksSubgroup && { subgroups: asksSubgroup }),
  }
  return { procedures: [], shared: [], numbers: [], ...built, bindings: builder.bindings, ...flags }
}

const scheduled = (builder: Builder, kernel: Kernel, layout: Layout, tilings: readonly Tiling[]): Built => {
  if (kernel.turns) return turns(builder, kernel)
  if (kernel.rows) return row(builder, kernel)
  return kernel.parts[0]?.whole ? whole(builder, kernel.parts[0]) : besideOrAlone(builder, kernel, layout, tilings)
}

/** Strips side by side, or the one part. */
const besideOrAlone = (builder: Builder, kernel: Kernel, layout: Layout, tilings: readonly Tiling[]): Built => {
  const [shared, ...others] = kernel.parts.flatMap((part): readonly SharedPart[] => {
    const schedule = scheduleOf(part, kernel.parts, layout, tilings)
    return schedule.kind === 'shared tile' ? [{ part, schedule }] : []
  })
  if (shared) return sharedTiles(builder, [shared, ...others])
  const strips = kernel.parts.flatMap((part): readonly Strip[] => {
    const schedule = scheduleOf(part, kernel.parts, layout, tilings)
    if (part.size === 0) return []
    return schedule.kind === 'map' ? [map(builder, part, schedule)] : schedule.kind === 'serial' ? [serial(builder, part, schedule)] : []
  })
  const part = item(kernel.parts, 0)
  const schedule = scheduleOf(part, kernel.parts, layout, tilings)
  if (schedule.kind === 'group') return group(builder, part, schedule)
  if (schedule.kind === 'slim product') return slimProduct(builder, part, schedule)
  return schedule.kind === 'tile' || schedule.kind === 'subgroup tile' ? tile(builder, part, schedule) : beside(strips)
}

/** A GPU computes a value of 100 operations for so many elements in the time of a dispatch, a processor for fewer. */
const fewInTurn: { readonly [P in Layout]: number } = { gpu: 2 ** 18, cpu: 2 ** 12 }

/** Whether a kernel was found best in another way than the usual. */
export interface Chosen {
  of?: ((kernel: Kernel) => { readonly tiling: Tiling; readonly name: string } | undefined) | undefined
}

/** Kernels of many threads, laid out for a GPU or for a software adapter: as was `chosen`, where it was, else by the first of the tilings that suits. */
export const threadSchedules = (
  layout: Layout,
  given?: readonly Tiling[],
  { subgroups = false, chosen = {} }: { readonly subgroups?: Subgroups; readonly chosen?: Chosen } = {},
): Schedules => {
  const subgroup = typeof subgroups === 'number' ? subgroups : undefined
  const tilings = given ?? usual(layout, subgroup)
  const device: Device = { layout, subgroups }
  const tilingsOf = (kernel: Kernel): readonly Tiling[] => {
    const found = chosen.of?.(kernel)
    return found ? [found.tiling] : tilings
  }
  return {
    build: (fused, kernels, plan) =>
      builtOnce(
        fused,
        kernels.map((kernel) => ({ kernels: [kernel] })),
        plan,
        ({ kernels: some }) => some.map((kernel) => build(fused, kernel, plan, device, tilingsOf(kernel))),
      ),
    turnsFit: turnsFit(layout),
    ...(layout === 'gpu' && { rowsFit, workgroup: ownWorkgroup, longAcross, pieces: piecesOf }),
    foldsInARow: layout === 'cpu',
    fewInTurn: fewInTurn[layout],
    besideOthers: (part) => isStrip(scheduleOf(part, [part], layout, tilings)),
    sideBySide: (parts) => areAlike(parts, (part) => scheduleOf(part, parts, layout, tilings)),
    tiled: {
      layout,
      subgroup,
      chosen,
      build: (fused, kernel, plan, tiling) => build(fused, kernel, plan, device, [tiling]),
    },
    describe: (kernel) => {
      const found = chosen.of?.(kernel)
      return kernel.turns
        ? `all ${kernel.turns.length} turns of ${kernel.rows?.count ?? 1} rows`
        : kernel.parts[0]?.whole
          ? describeWhole(kernel.parts[0])
          : kernel.rows
            ? `${kernel.rows.count} rows`
            : [
                ...new Set(
                  kernel.parts.map((part) => {
                    const schedule = scheduleOf(part, kernel.parts, layout, tilingsOf(kernel))
                    return schedule.kind === 'map' ? schedule.kind : `${schedule.kind} over ${schedule.over.join(' x ')}`
                  }),
                ),
                ...(found ? [`${found.name}, as measured`] : []),
              ].join(' + ')
    },
  }
}
