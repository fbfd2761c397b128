import { gather } from '../ops/gather.js'
import { divide, maximum, minimum } from '../primitives/arithmetic.js'
import { convert } from '../primitives/convert.js'
import { iota } from '../primitives/iota.js'
import { add, multiply } from '../primitives/multiply.js'
import { afterMinusOne } from '../primitives/random-scalars.js'
import { sortBy } from '../primitives/sort.js'
import { type HasAxis, hasAxis } from '../shape/axis.js'
import type { DType } from '../shape/dtype.js'
import { type Fit, orThrow } from '../shape/sentence.js'
import { type Dims, type SizeList, sizeList } from '../shape/size-list.js'
import * as check from '../tensor/check.js'
import { useKey } from '../tensor/key-use.js'
import { type AnyTensor, Tensor } from '../tensor/tensor.js'
import { counting } from './bits.js'
import { erfInverse, like } from './erf-inverse.js'
import { type Key, splitKey } from './key.js'

/** The sizes asked for, once key and shape are what they should be. */
export const drawnFrom = (op: string, key: Key, shape: readonly number[]): number[] => {
  check.key(op, key)
  check.numbers(op, 'the shape', shape)
  return orThrow(sizeList(op, shape))
}

/**
 * Random bits: every `u32` equally likely. Equal to JAX's for equal keys.
 *
 * @throws ShapeMismatch if a size is none
 * @example bits(key(0), [4])
 *
 * @category Random numbers
 */
export function bits<const S extends readonly number[]>(key: Key, shape: Fit<SizeList<'bits', Dims<S>>, S>): Tensor<Dims<S>, 'u32'>
export function bits(key: Key, shape: readonly number[]): AnyTensor {
  const sizes = drawnFrom('bits', key, shape)
  useKey(key, 'bits')
  return counting(key, sizes, 'mixed')
}

/** Between which numbers `uniform` draws. */
export interface Range {
  /** 0 if left out. */
  readonly min?: number
  /** 1 if left out; never drawn itself. */
  readonly max?: number
}

/** In [0, 1), from the 23 upper bits: `m / 2^23`. */
export const unit = (key: Key, shape: readonly number[]): AnyTensor => unitOf(counting(key, shape, 'mixed'))

/** The same of words that were drawn. */
export const unitOf = (drawn: AnyTensor): AnyTensor => {
  const mantissa = convert(divide(drawn, like(drawn, 512)), 'f32')
  return multiply(mantissa, like(mantissa, 2 ** -23))
}

/** In [min, max] as JAX draws it; `max` itself only where rounding makes it of what is below. */
export const between = (key: Key, shape: readonly number[], min: number, max: number): AnyTensor =>
  betweenOf(counting(key, shape, 'mixed'), min, max)

/** The same of words that were drawn. */
const betweenOf = (words: AnyTensor, min: number, max: number): AnyTensor => {
  const u = unitOf(words)
  return maximum(like(u, min), add(multiply(u, like(u, max - min)), like(u, min)))
}

/**
 * Uniform over `[min, max)`. Equal to JAX's for equal keys.
 *
 * @throws ShapeMismatch if a size is none; InvalidArgument unless `min` is below `max`, and both are finite and less than 2^128 apart
 * @example uniform(key(0), [2, 3], { min: -1, max: 1 })
 *
 * @category Random numbers
 */
export function uniform<const S extends readonly number[]>(
  key: Key,
  shape: Fit<SizeList<'uniform', Dims<S>>, S>,
  range?: Range,
): Tensor<Dims<S>>
export function uniform(key: Key, shape: readonly number[], range?: Range): AnyTensor {
  const sizes = drawnFrom('uniform', key, shape)
  const { min = 0, max = 1 } = check.options('uniform', 'key, shape', range, ['min', 'max'])
  check.number('uniform', 'min', min)
  check.number('uniform', 'max', max)
  if (!(min < max)) check.refuse('uniform', 'min', `a number below max, ${max}`, min)
  if (!Number.isFinite(Math.fround(min)) || !Number.isFinite(Math.fround(max - min)))
    check.refuse('uniform', 'max', `a finite number, less than 2^128 above min, ${min}`, max)
  useKey(key, 'uniform')
  if (min === 0 && max === 1) return unit(key, sizes)
  const drawn = between(key, sizes, min, max)
  // The largest may have been rounded up to `max`.
  return maximum(like(drawn, min), minimum(drawn, like(drawn, floatBelow(max))))
}

/** The f32 before the one that a number is rounded to. */
export const floatBelow = (x: number): number => {
  const float = Float32Array.of(x)
  const bits = new Int32Array(float.buffer)
  const [now = 0] = bits
  bits[0] = x > 0 ? now - 1 : x < 0 ? now + 1 : -0x7fffffff
  return float[0] ?? x
}

/** Standard normal, of words that were drawn. */
export const normalOf = (words: AnyTensor): AnyTensor => {
  const z = erfInverse(betweenOf(words, afterMinusOne, 1))
  return multiply(z, like(z, Math.SQRT2))
}

/** The numbers below `n` in random order: sorted by random bits, so often that with near certainty no two of them met equal ones each time. */
const shuffled = (key: Key, n: number): AnyTensor => {
  const rounds = Math.ceil((3 * Math.log(Math.max(1, n))) / Math.log(2 ** 32 - 1))
  let order = iota([n], 0, 'i32')
  let rest: Key | undefined = key
  for (let round = 0; round < rounds && rest; round++) {
    const [next, own]: readonly Key[] = splitKey(rest, 2)
    if (own) useKey(own, 'permutation')
    if (own) order = sortBy(counting(own, [n], 'mixed'), order, 0)
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
 *
 * @category Random numbers
 */
export function permutation<const T extends number | AnyTensor>(key: Key, of: Fit<Permutable<T>, T>): Permuted<T>
export function permutation(key: Key, of: number | AnyTensor): AnyTensor {
  check.key('permutation', key)
  check.operand('permutation', 'what is put in order', of)
  if (of instanceof Tensor) {
    orThrow(hasAxis('permutation', of.type.shape, 0))
    useKey(key, 'permutation')
    return gather(of, shuffled(key, of.type.shape[0] ?? 0))
  }
  const [n = 0] = orThrow(sizeList('permutation', [of]))
  useKey(key, 'permutation')
  return shuffled(key, n)
}
