import { subtract } from '../primitives/arithmetic.js'
import { broadcast } from '../primitives/broadcast.js'
import { concat } from '../primitives/concat.js'
import { dot } from '../primitives/dot.js'
import { full } from '../primitives/literal.js'
import { add, multiply } from '../primitives/multiply.js'
import { permute } from '../primitives/permute.js'
import { reverse } from '../primitives/reverse.js'
import { pad } from '../primitives/slice.js'
import type { AnyTensor } from '../tensor/tensor.js'
import { chirp, type Pair, twiddles } from './fourier-matrices.js'
import { laidOut } from './reshape.js'
import { between } from './slice.js'

/*
 * The discrete Fourier transform along the last axis of a matrix of lines. A length that is a product is transformed by its factors, each of which is a
 * product with a small matrix (Cooley and Tukey); a large prime by a convolution of a length that is a power of 2 (Bluestein). All is linear, so derivatives
 * and batches follow.
 */

/** Up to this size a factor is one matrix product. */
const small = 64
/** What has no small factor is a matrix product up to this size. */
const dense = 256

/** A factor near to the root of as many as are needed; 1 if none is small. */
const factorOf = (n: number): number => {
  const steps = Math.ceil(Math.log(n) / Math.log(small))
  const target = n ** (1 / steps)
  const distance = (factor: number) => Math.abs(Math.log(factor / target))
  let best = 1
  for (let factor = 2; factor <= small; factor++) if (n % factor === 0 && (best === 1 || distance(factor) < distance(best))) best = factor
  return best
}

/** The part may be absent: then it is 0. */
type Parts = readonly [re: AnyTensor, im: AnyTensor | undefined]

const times = ([a, b]: Pair, [c, d]: Pair): Pair => [subtract(multiply(a, c), multiply(b, d)), add(multiply(a, d), multiply(b, c))]

/** Each line times a constant line, or matrix. */
const timesEach = (x: Pair, constant: Pair): Pair => {
  const { shape } = x[0].type
  const missing = shape.length - constant[0].type.shape.length
  const like = (one: AnyTensor) =>
    broadcast(
      one,
      shape,
      Array.from({ length: missing }, (_, axis) => axis),
    )
  return times(x, [like(constant[0]), like(constant[1])])
}

/** The transform along an axis of `[lines, n]` or `[lines, n, others]`, by one matrix; the axis comes last. */
const byMatrix = ([re, im]: Parts, axis: 1): Pair => {
  const n = re.type.shape[axis] ?? 1
  const [cos, sin] = twiddles(n, n, n, re.type.dtype)
  const product = (x: AnyTensor, matrix: AnyTensor) => dot(x, matrix, { contract: [[axis], [0]], batch: [[], []] })
  if (!im) return [product(re, cos), product(re, sin)]
  return [subtract(product(re, cos), product(im, sin)), add(product(re, sin), product(im, cos))]
}

/** The transforms of the lines of `[lines, n]`. */
const lineTransforms = (x: Parts): Pair => {
  const [re, im] = x
  const [lines = 1, n = 1] = re.type.shape
  if (n <= small) return byMatrix(x, 1)
  const factor = factorOf(n)
  if (factor === 1) return n <= dense ? byMatrix(x, 1) : byChirp(x)
  const rest = n / factor
  const split = (part: AnyTensor) => laidOut(part, [lines, factor, rest])
  // [lines, rest, factor]: the frequencies of the first factor stand last.
  const first = byMatrix([split(re), im && split(im)], 1)
  const turned = timesEach(first, twiddles(rest, factor, n, re.type.dtype))
  const across = (part: AnyTensor) => laidOut(permute(part, [0, 2, 1]), [lines * factor, rest])
  const second = lineTransforms([across(turned[0]), across(turned[1])])
  const together = (part: AnyTensor) => laidOut(permute(laidOut(part, [lines, factor, rest]), [0, 2, 1]), [lines, n])
  return [together(second[0]), together(second[1])]
}

/** Of any length: `j k` is half of `j^2 + k^2 - (j - k)^2`, so the transform is a convolution between two products with a wave. */
const byChirp = ([re, im]: Parts): Pair => {
  const [, n = 1] = re.type.shape
  const { length, wave, spectrum } = chirp(n, re.type.dtype)
  const modulated = timesEach([re, im ?? zerosOf(re)], wave)
  const longer = (part: AnyTensor) => pad(part, [0, 0], [0, length - n], [0, 0])
  const filtered = timesEach(lineTransforms([longer(modulated[0]), longer(modulated[1])]), spectrum)
  const [back, backRe] = lineTransforms([filtered[1], filtered[0]]) // the inverse, parts turned
  return timesEach([between(backRe, 1, 0, n), between(back, 1, 0, n)], wave)
}

const zerosOf = (x: AnyTensor): AnyTensor => full(0, x.type.shape, x.type.dtype)

/** The transform along any axis. */
export const transformAlong = ([re, im]: Parts, axis: number): [AnyTensor, AnyTensor] => {
  const { shape } = re.type
  const last = shape.length - 1
  const order = [...shape.keys()].filter((one) => one !== axis).concat(axis)
  const moved = order.map((one) => shape[one] ?? 1)
  const n = shape[axis] ?? 1
  const lines = moved.slice(0, last).reduce((product, size) => product * size, 1)
  const flat = (x: AnyTensor) => laidOut(axis === last ? x : permute(x, order), [lines, n])
  const back = [...shape.keys()].map((one) => order.indexOf(one))
  const restored = (x: AnyTensor) => (axis === last ? laidOut(x, moved) : permute(laidOut(x, moved), back))
  const [a, b] = lineTransforms([flat(re), im && flat(im)])
  return [restored(a), restored(b)]
}

/** The inverse: the transform of the parts turned, its parts turned back, over the length. */
export const inverseAlong = ([re, im]: Pair, axis: number): Pair => {
  const [a, b] = transformAlong([im, re], axis)
  const over = full(1 / (re.type.shape[axis] ?? 1), re.type.shape, re.type.dtype)
  return [multiply(b, over), multiply(a, over)]
}

/** The frequencies that a real signal of length `n` has not, from those that it has: they are conjugate. */
export const mirrored = ([re, im]: Pair, axis: number, n: number): Pair => {
  const size = re.type.shape[axis] ?? 1
  const beyond = (part: AnyTensor) => reverse(between(part, axis, 1, n - size + 1), [axis])
  if (n === size) return [re, im]
  const below = beyond(im)
  return [concat([re, beyond(re)], axis), concat([im, subtract(zerosOf(below), below)], axis)]
}
