/** The modified Bessel function of the first kind and order 0 or 1, in f64, by its series, all of whose terms have one sign. */
export const besselOf = (order: 0 | 1, x: number): number => {
  const q = (x * x) / 4
  if (Number.isNaN(x)) return x
  if (Math.abs(x) > 720) return order === 1 ? Math.sign(x) * Number.POSITIVE_INFINITY : Number.POSITIVE_INFINITY
  let term = order === 1 ? x / 2 : 1
  let total = term
  for (let k = 1; Math.abs(term) > 1e-17 * Math.abs(total); k++) {
    term *= q / (k * (k + order))
    total += term
  }
  return total
}
