import { ShapeMismatch } from '../errors.js'
import { Composed } from '../kernel/composed.js'
import type { Scalar, Scalars } from '../kernel/scalar.js'
import { sameShape } from '../shape/dim.js'
import { showType } from '../shape/dtype.js'
import { zip } from '../tensor/ndarray.js'
import type { AnyTensor } from '../tensor/tensor.js'
import { type Callable, define, onlyDTypes, operand } from './define.js'
import { type None, none } from './elementwise.js'
import { log1pOf, logOf } from './exponential.js'
import { cipher, threefry } from './random-bits.js'
import { unitNumber, unitScalar } from './random-scalars.js'

/** Below this rate uniform numbers are multiplied; from there on a curve above the distribution is drawn from. */
const few = 10

/** Turns that are taken at most where numbers are rejected: each ends it with a chance of 0.8 or more. */
const mostTurns = 100

/** What a rate asks of the curve above the distribution. */
interface Curve<T> {
  readonly a: T
  readonly b: T
  readonly inverse: T
  readonly least: T
}

const curveOf = (lambda: number): Curve<number> => {
  const b = 0.931 + 2.53 * Math.sqrt(lambda)
  return { a: -0.059 + 0.02483 * b, b, inverse: 1.1239 + 1.1328 / (b - 3.4), least: 0.9277 - 3.6224 / (b - 2) }
}

const curveScalar = (s: Scalars, lambda: Scalar): Curve<Scalar> => {
  const b = s.add(0.931, s.multiply(s.sqrt(lambda), 2.53))
  return {
    a: s.add(-0.059, s.multiply(b, 0.02483)),
    b,
    inverse: s.add(1.1239, s.divide(1.1328, s.subtract(b, 3.4))),
    least: s.subtract(0.9277, s.divide(3.6224, s.subtract(b, 2))),
  }
}

/**
 * The logarithm of the probability of `k`: by Stirling's series, and with `k log(k / lambda) - k + lambda` as one, in which large numbers do not cancel. Of 0 it is
 * `-lambda`.
 */
const logProbability = (k: number, lambda: number): number => {
  if (k < 0.5) return -lambda
  const off = (k - lambda) / lambda
  return (
    -lambda * ((1 + off) * Math.log1p(off) - off) - Math.log(2 * Math.PI * k) / 2 - 1 / (12 * k) + 1 / (360 * k ** 3) - 1 / (1260 * k ** 5)
  )
}

const logProbabilityScalar = (s: Scalars, k: Scalar, lambda: Scalar): Scalar => {
  const off = s.divide(s.subtract(k, lambda), lambda)
  const far = s.multiply(lambda, s.subtract(s.multiply(s.add(1, off), log1pOf(s, off)), off))
  const r = s.divide(1, s.max(k, 1))
  const q = s.multiply(r, r)
  const rest = s.multiply(r, s.add(1 / 12, s.multiply(q, s.add(-1 / 360, s.multiply(q, 1 / 1260)))))
  const size = s.add(s.add(far, s.multiply(logOf(s, s.multiply(s.max(k, 1), 2 * Math.PI)), 0.5)), rest)
  return s.negate(s.select(s.less(k, 0.5), lambda, size))
}

const scalar = new Composed('poissonCount', ['u32', 'u32', 'u32', 'f32'], 400, (s, key0, key1, counter, lambda) => {
  const zero = s.u32(0)
  const unitAt = (k0: Scalar, k1: Scalar) => {
    const [first, second] = cipher(s, k0, k1, counter)
    return unitScalar(s, s.bitXor(first, second))
  }
  const isFew = s.not(s.lessEqual(few, lambda))
  const end = s.select(isFew, s.negate(lambda), Infinity)
  const [count = lambda] = s.repeat(
    [s.f32(0), s.f32(0), key0, key1],
    ([, product = lambda]) => s.less(end, product),
    ([k = lambda, product = lambda, a0 = zero, a1 = zero]) => {
      const own = cipher(s, a0, a1, s.u32(1))
      return [s.add(k, 1), s.add(product, logOf(s, unitAt(...own))), ...cipher(s, a0, a1, zero)]
    },
  )
  const { a, b, inverse, least } = curveScalar(s, s.max(lambda, few))
  const [found = lambda] = s.repeat(
    [s.f32(-1), s.select(isFew, zero, s.u32(mostTurns)), key0, key1],
    ([, turns = zero]) => s.less(0, turns),
    ([, turns = zero, a0 = zero, a1 = zero]) => {
      const u = s.subtract(unitAt(...cipher(s, a0, a1, s.u32(1))), 0.5)
      const v = unitAt(...cipher(s, a0, a1, s.u32(2)))
      const shifted = s.subtract(0.5, s.abs(u))
      const k = s.floor(s.add(s.add(s.multiply(s.add(s.divide(s.multiply(a, 2), shifted), b), u), lambda), 0.43))
      const size = logOf(s, s.divide(s.multiply(v, inverse), s.add(s.divide(a, s.multiply(shifted, shifted)), b)))
      const isInside = s.and(s.lessEqual(0.07, shifted), s.lessEqual(v, least))
      const isOutside = s.or(s.less(k, 0), s.and(s.less(shifted, 0.013), s.less(shifted, v)))
      const isTaken = s.or(isInside, s.and(s.not(isOutside), s.lessEqual(size, logProbabilityScalar(s, k, lambda))))
      return [k, s.select(isTaken, zero, s.subtract(turns, 1)), ...cipher(s, a0, a1, zero)]
    },
  )
  const drawn = s.select(isFew, s.subtract(count, 1), s.min(found, 2147483520))
  return s.toI32(s.select(s.equal(lambda, 0), 0, drawn))
})

