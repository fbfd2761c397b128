/**
 * How what is said of each class becomes one number, or stays as it is.
 *
 * @category Metrics
 */
export type Average = 'macro' | 'micro' | 'weighted' | 'none'

/** What a metric says so: a number, or one of each class. */
export type Averaged<A extends Average> = [A] extends ['none'] ? number[] : 'none' extends A ? number | number[] : number

export const total = (numbers: readonly number[]): number => numbers.reduce((sum, x) => sum + x, 0)

/** The mean of numbers that count so much each; NaN where nothing counts. */
export const weightedMean = (numbers: readonly number[], weights: readonly number[]): number =>
  total(numbers.map((x, i) => x * (weights[i] ?? 0))) / total(weights)

/** The mean of numbers that count alike. */
export const meanOf = (numbers: readonly number[]): number => total(numbers) / numbers.length
