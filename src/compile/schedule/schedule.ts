import { neighbours } from '../../primitives/long-folds.js'
import { piecesWithin } from '../../primitives/pieces.js'
import { type Equation, item } from '../../program/program.js'
import { sizeOf } from '../../shape/dim.js'
import { foldsOf } from '../folds.js'
import type { Extent } from '../parts.js'
import { longestTileRun, readRun, shortRun, tileRun } from './runs.js'

/** Threads of a workgroup: enough for a GPU's warp or wave, few enough for a processor. */
export const workgroup = 64
/** Threads along the rows and the columns of a workgroup that makes tiles: as square as there are blocks for. */
export const tileGroup = (rowBlocks: number, columnBlocks: number): readonly [rows: number, columns: number] => {
  const side = (blocks: number): number => 2 ** Math.ceil(Math.log2(Math.max(1, Math.min(blocks, 8))))
  const [rows, columns] = [side(rowBlocks), side(columnBlocks)]
  return rows < columns ? [rows, workgroup / rows] : [workgroup / columns, columns]
}

/** A thread a block of rows by columns, which keeps the block in registers and uses each load for a whole row or column of it. */
export interface Tile {
  readonly kind: 'tile'
  readonly over: readonly number[]
  readonly run: number
  readonly shape: readonly [batch: readonly number[], rows: readonly number[], columns: readonly number[]]
  /** Rows and columns of a thread. */
  readonly block: readonly [rows: number, columns: number]
}

/** A workgroup a tile of rows by columns, which reads `folds` folded elements of each at a time into shared memory; its threads make blocks of the tile. */
export interface SharedTile extends Omit<Tile, 'kind'>, Pick<TileSize, 'tile' | 'folds' | 'ahead'> {
  readonly kind: 'shared tile'
}

/**
 * A subgroup a tile. A thread makes the whole of some rows of it, or of some columns. Of the lines of the other side each thread reads a few, and tells the others: what is read once is used by all.
 */
export interface SubgroupTile extends Omit<Tile, 'kind'> {
  readonly kind: 'subgroup tile'
  /** How far a thread's rows lie from each other, and its columns: between those that it has for itself are those of its neighbours, as many as there are threads. */
  readonly strides: readonly [rows: number, columns: number]
}

/** How a part's loops lie on the device; no `run` of turns is longer than that, and runs of runs are totalled apart. */
export type Schedule =
  /** A thread an element, or a few in a row. */
  | { readonly kind: 'map'; readonly each: number }
  /** A thread an element, which folds by itself. */
  | { readonly kind: 'serial'; readonly over: readonly number[]; readonly run: number; readonly written: number }
  /** A workgroup so many neighbouring elements, each of which so many threads fold together through shared memory. */
  | { readonly kind: 'group'; readonly over: readonly number[]; readonly run: number; readonly width: number; readonly lanes: number }
  /** A product of few rows or few columns, whose results workgroups fold as they do in a `group`. */
  | { readonly kind: 'slim product'; readonly over: readonly number[]; readonly run: number }
  | Tile
  | SubgroupTile
  | SharedTile

/** Whether threads need nothing of each other, so that others may do something else beside them. */
export const isStrip = ({ kind }: Schedule): boolean => kind === 'map' || kind === 'serial'

/** What runs the threads. */
export type Layout =
  /** Thousands of threads at once: barriers are cheap, registers few. */
  | 'gpu'
  /** A software adapter on a few cores: barriers are dear, a long loop in one thread is not. */
  | 'cpu'

/** A workgroup folds together where there are too few results to keep the device busy with a thread each, and enough to fold. */
const fewest: { readonly [P in Layout]: { readonly results: number; readonly fold: number } } = {
  gpu: { results: 256, fold: 128 },
  cpu: { results: 8, fold: 4096 },
}

/**
 * Where neighbouring results fold neighbouring elements, as over all but the last axis, a workgroup makes some of them side by side, so that what its threads read at once lies together. There are threads
 * enough without that where there are so many results, and too little to fold where there is less.
 */
