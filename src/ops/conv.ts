import { type ConvParams, conv as convolved, ofArray } from '../primitives/conv.js'
import { type Conv, convShape } from '../shape/conv.js'
import { type ConvTranspose, type ConvTransposeSettings, convTransposeShape, transposedSlideOf } from '../shape/conv-transpose.js'
import type { Shape } from '../shape/dim.js'
import type { DType } from '../shape/dtype.js'
import { type Mixed, mixed, type NotOfKind, type Then, throwIfAny, type Unless } from '../shape/dtype-rule.js'
import type { FaultAt } from '../shape/fault.js'
import { type Fit, orThrow, type ShapeOf } from '../shape/sentence.js'
import { type Padding, type PerAxis, type Slide, slideOf } from '../shape/window.js'
import * as check from '../tensor/check.js'
import type { AnyTensor, Tensor } from '../tensor/tensor.js'
import { demand, typed } from './operand.js'

/** How a convolution slides; each setting is one number for all spatial axes, or a list, one for each. */
interface ConvOptions<Answer, S extends PerAxis, P extends Padding, D extends PerAxis, G extends number> {
  /** From one place of the window to the next; 1 if left out. */
  readonly stride?: Fit<FaultAt<'stride', Answer>, S>
  /** Zeros around the array: so many on every side, `[[low, high], ...]`, `'same'` or `'valid'`, which is none and the default. */
  readonly padding?: Fit<FaultAt<'padding', Answer>, P>
  /** From one tap of the window to the next; 1 if left out. */
  readonly dilation?: Fit<FaultAt<'dilation', Answer>, D>
  /** Into how many groups the channels fall that do not see each other; 1 if left out. */
  readonly groups?: Fit<FaultAt<'groups', Answer>, G>
}

/** As `ConvOptions`, of what it makes larger. */
interface ConvTransposeOptions<Answer, S extends PerAxis, P extends Padding, D extends PerAxis, G extends number, O extends PerAxis>
  extends ConvOptions<Answer, S, P, D, G> {
  /** How many more elements there are at the end of each spatial axis, less than the stride or the dilation; 0 if left out. */
  readonly outputPadding?: Fit<FaultAt<'outputPadding', Answer>, O>
}

/** A kernel and an array of one floating dtype; what is wrong with them, each by its argument. */
type ArrayArgument<Op extends string, X extends Shape, E extends DType, F extends DType, Answer> = Fit<
  Then<NotOfKind<Op, E, 'floating'>, Unless<Mixed<Op, E, F>, FaultAt<'input', Answer>>>,
  Tensor<X, E>
>
type KernelArgument<Op extends string, K extends Shape, E extends DType, F extends DType, Answer> = Fit<
  Then<Mixed<Op, E, F>, FaultAt<'kernel', Answer>>,
  Tensor<K, F>
>

type Convolve = <
  X extends Shape,
  E extends DType,
  K extends Shape,
  F extends DType,
  const S extends PerAxis = 1,
  const P extends Padding = 'valid',
  const D extends PerAxis = 1,
  G extends number = 1,
>(
  x: ArrayArgument<'conv', X, E, F, Conv<'conv', X, K, S, P, D, G>>,
  kernel: KernelArgument<'conv', K, E, F, Conv<'conv', X, K, S, P, D, G>>,
  options?: ConvOptions<Conv<'conv', X, K, S, P, D, G>, S, P, D, G>,
) => Tensor<ShapeOf<Conv<'conv', X, K, S, P, D, G>>, E & F>

type Transposed<
  X extends Shape,
  K extends Shape,
  S extends PerAxis,
  P extends Padding,
  D extends PerAxis,
  G extends number,
  O extends PerAxis,
> = ConvTranspose<'convTranspose', X, K, S, P, D, G, O>

type ConvolveTransposed = <
  X extends Shape,
  E extends DType,
  K extends Shape,
  F extends DType,
  const S extends PerAxis = 1,
  const P extends Padding = 'valid',
  const D extends PerAxis = 1,
  G extends number = 1,
  const O extends PerAxis = 0,
>(
  x: ArrayArgument<'convTranspose', X, E, F, Transposed<X, K, S, P, D, G, O>>,
  kernel: KernelArgument<'convTranspose', K, E, F, Transposed<X, K, S, P, D, G, O>>,
  options?: ConvTransposeOptions<Transposed<X, K, S, P, D, G, O>, S, P, D, G, O>,
) => Tensor<ShapeOf<Transposed<X, K, S, P, D, G, O>>, E & F>

