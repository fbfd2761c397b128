import type { ByName } from '../shape/by-name.js'
import type { Shape } from '../shape/dim.js'
import type { DType } from '../shape/dtype.js'
import { mixed, type NotOfKind, throwIfAny } from '../shape/dtype-rule.js'
import type { Fault, FaultAt } from '../shape/fault.js'
import {
  alongSome,
  type Complex,
  type Fft,
  frequencies,
  type Irfft,
  type Plane,
  partsShape,
  planeOf,
  type Rfft,
  signalLength,
} from '../shape/fft.js'
import { type Fit, type Given, orThrow, type ShapeOf } from '../shape/sentence.js'
import * as check from '../tensor/check.js'
import type { AnyTensor, Tensor } from '../tensor/tensor.js'
import { axisGiven } from './axis-argument.js'
import { inverseAlong, mirrored, transformAlong } from './fft.js'
import type { Pair } from './fourier-matrices.js'
import { demand, typed } from './operand.js'
import { between } from './slice.js'

/*
 * Discrete Fourier transforms, as NumPy's with `norm='backward'`: the inverse divides by the length. Complex numbers are pairs of tensors, `[re, im]`. Of any
 * length: one whose prime factors are small costs about `64 n` multiplications a factor of 64. All are linear, and so are their derivatives. To some 1e-6 of
 * the largest frequency.
 */

/** The real and imaginary part of complex numbers; what is wrong with either stands in its place. */
type PairOf<Answer, S extends Shape, D extends DType, T extends Shape, E extends DType> = readonly [
  re: Fit<FaultAt<'re', Answer>, Tensor<S, D>>,
  im: Fit<FaultAt<'im', Answer>, Tensor<T, E>>,
]

interface AxisOf<Answer, A extends number> {
  /** The last if left out. */
  readonly axis?: Fit<FaultAt<'axis', Answer>, A>
}

/** How long the signal is: with an odd length too. */
interface LengthOf<Answer, N extends number | undefined> {
  readonly n?: Fit<FaultAt<'n', Answer>, N>
}

type FftOf<Op extends string, Numbers, A extends number> = Numbers extends Shape ? Fft<Op, Numbers, A> : Numbers
type PlaneOf<Op extends string, Numbers> = Numbers extends Shape ? Plane<Op, Numbers> : Numbers
type RealOf<Op extends string, S extends Shape, D extends DType> = [NotOfKind<Op, D, 'wide'>] extends [never]
  ? S
  : Fault<'re', NotOfKind<Op, D, 'wide'>>
type RfftOf<Op extends string, Numbers, A extends number> = Numbers extends Shape ? Rfft<Op, Numbers, A> : Numbers
type IrfftOf<Op extends string, Numbers, A extends number, N extends number | undefined> = Numbers extends Shape
  ? Irfft<Op, Numbers, A, N>
  : Numbers

const pairGiven = (op: string, given: unknown): Pair => {
  if (!Array.isArray(given) || given.length !== 2) check.refuse(op, 'x', 'a pair of tensors', given, `write ${op}([re, im])`)
  const [re, im] = given as readonly unknown[] // as was just seen
  check.tensor(op, 're', re)
  check.tensor(op, 'im', im)
  demand(op, re, 'wide')
  throwIfAny(mixed(op, re.type.dtype, im.type.dtype))
  orThrow(partsShape(op, re.type.shape, im.type.shape))
  return [re, im]
}

type AnyOptions = { readonly axis?: number; readonly n?: number | undefined } | string

const axisOf = (op: string, x: AnyTensor, given: AnyOptions | undefined, names: readonly ('axis' | 'n')[]): number =>
  orThrow(alongSome(op, x.type.shape, axisGiven(op, check.options(op, 'x', given, names).axis) ?? -1))

const lengthGiven = (op: string, given: AnyOptions | undefined, names: readonly ('axis' | 'n')[]): number | undefined => {
  const { n } = check.options(op, 'x', given, names)
  if (n !== undefined) check.count(op, 'n', n)
  return n
}

/** A transform of complex numbers along an axis. */
export type Transform<Op extends string> = <
  S extends Shape,
  D extends DType,
  T extends Shape,
  E extends DType,
  A extends number = -1,
  const O = unknown,
>(
  x: PairOf<FftOf<Op, Complex<Op, S, D, T, E>, A>, S, D, T, E>,
  options?: ByName<Op, O, AxisOf<FftOf<Op, Complex<Op, S, D, T, E>, A>, A>>,
) => [
  re: Tensor<ShapeOf<FftOf<Op, Complex<Op, S, D, T, E>, A>>, Given<D>>,
  im: Tensor<ShapeOf<FftOf<Op, Complex<Op, S, D, T, E>, A>>, Given<D>>,
]