const columns = { width: neighbours, lanes: 16, results: 2 ** 14, fold: 256 } as const

/**
 * A matrix times a vector, or times few of them, is read once: nothing in it is used often enough to be worth a tile, whose threads would be few. Of so many results tiles have threads enough.
 */
const slim = { side: 4, results: 2 ** 16 } as const

/** Each thread then folds fewer elements than 256, which takes no longer than another dispatch. */
export const longAcross = 2 ** 12

/**
 * The longest side of a tile. Measured on SwiftShader, 128 x 784 x 128: 8 by 8 takes 9 ms, 4 by 4 takes 16; 16 by 8 takes 13. See
 * docs/decisions/schedules.md.
 */
const longestSide: { readonly [P in Layout]: number } = { gpu: 4, cpu: 8 }

/** A thread keeps a block of at most so many rows and columns in registers, and nothing is shared. With `subgroup`, products of two factors are made by so many threads, which tell each other what they read. */
export interface Registers {
  readonly registers: number
  readonly subgroup?: number | undefined
}

/** How products are laid out: by tiles in shared memory, or in registers alone. */
export type Tiling = TileSize | Registers

export const isShared = (one: Tiling): one is TileSize => 'tile' in one
const isOfRegisters = (one: Tiling): one is Registers => !isShared(one)

/** A tile of a workgroup that shares memory. */
export interface TileSize {
  readonly tile: readonly [rows: number, columns: number]
  /** Folded elements that are in shared memory at a time. */
  readonly folds: number
  /** What a thread makes of it: fours of rows and of columns. */
  readonly block: readonly [rows: number, columns: number]
  /** Threads read what comes next into registers while they use what is in shared memory. */
  readonly ahead?: true
  /** It is used where a kernel has so many workgroups at least: fewer would leave a GPU idle. */
  readonly least: number
}

/** The first that fits is taken. A GPU's workgroup may have 256 threads and 16 KB everywhere. */
export const tileSizes: readonly TileSize[] = [
  { tile: [64, 64], folds: 16, block: [4, 4], least: 64 },
  { tile: [32, 32], folds: 16, block: [4, 4], least: 1 },
]

/** The tilings that are used where nothing was measured; `subgroup` threads are one, on a software adapter whose subgroups have one size. */
export const usual = (layout: Layout, subgroup?: number): readonly Tiling[] =>
  layout === 'gpu' ? [...tileSizes, { registers: longestSide.gpu }] : [{ registers: longestSide.cpu, subgroup }]

/** Whether a tile is worth it: at least half of its rows and columns are used, and there is enough to fold. */
const fits = ({ tile, folds }: TileSize, { rows, columns, folded }: Sides): boolean =>
  2 * rows > tile[0] && 2 * columns > tile[1] && folded >= 2 * folds

const workgroupsOf = ({ tile }: TileSize, { batches, rows, columns }: Sides): number =>
  batches * Math.ceil(rows / tile[0]) * Math.ceil(columns / tile[1])

/** How large a contraction is. */
interface Sides {
  readonly batches: number
  readonly rows: number
  readonly columns: number
  readonly folded: number
}

/** Of a part that adds products of two factors, by rows and columns. */
export const sidesOf = (part: Extent): Sides | undefined => {
  const { over, tiles, isProduct, type } = foldsOf(part)
  if (!tiles || !isProduct) return undefined
  const [batches, rows, columns] = splitOf(type.shape, tiles).map(sizeOf) as [number, number, number] // of three
  return { batches, rows, columns, folded: sizeOf(over) }
}

export const splitOf = (shape: readonly number[], [batch, rows]: readonly [number, number, number]): Tile['shape'] => [
  shape.slice(0, batch),
  shape.slice(batch, batch + rows),
  shape.slice(batch + rows),
]

