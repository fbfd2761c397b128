import { item } from '../../program/program.js'
import { sizeOf } from '../../shape/dim.js'
import type { Kernel } from '../fuse.js'

/** Threads of a workgroup: enough for a GPU's warp or wave, few enough for a processor. */
export const workgroup = 64
/** Threads along columns and rows of a workgroup that makes tiles. */
export const tileGroup = { columns: 8, rows: 8 } as const

/** How a kernel's loops lie on the device. */
export type Schedule =
  /** A thread an element; parts side by side. */
  | { readonly kind: 'map' }
  /** A thread an element, which folds by itself. */
  | { readonly kind: 'serial'; readonly over: readonly number[] }
  /** A workgroup an element, whose threads fold together through shared memory. */
  | { readonly kind: 'group'; readonly over: readonly number[] }
  /** A thread a block of rows by columns, which keeps the block in registers and uses each load for a whole row or column of it. */
  | {
      readonly kind: 'tile'
      readonly over: readonly number[]
      readonly shape: readonly [batch: readonly number[], rows: readonly number[], columns: readonly number[]]
      readonly block: readonly [rows: number, columns: number]
    }

/** With so few results and so long a fold, one thread a result leaves the device idle. */
const fewResults = 256
const longFold = 128

/** A tile's side: up to 4, and no longer than what there is. */
const side = (extent: number): number => Math.max(1, Math.min(4, extent))

export const scheduleOf = (kernel: Kernel): Schedule => {
  const { reduction, size } = item(kernel.parts, 0)
  if (!reduction || reduction.primitive.lower.kind !== 'reduction') return { kind: 'map' }
  const { lower, params } = { lower: reduction.primitive.lower, params: reduction.params }
  const types = reduction.operands.map((operand) => operand.type)
  const over = lower.over(types, params)
  const folded = sizeOf(over)
  const tiles = lower.tiles?.(types, params)
  if (size < fewResults && folded >= longFold && (!tiles || size < 16)) return { kind: 'group', over }
  if (!tiles) return { kind: 'serial', over }
  const { shape } = item(reduction.results, 0).type
  const [batch, rows] = tiles
  const split = [shape.slice(0, batch), shape.slice(batch, batch + rows), shape.slice(batch + rows)] as const
  return { kind: 'tile', over, shape: split, block: [side(sizeOf(split[1])), side(sizeOf(split[2]))] }
}
