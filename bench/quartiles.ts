/** The middle of some numbers, and where their lower and upper halves have theirs. */
export interface Quartiles {
  readonly lower: number
  readonly median: number
  readonly upper: number
}

/** Between two numbers, linearly (as NumPy and R, type 7). */
export const quartiles = (numbers: readonly number[]): Quartiles => {
  const sorted = [...numbers].sort((a, b) => a - b)
  const at = (share: number): number => {
    const place = share * (sorted.length - 1)
    const [below = Number.NaN, above = below] = sorted.slice(Math.floor(place), Math.floor(place) + 2)
    return below + (above - below) * (place % 1)
  }
  return { lower: at(0.25), median: at(0.5), upper: at(0.75) }
}