const alongAxis = <Op extends string>(op: Op, body: (x: Pair, axis: number) => Pair): Transform<Op> =>
  typed((given: unknown, options?: AnyOptions) => {
    const x = pairGiven(op, given)
    return body(x, axisOf(op, x[0], options, ['axis']))
  })

/** A transform of complex numbers along the last two axes. */
export type PlaneTransform<Op extends string> = <S extends Shape, D extends DType, T extends Shape, E extends DType>(
  x: PairOf<PlaneOf<Op, Complex<Op, S, D, T, E>>, S, D, T, E>,
) => [
  re: Tensor<ShapeOf<PlaneOf<Op, Complex<Op, S, D, T, E>>>, Given<D>>,
  im: Tensor<ShapeOf<PlaneOf<Op, Complex<Op, S, D, T, E>>>, Given<D>>,
]

const overPlane = <Op extends string>(op: Op, body: (x: Pair, axis: number) => Pair): PlaneTransform<Op> =>
  typed((given: unknown) => {
    const x = pairGiven(op, given)
    const last = orThrow(planeOf(op, x[0].type.shape))
    return body(body(x, last), last - 1)
  })

/**
 * The discrete Fourier transform along an axis, the last if none is named: frequency `k` is the sum of `x[j] e^(-2 pi i j k / n)`.
 *
 * @throws ShapeMismatch if there is no such axis, it is empty, or the parts differ; DTypeMismatch
 * @example const [re, im] = fft([tensor([1, 0, 0, 0]), zeros([4])]) // [1, 1, 1, 1] and [0, 0, 0, 0]
 *
 * @category Convolutions and signals
 */
export const fft: Transform<'fft'> = alongAxis('fft', transformAlong)

/**
 * The inverse of `fft`: it divides by the length.
 *
 * @throws ShapeMismatch if there is no such axis, it is empty, or the parts differ; DTypeMismatch
 * @example const [re, im] = ifft([ones([4]), zeros([4])]) // [1, 0, 0, 0] and [0, 0, 0, 0]
 *
 * @category Convolutions and signals
 */
export const ifft: Transform<'ifft'> = alongAxis('ifft', inverseAlong)

/**
 * `fft` along the last two axes.
 *
 * @throws ShapeMismatch if there are fewer, one is empty, or the parts differ; DTypeMismatch
 * @example const [re, im] = fft2([ones([2, 2]), zeros([2, 2])]) // [[4, 0], [0, 0]] and zeros
 *
 * @category Convolutions and signals
 */
export const fft2: PlaneTransform<'fft2'> = overPlane('fft2', transformAlong)

/**
 * The inverse of `fft2`: it divides by the number of elements of a plane.
 *
 * @throws ShapeMismatch if there are fewer than 2 axes, one is empty, or the parts differ; DTypeMismatch
 * @example const [re, im] = ifft2([ones([2, 2]), zeros([2, 2])]) // [[1, 0], [0, 0]] and zeros
 *
 * @category Convolutions and signals
 */
export const ifft2: PlaneTransform<'ifft2'> = overPlane('ifft2', inverseAlong)

const realTransform = (x: AnyTensor, axis: number): [AnyTensor, AnyTensor] => {
  const [re, im] = transformAlong([x, undefined], axis)
  const size = frequencies(x.type.shape[axis] ?? 1)
  return [between(re, axis, 0, size), between(im, axis, 0, size)]
}

/** The type of `rfft`. */
export type RealTransform = <S extends Shape, D extends DType, A extends number = -1, const O = unknown>(
  x: Fit<FaultAt<'re', RfftOf<'rfft', RealOf<'rfft', S, D>, A>>, Tensor<S, D>>,
  options?: ByName<'rfft', O, AxisOf<RfftOf<'rfft', RealOf<'rfft', S, D>, A>, A>>,
) => [
  re: Tensor<ShapeOf<RfftOf<'rfft', RealOf<'rfft', S, D>, A>>, Given<D>>,
  im: Tensor<ShapeOf<RfftOf<'rfft', RealOf<'rfft', S, D>, A>>, Given<D>>,
]

/**
 * The frequencies of a real signal along an axis, the last if none is named: of `n` those from 0 to half of `n`; the others are their conjugates.
 *
 * @throws ShapeMismatch if there is no such axis, or it is empty; DTypeMismatch
 * @example const [re, im] = rfft(tensor([1, 2, 3, 4])) // [10, -2, -2] and [0, 2, 0]
 *
 * @category Convolutions and signals
 */
export const rfft: RealTransform = typed((x: AnyTensor, given?: AnyOptions): [AnyTensor, AnyTensor] => {
  demand('rfft', x, 'wide')
  return realTransform(x, axisOf('rfft', x, given, ['axis']))
})

const realSignal = (x: Pair, axis: number, n: number): AnyTensor => inverseAlong(mirrored(x, axis, n), axis)[0]