/** The tile that suits all contractions of a kernel, which lie side by side, if there is one. */
const sharedSize = (parts: readonly Extent[], sizes: readonly TileSize[]): TileSize | undefined => {
  const sides = parts.flatMap((part) => (part.reductions.length > 0 ? (sidesOf(part) ?? []) : []))
  return sides.length < parts.length
    ? undefined
    : sizes.find(
        (one) => sides.every((own) => fits(one, own)) && sides.reduce((total, own) => total + workgroupsOf(one, own), 0) >= one.least,
      )
}

/** Lines of a block, of blocks that are as even as can be; 1 of none. */
export const evenly = (lines: number, most: number): number => Math.ceil(lines / Math.ceil(lines / most)) || 1

/** Lines that all threads of a subgroup need, and lines that one has for itself, at most. More take longer to compile, and no less to run. */
const mostLines = { told: 16, own: 8 } as const

/** Columns lie together in memory, as a rule, and are a thread's own; rows, where columns are few. */
const subgroupBlock = ({ rows, columns }: Sides, threads: number): Pick<SubgroupTile, 'strides' | 'block'> => {
  const ownOf = (lines: number): number => evenly(Math.ceil(lines / threads), mostLines.own)
  return columns >= Math.min(rows, mostLines.own * threads)
    ? { strides: [1, threads], block: [evenly(rows, mostLines.told), ownOf(columns)] }
    : { strides: [threads, 1], block: [ownOf(rows), evenly(columns, mostLines.told)] }
}

/**
 * Of a kernel that costs more than this an element, starting threads is the smaller part, and its text four times over takes long to compile. Measured on SwiftShader,
 * `tanh` times `sigmoid` over 4M elements (a cost of 34): 71 ms by fours, 116 one by one.
 */
const dearestRepeated = 48

/**
 * Elements a thread makes in a row. A software adapter spends much of a thread on starting it: four elements in one take half the time on
 * SwiftShader, over 4M elements; a GPU would rather have neighbours in neighbouring threads.
 */
const elementsEach = (parts: readonly Extent[], processor: Layout): number => {
  const maps = parts.filter(({ reductions }) => reductions.length === 0)
  return processor === 'cpu' &&
    maps.every(({ size, cost }) => size % 4 === 0 && cost <= dearestRepeated) &&
    maps.some(({ size }) => size >= 4096)
    ? 4
    : 1
}

/**
 * Turns of the innermost loop that are written out: a turn costs a software adapter as much as many additions. Measured over 4M elements: the sum takes 7 ms by fours on lavapipe and 13 one by one, of `exp` 11 and 20; by eights
 * it takes no less.
 */
const mostWritten = ({ cost }: Extent, processor: Layout): number => (processor === 'cpu' && cost <= dearestRepeated ? 4 : 1)

/** So many of them, of loops over these extents: as many as divide the innermost. */
export const turnsWritten = (over: readonly number[], most: number): number => {
  const last = over.at(-1) ?? 1
  return last >= shortRun && last % most === 0 ? most : 1
}

/** How many pieces of a product this is one of; 1 if it is whole. */
const piecesIn = ({ reductions }: Extent): number => {
  const pieces = reductions[0]?.params.pieces
  return typeof pieces === 'number' ? pieces : 1
}

const isSlim = (part: Extent): boolean => {
  const sides = sidesOf(part)
  return sides !== undefined && Math.min(sides.rows, sides.columns) <= slim.side && foldsOf(part).over.length === 1
}

/** Threads that fold one of the results of a slim product together: neighbours of a result, or of what it folds, whichever lie together in memory. */
export const slimGroups = { results: { width: columns.width, lanes: columns.lanes }, folds: { width: 1, lanes: workgroup } } as const

