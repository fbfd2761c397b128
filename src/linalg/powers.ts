import { maximum, subtract } from '../primitives/arithmetic.js'
import { exp2, log2 } from '../primitives/base.js'
import { broadcast, sum } from '../primitives/broadcast.js'
import { less, lessEqual } from '../primitives/compare.js'
import { max } from '../primitives/extremum.js'
import { iota } from '../primitives/iota.js'
import { add, multiply } from '../primitives/multiply.js'
import { ceil } from '../primitives/rounding.js'
import { select } from '../primitives/select.js'
import { abs, negate } from '../primitives/sign.js'
import { stopGradient } from '../primitives/stop-gradient.js'
import type { Shape } from '../shape/dim.js'
import type { DType } from '../shape/dtype.js'
import type { Given } from '../shape/sentence.js'
import * as check from '../tensor/check.js'
import type { AnyTensor, Tensor } from '../tensor/tensor.js'
import { looped } from '../transforms/scan.js'
import { inverses, solutions } from './elimination.js'
import { demandSquare, identityLike, like, product } from './matrices.js'
import { type OfSquares, ofSquares, type Squares } from './unary.js'

const power = (x: AnyTensor, n: number): AnyTensor => {
  if (n === 0) return identityLike(x)
  if (n === 1) return x
  const half = power(x, Math.floor(n / 2))
  const square = product(half, half)
  return n % 2 === 1 ? product(square, x) : square
}

/**
 * Each square matrix times itself, `n` times; of a negative `n` its inverse, `-n` times. `n = 0` gives the identity.
 *
 * @throws ShapeMismatch if the last two axes are not of one size; DTypeMismatch; InvalidArgument if `n` is not a whole number
 * @example matrixPower(tensor([[1, 1], [0, 1]]), 5) // [[1, 5], [0, 1]]
 *
 * @category Products and linear algebra
 */
export function matrixPower<S extends Shape, D extends DType>(x: Squares<'matrixPower', S, D>, n: number): Tensor<Given<S>, Given<D>>
export function matrixPower(x: AnyTensor, n: number): AnyTensor {
  demandSquare('matrixPower', x)
  if (!Number.isSafeInteger(n)) check.refuse('matrixPower', 'n', 'a whole number', n)
  return powerOf(n)(x)
}

const powerOf = (n: number): ((x: AnyTensor) => AnyTensor) =>
  ofSquares('matrixPower', (x) => power(n < 0 ? inverses(x) : x, Math.abs(n))) as (x: AnyTensor) => AnyTensor // what is square was seen

/** Of Padé's approximation of degree 13, which is good to the last digit of f64 for matrices of norm 5.37. */
const pade = [
  64764752532480000, 32382376266240000, 7771770303897600, 1187353796428800, 129060195264000, 10559470521600, 670442572800, 33522128640,
  1323241920, 40840800, 960960, 16380, 182, 1,
]
const norm = 5.371920351148152
/** Beyond this many squarings the result is NaN. */
const most = 16

/** `sum of c[i] y^i` over squares `y`, from what there is of them. */
const combined = (powers: readonly AnyTensor[], coefficients: readonly number[]): AnyTensor =>
  powers.map((one, i) => multiply(one, like(one, coefficients[i] ?? 0))).reduce((total, one) => add(total, one))

/** @see Higham, The scaling and squaring method for the matrix exponential revisited, SIAM J. Matrix Anal. Appl. 26, 2005 */
const exponential = (x: AnyTensor): AnyTensor => {
  const largest = stopGradient(max(sum(abs(x), [1]), [1]))
  const squarings = maximum(ceil(log2(multiply(largest, like(largest, 1 / norm)))), like(largest, 0))
  const wide = (one: AnyTensor) => broadcast(one, x.type.shape, [1, 2])
  const a = multiply(x, wide(exp2(negate(squarings))))
  const second = product(a, a)
  const fourth = product(second, second)
  const sixth = product(fourth, second)
  const c = pade.map((one) => one / (pade[0] ?? 1))
  const of = (from: number) => [0, 2, 4, 6].map((i) => c[from + i] ?? 0)
  const low = [identityLike(a), second, fourth, sixth]
  const high = (from: number) => product(sixth, combined([second, fourth, sixth], of(from + 8)))
  const odd = product(a, add(combined(low, of(1)), high(1)))
  const even = add(combined(low, of(0)), high(0))
  const first = solutions(subtract(even, odd), add(even, odd))
  const step = (now: AnyTensor, k: AnyTensor) => [
    select(wide(less(broadcast(k, squarings.type.shape, [0]), squarings)), product(now, now), now),
    [],
  ]
  const [result] = looped('expm', step as never, first, iota([most], 0, x.type.dtype), undefined, false)
  const isGood = lessEqual(squarings, like(squarings, most))
  return select(wide(isGood), result as AnyTensor, like(x, Number.NaN)) // what the steps carry
}

/**
 * The exponential of each square matrix, the sum of `x^k / k!`, by Padé's approximation of a part of it that is squared again and again; NaN of matrices of
 * norm 352,000 and more.
 *
 * @throws ShapeMismatch if the last two axes are not of one size; DTypeMismatch
 * @example expm(tensor([[0, 1], [0, 0]])) // [[1, 1], [0, 1]]
 *
 * @category Products and linear algebra
 */
export const expm: OfSquares<'expm'> = ofSquares('expm', exponential)