/** The type of `irfft`. */
export type InverseOfReal = <
  S extends Shape,
  D extends DType,
  T extends Shape,
  E extends DType,
  A extends number = -1,
  const N extends number | undefined = undefined,
  const O = unknown,
>(
  x: PairOf<IrfftOf<'irfft', Complex<'irfft', S, D, T, E>, A, N>, S, D, T, E>,
  options?: ByName<
    'irfft',
    O,
    AxisOf<IrfftOf<'irfft', Complex<'irfft', S, D, T, E>, A, N>, A> & LengthOf<IrfftOf<'irfft', Complex<'irfft', S, D, T, E>, A, N>, N>
  >,
) => Tensor<ShapeOf<IrfftOf<'irfft', Complex<'irfft', S, D, T, E>, A, N>>, Given<D>>

/**
 * The inverse of `rfft`: a real signal from its frequencies along an axis, the last if none is named. Its length is twice one less than there are frequencies, or
 * `n`, which may be one more. The imaginary part of frequency 0 is not looked at, nor that of the last one if the length is even.
 *
 * @throws ShapeMismatch if there is no such axis, it is empty, the parts differ, or a signal of length `n` has not so many frequencies; DTypeMismatch
 * @example irfft(rfft(tensor([1, 2, 3])), { n: 3 }) // [1, 2, 3]
 *
 * @category Convolutions and signals
 */
export const irfft: InverseOfReal = typed((given: unknown, options?: AnyOptions): AnyTensor => {
  const x = pairGiven('irfft', given)
  const axis = axisOf('irfft', x[0], options, ['axis', 'n'])
  const n = orThrow(signalLength('irfft', x[0].type.shape, axis, lengthGiven('irfft', options, ['axis', 'n'])))
  return realSignal(x, axis, n)
})

/** The type of `rfft2`. */
export type RealPlaneTransform = <S extends Shape, D extends DType>(
  x: Fit<FaultAt<'re', PlaneOf<'rfft2', RealOf<'rfft2', S, D>>>, Tensor<S, D>>,
) => [
  re: Tensor<ShapeOf<RfftOf<'rfft2', PlaneOf<'rfft2', RealOf<'rfft2', S, D>>, -1>>, Given<D>>,
  im: Tensor<ShapeOf<RfftOf<'rfft2', PlaneOf<'rfft2', RealOf<'rfft2', S, D>>, -1>>, Given<D>>,
]

/**
 * The frequencies of real planes, the last two axes: of the last axis those from 0 to half of its size, as `rfft`.
 *
 * @throws ShapeMismatch if there are fewer than 2 axes, or one of the two is empty; DTypeMismatch
 * @example const [re, im] = rfft2(ones([2, 2])) // [[4, 0], [0, 0]] and zeros
 *
 * @category Convolutions and signals
 */
export const rfft2: RealPlaneTransform = typed((x: AnyTensor): [AnyTensor, AnyTensor] => {
  demand('rfft2', x, 'wide')
  const last = orThrow(planeOf('rfft2', x.type.shape))
  return transformAlong(realTransform(x, last), last - 1)
})

/** The type of `irfft2`. */
export type InverseOfRealPlane = <
  S extends Shape,
  D extends DType,
  T extends Shape,
  E extends DType,
  const N extends number | undefined = undefined,
  const O = unknown,
>(
  x: PairOf<IrfftOf<'irfft2', PlaneOf<'irfft2', Complex<'irfft2', S, D, T, E>>, -1, N>, S, D, T, E>,
  options?: ByName<'irfft2', O, LengthOf<IrfftOf<'irfft2', PlaneOf<'irfft2', Complex<'irfft2', S, D, T, E>>, -1, N>, N>>,
) => Tensor<ShapeOf<IrfftOf<'irfft2', PlaneOf<'irfft2', Complex<'irfft2', S, D, T, E>>, -1, N>>, Given<D>>

/**
 * The inverse of `rfft2`: real planes from their frequencies. The size of the last axis is as in `irfft`.
 *
 * @throws ShapeMismatch if there are fewer than 2 axes, one is empty, the parts differ, or `n` is not a size of so many frequencies; DTypeMismatch
 * @example irfft2(rfft2(ones([2, 2]))) // [[1, 1], [1, 1]]
 *
 * @category Convolutions and signals
 */
export const irfft2: InverseOfRealPlane = typed((given: unknown, options?: AnyOptions): AnyTensor => {
  const x = pairGiven('irfft2', given)
  const last = orThrow(planeOf('irfft2', x[0].type.shape))
  const n = orThrow(signalLength('irfft2', x[0].type.shape, last, lengthGiven('irfft2', options, ['n'])))
  return realSignal(inverseAlong(x, last - 1), last, n)
})
