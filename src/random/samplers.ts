import { gather } from '../ops/gather.js'
import { divide, maximum, minimum, subtract } from '../primitives/arithmetic.js'
import { equal, less as lessThan } from '../primitives/compare.js'
import { convert } from '../primitives/convert.js'
import { log1p, sqrt } from '../primitives/exponential.js'
import { iota } from '../primitives/iota.js'
import { full } from '../primitives/literal.js'
import { add, multiply } from '../primitives/multiply.js'
import { select } from '../primitives/select.js'
import { abs, negate } from '../primitives/sign.js'
import { sortBy } from '../primitives/sort.js'
import { type HasAxis, hasAxis } from '../shape/axis.js'
import type { DType } from '../shape/dtype.js'
import { type Fit, orThrow } from '../shape/sentence.js'
import { type Dims, type SizeList, sizeList } from '../shape/size-list.js'
import { type AnyTensor, Tensor } from '../tensor/tensor.js'
import { counting } from './bits.js'
import { type Key, splitKey } from './key.js'

const like = (x: AnyTensor, value: number): AnyTensor => full(value, x.type.shape, x.type.dtype)

/**
 * Random bits: every `u32` equally likely. Equal to JAX's for equal keys.
 *
 * @throws ShapeMismatch if a size is none
 * @example bits(key(0), [4])
 */
export function bits<const S extends readonly number[]>(key: Key, shape: Fit<SizeList<'bits', Dims<S>>, S>): Tensor<Dims<S>, 'u32'>
export function bits(key: Key, shape: readonly number[]): AnyTensor {
  return counting(key, orThrow(sizeList('bits', shape)), 'mixed')
}

/** Between which numbers `uniform` draws. */
export interface Range {
  /** 0 if left out. */
  readonly min?: number
  /** 1 if left out; never drawn itself. */
  readonly max?: number
}

/** In [0, 1), from the 23 upper bits: `m / 2^23`. */
const unit = (key: Key, shape: readonly number[]): AnyTensor => {
  const drawn = counting(key, shape, 'mixed')
  const mantissa = convert(divide(drawn, like(drawn, 512)), 'f32')
  return multiply(mantissa, like(mantissa, 2 ** -23))
}

const between = (key: Key, shape: readonly number[], min: number, max: number): AnyTensor => {
  const u = unit(key, shape)
  return maximum(like(u, min), add(multiply(u, like(u, max - min)), like(u, min)))
}

/**
 * Uniform over `[min, max)`. Equal to JAX's for equal keys.
 *
 * @throws ShapeMismatch if a size is none
 * @example uniform(key(0), [2, 3], { min: -1, max: 1 })
 */
export function uniform<const S extends readonly number[]>(
  key: Key,
  shape: Fit<SizeList<'uniform', Dims<S>>, S>,
  range?: Range,
): Tensor<Dims<S>>
export function uniform(key: Key, shape: readonly number[], { min = 0, max = 1 }: Range = {}): AnyTensor {
  if (!(min < max)) throw new RangeError(`uniform: min must be below max, got ${min} and ${max}`)
  const sizes = orThrow(sizeList('uniform', shape))
  if (min === 0 && max === 1) return unit(key, sizes)
  const drawn = between(key, sizes, min, max)
  // The largest may have been rounded up to `max`.
  return maximum(like(drawn, min), minimum(drawn, like(drawn, floatBelow(max))))
}

/** The f32 before the one that a number is rounded to. */
const floatBelow = (x: number): number => {
  const float = Float32Array.of(x)
  const bits = new Int32Array(float.buffer)
  const [now = 0] = bits
  bits[0] = x > 0 ? now - 1 : x < 0 ? now + 1 : -0x7fffffff
  return float[0] ?? x
}

const horner = (w: AnyTensor, coefficients: readonly number[]): AnyTensor =>
  coefficients.slice(1).reduce((p, c) => add(multiply(p, w), like(w, c)), like(w, coefficients[0] ?? 0))

