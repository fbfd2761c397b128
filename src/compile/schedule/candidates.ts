import type { Kernel } from '../parts.js'
import { isShared, type Layout, type Schedule, scheduleOf, sidesOf, type Tiling } from './schedule.js'

/*
 * Ways to lay out products that can be measured against each other. What does not measure does not load this.
 */

const onGpu: readonly Tiling[] = [
  { tile: [64, 64], folds: 16, block: [4, 4], least: 1 },
  { tile: [32, 32], folds: 16, block: [4, 4], least: 1 },
  { tile: [64, 64], folds: 16, block: [4, 4], least: 1, ahead: true },
  { tile: [64, 64], folds: 16, block: [8, 8], least: 1 },
  { tile: [128, 64], folds: 16, block: [8, 4], least: 1, ahead: true },
  { tile: [128, 128], folds: 8, block: [8, 8], least: 1, ahead: true },
  { tile: [32, 64], folds: 32, block: [4, 4], least: 1 },
  { registers: 4 },
]

/** What is measured on the device, of which the best is kept: more threads or larger blocks, flat and deep tiles. At most eight. */
export const candidates = (layout: Layout, subgroup?: number): readonly Tiling[] =>
  layout === 'gpu'
    ? onGpu
    : [...(subgroup === undefined ? [] : [{ registers: 8, subgroup }]), ...[8, 6, 4].map((registers): Tiling => ({ registers }))]

/** `64x64 by 16, 4x4, read ahead` */
export const nameOf = (one: Tiling): string =>
  isShared(one)
    ? `${one.tile.join('x')} by ${one.folds}, ${one.block.join('x')}${one.ahead ? ', read ahead' : ''}`
    : one.subgroup
      ? `subgroups of ${one.subgroup}`
      : `registers ${one.registers}`

/**
 * The kind of a kernel that is made of products alone: batches, rows, columns and what is folded of each, and the dtypes of the factors. Kernels of a kind are measured once.
 */
export const kindOf = ({ parts, turns, rows }: Kernel): string | undefined => {
  if (turns || rows) return undefined
  const kinds = parts.map((part) => {
    const sides = part.reductions.length === 1 ? sidesOf(part) : undefined
    if (!sides) return undefined
    const { batches, rows, columns, folded } = sides
    const [{ operands, primitive } = { operands: [], primitive: { name: '' } }] = part.reductions
    return `${primitive.name} ${batches}x${rows}x${columns} over ${folded} of ${operands.map(({ type }) => type.dtype).join(' and ')}`
  })
  return kinds.every((kind) => kind !== undefined) ? kinds.join(' + ') : undefined
}

const kindOfSchedule = (one: Tiling): Schedule['kind'] => (isShared(one) ? 'shared tile' : one.subgroup ? 'subgroup tile' : 'tile')

/** The candidates that suit a kernel, each that lays it out differently once. */
export const suiting = ({ parts }: Kernel, layout: Layout, subgroup?: number): readonly Tiling[] => {
  const found = new Map<string, Tiling>()
  for (const one of candidates(layout, subgroup)) {
    const schedules = parts.map((part) => scheduleOf(part, parts, layout, [one]))
    const isAsSaid = schedules.every(({ kind }) => kind === kindOfSchedule(one))
    const text = JSON.stringify(schedules)
    if (isAsSaid && (isShared(one) || parts.length === 1) && !found.has(text)) found.set(text, one)
  }
  return [...found.values()]
}