type Pair = readonly [number, number]

const value = (key0: number, key1: number, counter: number, lambda: number): number => {
  const keyOf = ([k0, k1]: Pair, i: number): Pair => threefry(k0, k1, 0, i)
  const unitAt = ([k0, k1]: Pair) => {
    const [first, second] = threefry(k0, k1, 0, counter)
    return unitNumber((first ^ second) >>> 0)
  }
  if (lambda === 0) return 0
  let key: Pair = [key0, key1]
  if (!(lambda >= few)) {
    let count = 0
    for (let product = 0; product > -lambda; key = keyOf(key, 0)) {
      product += Math.log(unitAt(keyOf(key, 1)))
      count++
    }
    return count - 1
  }
  const { a, b, inverse, least } = curveOf(lambda)
  let k = -1
  for (let turn = 0; turn < mostTurns; turn++, key = keyOf(key, 0)) {
    const [u, v] = [unitAt(keyOf(key, 1)) - 0.5, unitAt(keyOf(key, 2))]
    const shifted = 0.5 - Math.abs(u)
    k = Math.floor(((2 * a) / shifted + b) * u + lambda + 0.43)
    if (shifted >= 0.07 && v <= least) break
    if (k < 0 || (shifted < 0.013 && v > shifted)) continue
    if (Math.log((v * inverse) / (a / shifted ** 2 + b)) <= logProbability(k, lambda)) break
  }
  return Math.min(k, 2147483520)
}

/**
 * How many of what happens at a rate happen, elementwise: for the `counter`th element of what a key draws. -1 where the rate is negative or NaN.
 *
 * @see Knuth, The Art of Computer Programming 2, 3.4.1; Hörmann, The transformed rejection method for generating Poisson random variables, 1993
 */
export const poissonCount: Callable<None, [key0: AnyTensor, key1: AnyTensor, counter: AnyTensor, lambda: AnyTensor]> = define(
  {
    name: 'poissonCount',
    type: (operands) => {
      const lambda = onlyDTypes('poissonCount', operand(operands, 3), ['f32'])
      for (const word of operands.slice(0, 3)) {
        const { shape } = onlyDTypes('poissonCount', word, ['u32'])
        if (!sameShape(shape, lambda.shape)) throw new ShapeMismatch(`poissonCount: ${showType(lambda)} has no words for each element`)
      }
      return { shape: lambda.shape, dtype: 'i32' }
    },
    jvp: 'constant',
    batch: 'elementwise',
    evaluate: (operands, _, type) =>
      zip(type, operands, (key0, key1, counter, lambda) =>
        value(operand([key0], 0), operand([key1], 0), operand([counter], 0), operand([lambda], 0)),
      ),
    lower: {
      kind: 'pull',
      visits: 'same',
      cost: 400,
      scalar: ({ scalars, operands }, index) => scalars.apply(scalar, ...operands.map((read) => read(index))),
    },
    samples: [
      (draw) => {
        const shape = draw.shape()
        const word = { shape, dtype: 'u32' as const, within: [0, 2 ** 32 - 1] as const }
        return { operands: [word, word, word, { shape, dtype: 'f32', within: [0, 30] as const }], params: none }
      },
    ],
  },
  (key0: AnyTensor, key1: AnyTensor, counter: AnyTensor, lambda: AnyTensor) => [[key0, key1, counter, lambda], none],
)
