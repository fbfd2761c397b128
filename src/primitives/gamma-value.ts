/** `zeta(k) - 1` for a whole `k` from 2 on, by Euler and Maclaurin's formula from the 10th term. */
const zetaRest = (k: number): number => {
  let total = 0
  for (let n = 9; n >= 2; n--) total += n ** -k
  return total + hurwitzTail(k, 10)
}

/** Bernoulli numbers `B2, B4, ...`, each over the factorial of its number. */
const bernoulli = [1 / 12, -1 / 720, 1 / 30240, -1 / 1209600, 1 / 47900160, -691 / 1307674368000, 1 / 74724249600]

/** The sum of `(y + k)^-s` over whole `k` from 0 on, for a large `y`. */
const hurwitzTail = (s: number, y: number): number => {
  let total = y ** (1 - s) / (s - 1) + y ** -s / 2
  let rising = s * y ** (-s - 1)
  for (const [j, b] of bernoulli.entries()) {
    total += b * rising
    rising *= (s + 2 * j + 1) * (s + 2 * j + 2) * y ** -2
  }
  return total
}

/** The Hurwitz zeta function, the sum of `(x + k)^-s` over whole `k` from 0 on, in f64; NaN below 0. */
export const hurwitzOf = (s: number, x: number): number => {
  if (x < 0) return Number.NaN
  if (x === Number.POSITIVE_INFINITY) return 0
  const steps = 16
  let total = hurwitzTail(s, x + steps)
  for (let k = steps - 1; k >= 0; k--) total += (x + k) ** -s
  return total
}

const zetas = Array.from({ length: 40 }, (_, i) => zetaRest(i + 2))
const eulerGamma = 0.5772156649015329

/** `log Gamma(2 + t)` for `t` up to a half in size, by its series, which is exact near 0. */
const nearTwo = (t: number): number => {
  let total = 0
  for (let i = zetas.length - 1; i >= 0; i--) total = ((zetas[i] ?? 0) / (i + 2)) * (i % 2 ? -1 : 1) + t * total
  return t * (1 - eulerGamma + t * total)
}

const stirling = [1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360360, 1 / 156]

const lgammaPositive = (x: number): number => {
  if (x >= 12) {
    const series = stirling.reduceRight((total, c) => total / x / x + c, 0) / x
    return (x - 0.5) * Math.log(x) - x + 0.5 * Math.log(2 * Math.PI) + series
  }
  if (x < 0.5) return lgammaPositive(x + 1) - Math.log(x)
  if (x < 1.5) return nearTwo(x - 1) - Math.log1p(x - 1)
  let product = 1
  let z = x
  while (z > 2.5) product *= --z
  return nearTwo(z - 2) + Math.log(product)
}

/** `x` less the nearest whole number: a turn of the sine of `pi x`, exactly. */
const turn = (x: number): number => x - Math.round(x)

/** The logarithm of the size of the gamma function in f64. */
export const lgammaOf = (x: number): number => {
  if (Number.isNaN(x)) return x
  if (!Number.isFinite(x)) return Number.POSITIVE_INFINITY
  if (x > 0) return lgammaPositive(x)
  if (x > -0.5) return lgammaPositive(1 + x) - Math.log(-x)
  return Math.log(Math.PI / Math.abs(x * Math.sin(Math.PI * turn(x)))) - lgammaPositive(-x)
}

const digammaSeries = [1 / 12, -1 / 120, 1 / 252, -1 / 240, 1 / 132, -691 / 32760, 1 / 12]

const digammaPositive = (x: number): number => {
  let z = x
  let total = 0
  while (z < 14) total -= 1 / z++
  return total + Math.log(z) - 0.5 / z - digammaSeries.reduceRight((sum, c) => (sum + c) / z / z, 0)
}

/** The derivative of `lgammaOf`. */
export const digammaOf = (x: number): number => {
  if (x === Number.POSITIVE_INFINITY) return x
  if (!Number.isFinite(x) || (x < 0 && turn(x) === 0)) return Number.NaN
  if (x > 0) return digammaPositive(x)
  if (x > -0.5) return digammaPositive(1 + x) - 1 / x
  return digammaPositive(-x) - 1 / x - Math.PI / Math.tan(Math.PI * turn(x))
}
