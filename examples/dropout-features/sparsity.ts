import type { Learned } from './autoencoder.js'

/** Mean of numbers. */
const meanOf = (values: ArrayLike<number>): number => Array.from(values).reduce((total, value) => total + value, 0) / values.length

/** How sparse the units of an autoencoder are on test digits. */
export interface Sparsity {
  /** The mean of each unit over the digits. */
  readonly means: readonly number[]
  /** The mean of all units over all digits. */
  readonly mean: number
  /** The share of units that are not zero on a digit, in per cent. */
  readonly active: number
  /** The fewest units that hold half of all activation on a digit, of all units, in per cent. */
  readonly half: number
}

/** The share of numbers, the largest first, that add up to half of all. */
const halfOf = (values: Float32Array): number => {
  const sorted = values.slice().sort().reverse()
  const all = sorted.reduce((total, value) => total + value, 0)
  let sum = 0
  const needed = sorted.findIndex((value) => {
    sum += value
    return sum >= all / 2
  })
  return (100 * (needed + 1)) / values.length
}

/** Measures the sparsity of units. */
export const sparsityOf = ({ activations, units }: Learned): Sparsity => {
  const digits = activations.length / units
  const rows = Array.from({ length: digits }, (_, digit) => activations.subarray(digit * units, (digit + 1) * units))
  const means = Array.from({ length: units }, (_, unit) => meanOf(rows.map((row) => row[unit] ?? 0)))
  return {
    means,
    mean: meanOf(means),
    active: (100 * activations.filter((value) => value > 0).length) / activations.length,
    half: meanOf(rows.map(halfOf)),
  }
}

/** The outline of a histogram: which share of the values, in per cent, lies in each of so many bins from 0 to `most`. */
export const histogram = (values: ArrayLike<number>, most: number, bins: number): readonly (readonly [x: number, share: number])[] => {
  const counts = new Array<number>(bins).fill(0)
  for (const value of Array.from(values)) {
    const bin = Math.min(bins - 1, Math.floor((value / most) * bins))
    counts[bin] = (counts[bin] ?? 0) + 1
  }
  return counts.flatMap((count, bin) => {
    const share = (100 * count) / values.length
    return [[(bin * most) / bins, share] as const, [((bin + 1) * most) / bins, share] as const]
  })
}