type Settings = Required<ConvTransposeSettings>
type AnyOptions = { readonly [K in keyof Settings]?: Settings[K] | undefined }

const names = ['stride', 'padding', 'dilation', 'groups'] as const

const settingsOf = (op: string, given: AnyOptions | undefined, known: readonly (keyof AnyOptions)[]): Settings => {
  const { stride = 1, padding = 'valid', dilation = 1, groups = 1, outputPadding = 0 } = check.options(op, 'x, kernel', given, known)
  check.sliding(op, { stride, padding, dilation, groups, outputPadding })
  return { stride, padding, dilation, groups, outputPadding }
}

const spatial = ({ type: { shape } }: AnyTensor): readonly number[] => shape.slice(1, -1)
const windowOf = ({ type: { shape } }: AnyTensor): readonly number[] => shape.slice(0, -2)
const paramsOf = (slide: Slide, groups: number): ConvParams => ({ ...slide, gap: slide.stride.map(() => 1), groups })

const convolving = <Signature>(
  op: string,
  known: readonly (keyof AnyOptions)[],
  rule: typeof convTransposeShape,
  body: (x: AnyTensor, kernel: AnyTensor, shape: readonly number[], settings: Settings) => AnyTensor,
): Signature =>
  typed((x: AnyTensor, kernel: AnyTensor, options?: AnyOptions) => {
    demand(op, x, 'floating')
    check.tensor(op, 'kernel', kernel)
    throwIfAny(mixed(op, x.type.dtype, kernel.type.dtype))
    const settings = settingsOf(op, options, known)
    return body(x, kernel, orThrow(rule(op, x.type.shape, kernel.type.shape, settings)), settings)
  })

/**
 * Convolution over 1, 2 or 3 spatial axes, channels last. The kernel is not turned round (a cross-correlation):
 * `y[n, p, k] = sum over t, c of x[n, p * stride + t * dilation - low, c] * kernel[t, c, k]`, where `x` is 0 outside.
 *
 * `x: [N, ...spatial, C]`, `kernel: [...window, C / groups, K]`, result `[N, ...places, K]`. Along an axis there are
 * `floor((low + size + high - (taps - 1) * dilation - 1) / stride) + 1` places, with padding `'same'` it is `ceil(size / stride)`, the odd zero at
 * the end. With `groups`, features and channels fall into as many runs, and a run of features sees its run of channels alone.
 *
 * @throws ShapeMismatch if ranks, channels or groups do not fit, the kernel is larger than the padded input, or a setting is none; DTypeMismatch
 * if the dtypes are not one, or not floating
 * @see Dumoulin, Visin, A guide to convolution arithmetic for deep learning, arXiv:1603.07285
 * @example conv(images, kernel, { stride: 2, padding: 'same' }) // ['N', 28, 28, 1] and [5, 5, 1, 32]: ['N', 14, 14, 32]
 *
 * @category Convolutions and signals
 */
export const conv: Convolve = convolving('conv', names, convShape, (x, kernel, _, settings) =>
  convolved(x, kernel, paramsOf(slideOf(spatial(x), windowOf(kernel), settings), settings.groups)),
)

/**
 * The adjoint of `conv` in its array, with the same kernel and settings: what a convolution gathers, this spreads. It makes arrays larger by `stride`.
 *
 * `x: [N, ...places, C]`, `kernel: [...window, K / groups, C]`, result `[N, ...spatial, K]`. Along an axis it has
 * `(places - 1) * stride + (taps - 1) * dilation + 1 - low - high` elements, with padding `'same'` it is `places * stride`. Padding is taken away, since
 * it is what the convolution had added. Of the sizes that a convolution takes to as many places this is the smallest; `outputPadding`, so many elements more at the end, gives
 * the others. (With `'same'` it is the largest.)
 *
 * @throws ShapeMismatch, DTypeMismatch as `conv`; ShapeMismatch if the padding takes away more than there is
 * @see Dumoulin, Visin, A guide to convolution arithmetic for deep learning, arXiv:1603.07285
 * @example convTranspose(code, kernel, { stride: 2, padding: 'same' }) // ['N', 7, 7, 64] and [3, 3, 32, 64]: ['N', 14, 14, 32]
 *
 * @category Convolutions and signals
 */
export const convTranspose: ConvolveTransposed = convolving(
  'convTranspose',
  [...names, 'outputPadding'],
  convTransposeShape,
  (x, kernel, shape, settings) =>
    ofArray(x, kernel, { shape, dtype: x.type.dtype }, paramsOf(transposedSlideOf(windowOf(kernel), settings), settings.groups)),
)