/** How one of the parts of a kernel is laid out for a processor. */
export const scheduleOf = (
  part: Extent,
  parts: readonly Extent[],
  processor: Layout,
  tilings: readonly Tiling[] = usual(processor),
): Schedule => {
  if (part.reductions.length === 0) return { kind: 'map', each: elementsEach(parts, processor) }
  const { size } = part
  const { over, tiles, type, isAcross, isRanged, isRounded } = foldsOf(part)
  const bounded = (run: number): number => (isRounded ? run : Number.POSITIVE_INFINITY)
  if (isRanged) return { kind: 'serial', over, run: bounded(readRun), written: 1 }
  const folded = sizeOf(over)
  const { results, fold } = fewest[processor]
  const together = (width: number, lanes: number): Schedule => ({ kind: 'group', over, run: bounded(shortRun), width, lanes })
  if (processor === 'gpu' && isAcross && size >= columns.width && size < columns.results && folded >= columns.fold)
    return together(columns.width, columns.lanes)
  if (folded >= fold && size < (tiles ? Math.min(16, results) : results)) return together(1, workgroup)
  const alone: Schedule = { kind: 'serial', over, run: bounded(shortRun), written: mostWritten(part, processor) }
  if (!tiles) return alone
  if (processor === 'gpu' && isSlim(part) && size < slim.results && folded >= fold)
    return { kind: 'slim product', over, run: bounded(shortRun) }
  const { registers: longest, subgroup }: Registers = tilings.find(isOfRegisters) ?? { registers: longestSide[processor] }
  const split = splitOf(type.shape, tiles)
  const run = bounded(folded * piecesIn(part) > longestTileRun ? tileRun : longestTileRun)
  const [, height, width] = split.map(sizeOf) as [number, number, number] // of three
  const shared = processor === 'gpu' ? sharedSize(parts, tilings.filter(isShared)) : undefined
  if (shared) {
    const { tile, folds, block, ahead } = shared
    return { kind: 'shared tile', over, run, shape: split, tile, folds, block, ...(ahead && { ahead }) }
  }
  const block = [evenly(height, longest), evenly(width, longest)] as const
  const sides = sidesOf(part)
  if (sides && subgroup) return { kind: 'subgroup tile', over, run, shape: split, ...subgroupBlock(sides, subgroup) }
  return tileWorkgroups(split, block).some((groups) => groups > widest) ? alone : { kind: 'tile', over, run, shape: split, block }
}

/** A GPU is not busy with fewer threads than these, each of which makes a block of a product. */
const busy = 2 ** 15
/** A piece of a product folds so many elements at least: of fewer, adding pieces up would be too large a part. */
const leastInPiece = 512
/** What folds less, or could only be cut into fewer pieces, takes no longer than another dispatch would. */
const longProduct = 4096
const fewestPieces = 4
/** They are added up by a thread a result, one after the other. */
const mostPieces = 256

/** In how many pieces a sum of products is made on a GPU: as many as keep it busy. */
export const piecesOf = (product: Equation): number => {
  const { type } = item(product.results, 0)
  const part = { size: sizeOf(type.shape), reductions: [product], cost: 1 }
  if (part.size === 0) return 1
  const schedule = scheduleOf(part, [part], 'gpu')
  if (schedule.kind !== 'tile' && schedule.kind !== 'shared tile') return 1
  const { shape, block, over } = schedule
  const [batches, rows, columns] = shape.map(sizeOf) as [number, number, number] // of three
  const threads = batches * Math.ceil(rows / block[0]) * Math.ceil(columns / block[1])
  const folded = sizeOf(over)
  const pieces = piecesWithin(over, Math.min(mostPieces, Math.floor(busy / threads), Math.floor(folded / leastInPiece)))
  return folded >= longProduct && pieces >= fewestPieces ? pieces : 1
}

/** The most workgroups along one dimension of a dispatch that WebGPU promises. */
export const widest = 65535

/** Workgroups along columns, rows and the batch. */
export const tileWorkgroups = (
  [batch, rows, columns]: Tile['shape'],
  [height, width]: Tile['block'],
): readonly [number, number, number] => {
  const [down, across] = [Math.ceil(sizeOf(rows) / height), Math.ceil(sizeOf(columns) / width)]
  const [high, wide] = tileGroup(down, across)
  return [Math.ceil(across / wide), Math.ceil(down / high), sizeOf(batch)]
}
