import { ShapeMismatch } from '../errors.js'
import { Composed } from '../kernel/composed.js'
import type { Scalar, Scalars } from '../kernel/scalar.js'
import { sameShape } from '../shape/dim.js'
import { showType } from '../shape/dtype.js'
import { zip } from '../tensor/ndarray.js'
import type { AnyTensor } from '../tensor/tensor.js'
import { type Callable, define, onlyDTypes, operand } from './define.js'
import { type None, none } from './elementwise.js'
import { logOf } from './exponential.js'
import { cipher, threefry } from './random-bits.js'
import { normalNumber, normalScalar, unitNumber, unitScalar } from './random-scalars.js'

/** Turns that are taken at most. Each ends it with a chance of 0.94 or more, so a loop that goes on has no numbers to work with. */
const mostTurns = 100

/** Whether a normal number is taken: with `v` not above 0 it is not. */
const isTaken = (s: Scalars, z: Scalar, v: Scalar, u: Scalar, d: Scalar): Scalar => {
  const x = s.multiply(z, z)
  const cube = s.multiply(s.multiply(v, v), v)
  const isOutside = s.not(s.less(u, s.subtract(1, s.multiply(s.multiply(x, x), 0.0331))))
  const bound = s.add(s.multiply(x, 0.5), s.multiply(d, s.add(s.subtract(1, cube), logOf(s, cube))))
  return s.not(s.and(isOutside, s.not(s.less(logOf(s, u), bound))))
}

const scalar = new Composed('gammaWord', ['u32', 'u32', 'f32'], 700, (s, key0, key1, alpha) => {
  const d = s.subtract(alpha, 1 / 3)
  const c = s.divide(1 / 3, s.sqrt(d))
  const zero = s.u32(0)
  const three = (k0: Scalar, k1: Scalar) => [0, 1, 2].flatMap((i) => cipher(s, k0, k1, s.u32(i)))
  const [k0 = zero, k1 = zero, x0 = zero, x1 = zero, u0 = zero, u1 = zero] = three(key0, key1)
  const [word = zero] = s.repeat(
    [zero, s.u32(mostTurns), k0, k1, x0, x1, u0, u1],
    ([, turns = zero]) => s.less(0, turns),
    ([, turns = zero, a0 = zero, a1 = zero, b0 = zero, b1 = zero, e0 = zero, e1 = zero]) => {
      const [next0, next1] = cipher(s, b0, b1, zero)
      const [own0, own1] = cipher(s, b0, b1, s.u32(1))
      const [first, second] = cipher(s, own0, own1, zero)
      const drawn = s.bitXor(first, second)
      const z = normalScalar(s, drawn)
      const v = s.add(1, s.multiply(z, c))
      const isPositive = s.not(s.lessEqual(v, 0))
      const [one, other] = cipher(s, e0, e1, zero)
      const taken = s.and(isPositive, isTaken(s, z, v, unitScalar(s, s.bitXor(one, other)), d))
      // One that is not positive is drawn again from its own chain; one that is not taken, from new keys.
      const fresh = three(a0, a1)
      const kept = [a0, a1, next0, next1, e0, e1]
      return [drawn, s.select(taken, zero, s.subtract(turns, 1)), ...kept.map((old, i) => s.select(isPositive, fresh[i] ?? old, old))]
    },
  )
  return word
})

type Pair = readonly [number, number]

const value = (key0: number, key1: number, alpha: number): number => {
  const d = alpha - 1 / 3
  const c = 1 / 3 / Math.sqrt(d)
  const of = ([k0, k1]: Pair, counter: number): Pair => {
    const [first, second] = threefry(k0, k1, 0, counter)
    return [first, second]
  }
  const wordOf = ([first, second]: Pair) => (first ^ second) >>> 0
  let [key, own, other]: readonly Pair[] = [0, 1, 2].map((i) => of([key0, key1], i))
  let drawn = 0
  for (let turn = 0; turn < mostTurns && key && own && other; turn++) {
    drawn = wordOf(of(of(own, 1), 0))
    const z = normalNumber(drawn)
    const v = 1 + z * c
    if (v <= 0) {
      own = of(own, 0)
      continue
    }
    const [u, x, cube] = [unitNumber(wordOf(of(other, 0))), z * z, v * v * v]
    if (!(u >= 1 - 0.0331 * x * x && Math.log(u) >= x / 2 + d * (1 - cube + Math.log(cube)))) break
    ;[key, own, other] = [0, 1, 2].map((i) => of(key ?? [0, 0], i))
  }
  return drawn
}

/**
 * The word of the normal number `z` from which a Gamma number of shape `alpha`, 1 or more, is made: `d (1 + c z)^3` with `d = alpha - 1/3` and
 * `c = 1 / (3 sqrt(d))`. Elementwise; each element has a key of its own, `(key0, key1)`, from which it draws until it takes one, as JAX does.
 *
 * @see Marsaglia, Tsang, A simple method for generating gamma variables, ACM TOMS 26, 2000
 */
export const gammaWord: Callable<None, [key0: AnyTensor, key1: AnyTensor, alpha: AnyTensor]> = define(
  {
    name: 'gammaWord',
    type: ([operandKey0, operandKey1, operandAlpha]) => {
      const alpha = onlyDTypes('gammaWord', operand([operandAlpha], 0), ['f32'])
      for (const key of [operandKey0, operandKey1]) {
        const { shape } = onlyDTypes('gammaWord', operand([key], 0), ['u32'])
        if (!sameShape(shape, alpha.shape)) throw new ShapeMismatch(`gammaWord: ${showType(alpha)} has no key for each element`)
      }
      return { shape: alpha.shape, dtype: 'u32' }
    },
    jvp: 'constant',
    batch: 'elementwise',
    evaluate: (operands, _, type) =>
      zip(type, operands, (key0, key1, alpha) => value(operand([key0], 0), operand([key1], 0), operand([alpha], 0))),
    lower: {
      kind: 'pull',
      visits: 'same',
      cost: 700,
      scalar: ({ scalars, operands }, index) => scalars.apply(scalar, ...operands.map((read) => read(index))),
    },
    samples: [
      (draw) => {
        const shape = draw.shape()
        const word = { shape, dtype: 'u32' as const, within: [0, 2 ** 32 - 1] as const }
        return { operands: [word, word, { shape, dtype: 'f32', within: [1, 20] as const }], params: none }
      },
    ],
  },
  (key0: AnyTensor, key1: AnyTensor, alpha: AnyTensor) => [[key0, key1, alpha], none],
)
