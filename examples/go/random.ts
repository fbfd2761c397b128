/** Numbers from 0 up to 1, that left out; equal seeds give equal numbers. */
export type Random = () => number

/** Mulberry32, by Tommy Ettinger. */
export const randomOf = (seed: number): Random => {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** One of them, each as likely as its weight says. */
export const drawn = (random: Random, weights: ArrayLike<number>): number => {
  let left = random() * Array.from(weights).reduce((sum, weight) => sum + weight, 0)
  let last = 0
  for (let i = 0; i < weights.length; i++) {
    const weight = weights[i] ?? 0
    if (weight <= 0) continue
    last = i
    left -= weight
    if (left < 0) break
  }
  return last
}

/** `Gamma(alpha)` for `alpha` below 1: `Beta(alpha, 1 - alpha)` after Jöhnk, times what is exponential. */
const gamma = (random: Random, alpha: number): number => {
  for (;;) {
    const [x, y] = [random() ** (1 / alpha), random() ** (1 / (1 - alpha))]
    if (x + y <= 1 && x + y > 0) return (x / (x + y)) * -Math.log(1 - random())
  }
}

/** Shares of a whole, which a Dirichlet distribution gives; few of them are large where `alpha`, below 1, is small. */
export const dirichlet = (random: Random, alpha: number, count: number): readonly number[] => {
  const parts = Array.from({ length: count }, () => gamma(random, alpha))
  const sum = parts.reduce((total, part) => total + part, 0) || 1
  return parts.map((part) => part / sum)
}
