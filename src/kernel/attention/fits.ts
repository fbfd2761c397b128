import { sizeOf } from '../../shape/dim.js'
import type { TensorType } from '../../shape/dtype.js'
import type { Workgroup } from '../lowering.js'
import { columnsOf, type Extents, metTile, ownTile, strideOf, type Tiling } from './tiles.js'

/*
 * Whether attention fits the memory of a workgroup and the registers of a thread, and with which tiles.
 */

/** The kernels: what rows gather; what flows back to queries, and is left of rows for the last; what flows back to keys and values. */
export type AttentionKernel = 'gathered' | 'ofQueries' | 'ofKeys'

/** The extents of a use, by the types of its operands. */
export const extentsOf = ([query, key, value]: readonly TensorType[]): Extents => {
  const [q, k, v] = [query, key, value].map((type) => type?.shape ?? [])
  return {
    batch: q?.slice(0, -2) ?? [],
    rows: q?.at(-2) ?? 0,
    keys: k?.at(-2) ?? 0,
    features: q?.at(-1) ?? 0,
    size: v?.at(-1) ?? 0,
  }
}

/** Threads along a tile's own places at most. */
const mostDown = 8
/** Threads of a workgroup of a single row. */
const fewestThreads = 32
/** So many workgroups keep a device busy: a thread makes two places only where there are as many. */
const manyGroups = 64
/** Totals that a thread keeps in registers. */
const mostTotals = 48

/** Words of a workgroup's memory, and totals of a thread. */
const needs = (
  kernel: AttentionKernel,
  { features, size }: Extents,
  tiling: Tiling,
): { readonly words: number; readonly totals: number } => {
  const [own, met] = [ownTile(tiling), metTile(tiling)]
  const [ofFeatures, ofSize, ofWeights] = [features, size, met].map(strideOf) as [number, number, number] // of three
  const [withKeys, withValues] = [columnsOf(features, tiling), columnsOf(size, tiling)]
  const tile = met * Math.max(ofFeatures, ofSize)
  const join = own * tiling.across
  switch (kernel) {
    case 'gathered':
      return { words: own * (ofFeatures + ofWeights) + tile + join, totals: tiling.ownEach * withValues }
    case 'ofQueries':
      return { words: own * (ofFeatures + ofSize + ofWeights) + tile + join, totals: tiling.ownEach * withKeys }
    case 'ofKeys':
      return { words: own * (ofFeatures + ofSize + 2 * ofWeights) + tile, totals: tiling.ownEach * (withKeys + withValues) }
  }
}

/** How tiles lie on threads; nothing where they would need more memory than a workgroup is promised, or where something is empty. */
export const tilingOf = (kernel: AttentionKernel, extents: Extents, workgroup: Workgroup): Tiling | undefined => {
  const { batch, rows, keys, features, size } = extents
  if (sizeOf(batch) * rows * keys * features * size === 0) return undefined
  const [own, met] = kernel === 'ofKeys' ? [keys, rows] : [rows, keys]
  let down = 1
  while (down < mostDown && down < own) down *= 2
  const across = Math.min(workgroup.threads / down, fewestThreads)
  const isMany = sizeOf(batch) * Math.ceil(own / (2 * down)) >= manyGroups
  const blocks: readonly (readonly [ownEach: number, metEach: number])[] = [
    [2, 4],
    [2, 2],
    [1, 4],
    [1, 2],
    [1, 1],
  ]
  return blocks
    .filter(([ownEach, metEach]) => (ownEach === 1 || isMany) && (metEach === 1 || across * metEach < 2 * met))
    .map(([ownEach, metEach]): Tiling => ({ down, across, ownEach, metEach }))
    .find((tiling) => {
      const { words, totals } = needs(kernel, extents, tiling)
      return words <= workgroup.words && totals <= mostTotals
    })
}
