/** `e^(x^2)` times the complement of the error function, by its continued fraction, for `x` from 1 on. */
const scaledTail = (x: number): number => {
  let fraction = 0
  for (let k = 20 + Math.ceil(250 / (x * x)); k >= 1; k--) fraction = k / 2 / (x + fraction)
  return 1 / Math.sqrt(Math.PI) / (x + fraction)
}

const series = (x: number): number => {
  let term = x
  let total = x
  for (let n = 1; Math.abs(term) > 1e-17 * Math.abs(total); n++) {
    term *= (-x * x) / n
    total += term / (2 * n + 1)
  }
  return (2 / Math.sqrt(Math.PI)) * total
}

/** The error function in f64: its series below 2, the continued fraction of its complement above. Good to about 1e-15. */
export const erfOf = (x: number): number => {
  const size = Math.abs(x)
  if (Number.isNaN(x)) return x
  return size < 2 ? series(x) : Math.sign(x) * (1 - erfcOf(size))
}

/** `1 - erf(x)` in f64, good to about 1e-14 of itself. */
export const erfcOf = (x: number): number => {
  if (Number.isNaN(x)) return x
  if (x < 1) return 1 - erfOf(x)
  return x > 30 ? 0 : Math.exp(-x * x) * scaledTail(x)
}