const central = [
  2.81022636e-8, 3.43273939e-7, -3.5233877e-6, -4.39150654e-6, 0.00021858087, -0.00125372503, -0.00417768164, 0.246640727, 1.50140941,
]
const tails = [
  -0.000200214257, 0.000100950558, 0.00134934322, -0.00367342844, 0.00573950773, -0.0076224613, 0.00943887047, 1.00167406, 2.83297682,
]

/** The inverse of the error function in f32. @see Giles, Approximating the erfinv function, GPU Computing Gems, 2012 */
const erfInverse = (x: AnyTensor): AnyTensor => {
  const w = negate(log1p(negate(multiply(x, x))))
  const isCentral = lessThan(w, like(w, 5))
  const near = horner(subtract(w, like(w, 2.5)), central)
  const far = horner(subtract(sqrt(w), like(w, 3)), tails)
  const inside = multiply(select(isCentral, near, far), x)
  return select(equal(abs(x), like(x, 1)), divide(x, like(x, 0)), inside)
}

/** The float after -1, towards 0. */
const afterMinusOne = -1 + 2 ** -24

/**
 * Standard normal: mean 0, variance 1. Equal to JAX's for equal keys, up to rounding.
 *
 * @example normal(key(0), [784, 128])
 */
export function normal<const S extends readonly number[]>(key: Key, shape: Fit<SizeList<'normal', Dims<S>>, S>): Tensor<Dims<S>>
export function normal(key: Key, shape: readonly number[]): AnyTensor {
  const z = erfInverse(between(key, orThrow(sizeList('normal', shape)), afterMinusOne, 1))
  return multiply(z, like(z, Math.SQRT2))
}

/**
 * True with probability `p`. Equal to JAX's for equal keys.
 *
 * @throws RangeError unless `0 <= p <= 1`
 * @example bernoulli(key(0), 0.5, [10])
 */
export function bernoulli<const S extends readonly number[]>(
  key: Key,
  p: number,
  shape: Fit<SizeList<'bernoulli', Dims<S>>, S>,
): Tensor<Dims<S>, 'bool'>
export function bernoulli(key: Key, p: number, shape: readonly number[]): AnyTensor {
  if (!(p >= 0 && p <= 1)) throw new RangeError(`bernoulli: a probability is from 0 to 1, got ${p}`)
  const u = unit(key, orThrow(sizeList('bernoulli', shape)))
  return lessThan(u, like(u, p))
}

/** The numbers below `n` in random order: sorted by random bits, so often that with near certainty no two of them met equal ones each time. */
const shuffled = (key: Key, n: number): AnyTensor => {
  const rounds = Math.ceil((3 * Math.log(Math.max(1, n))) / Math.log(2 ** 32 - 1))
  let order = iota([n], 0, 'i32')
  let rest: Key | undefined = key
  for (let round = 0; round < rounds && rest; round++) {
    const [next, own]: readonly Key[] = splitKey(rest, 2)
    if (own) order = sortBy(bits(own, [n]), order, 0)
    rest = next
  }
  return order
}

/** What is put in random order: the numbers below one, or the slices of a tensor. */
type Permuted<T> = T extends Tensor<infer S, infer D> ? Tensor<S, D> : T extends number ? Tensor<Dims<[T]>, 'i32'> : never

type Permutable<T> =
  T extends Tensor<infer S, DType> ? HasAxis<'permutation', S, 0> : T extends number ? SizeList<'permutation', Dims<[T]>> : never

/**
 * The whole numbers below `n` in random order, or a tensor's slices along its first axis; every order is equally likely. Equal to JAX's for equal
 * keys.
 *
 * @throws ShapeMismatch if `n` is no size, or the tensor has no axes
 * @example gather(images, permutation(key(0), 60000))
 */
export function permutation<const T extends number | AnyTensor>(key: Key, of: Fit<Permutable<T>, T>): Permuted<T>
export function permutation(key: Key, of: number | AnyTensor): AnyTensor {
  if (of instanceof Tensor) {
    orThrow(hasAxis('permutation', of.type.shape, 0))
    return gather(of, shuffled(key, of.type.shape[0] ?? 0))
  }
  const [n = 0] = orThrow(sizeList('permutation', [of]))
  return shuffled(key, n)
}
