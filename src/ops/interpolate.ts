import { divide, maximum, minimum, subtract } from '../primitives/arithmetic.js'
import { broadcast } from '../primitives/broadcast.js'
import { convert } from '../primitives/convert.js'
import { gather } from '../primitives/gather.js'
import { full } from '../primitives/literal.js'
import { add, multiply } from '../primitives/multiply.js'
import { reshape } from '../primitives/reshape.js'
import { abs } from '../primitives/sign.js'
import { slice } from '../primitives/slice.js'
import { inWide } from '../primitives/wide.js'
import type { Shape } from '../shape/dim.js'
import type { DType } from '../shape/dtype.js'
import type { NotOfKind, Then } from '../shape/dtype-rule.js'
import type { FaultAt } from '../shape/fault.js'
import { type Resize, resizeShape } from '../shape/resize.js'
import { type Fit, orThrow, type ShapeOf } from '../shape/sentence.js'
import type { PerAxis } from '../shape/window.js'
import * as check from '../tensor/check.js'
import { type AnyTensor, hosted, type Tensor } from '../tensor/tensor.js'
import { counting, quotients, weighed } from './along-axis.js'
import { demand } from './operand.js'

/** How elements between those that there are come about. */
type Method = 'nearest' | 'linear'

interface InterpolateOptions {
  /** The element that a place falls into, which is the default; or a weighed mean of the two next to it, along each axis. */
  readonly method?: Method
}

/** Each element so many times. */
const repeated = (x: AnyTensor, axis: number, times: number): AnyTensor => {
  const { shape } = x.type
  const apart = [...shape.slice(0, axis + 1), times, ...shape.slice(axis + 1)]
  return reshape(broadcast(x, apart, [axis + 1]), shape.with(axis, (shape[axis] ?? 0) * times))
}

/** Every so manieth element, from the first on. */
const strided = (x: AnyTensor, axis: number, step: number): AnyTensor => {
  const { shape } = x.type
  const ones = shape.map(() => 1)
  return slice(
    x,
    shape.map(() => 0),
    shape,
    ones.with(axis, step),
  )
}

/** The element `floor(i * from / to)` at place `i`. */
const nearest = (x: AnyTensor, axis: number, from: number, to: number): AnyTensor => {
  if (to % from === 0) return repeated(x, axis, to / from)
  if (from % to === 0) return strided(x, axis, from / to)
  return gather(x, quotients(to, from, 0, to), axis)
}

/**
 * `[from, to]`: by how much each element counts at each place. Place `i` lies at `(i + 1/2) * from / to - 1/2`, and elements less than 1 away count. Distances are
 * whole multiples of `1 / (2 * to)`, so that the weights are exact but for one rounding.
 */
const shares = (from: number, to: number, dtype: DType): AnyTensor => {
  const shape = [from, to]
  const whole = (value: number) => full(value, shape, 'i32')
  const place = counting(shape, 1, 2 * from, from - to)
  const within = minimum(maximum(place, whole(0)), whole(2 * to * (from - 1)))
  const far = abs(subtract(within, counting(shape, 0, 2 * to, 0)))
  const near = maximum(subtract(whole(2 * to), far), whole(0))
  const wide = dtype === 'f64' ? 'f64' : 'f32'
  return convert(divide(convert(near, wide), full(2 * to, shape, wide)), dtype)
}

/** So many weights at most: of longer axes they would take more memory than there is. */
const mostWeights = 2 ** 22

/** The same, of f32 or f64, by the two elements around each place. */
const byNeighbours = (x: AnyTensor, axis: number, from: number, to: number): AnyTensor => {
  const places = Float64Array.from({ length: to }, (_, i) => Math.min(Math.max(((i + 0.5) * from) / to - 0.5, 0), from - 1))
  const at = (one: (place: number) => number) => gather(x, hosted({ shape: [to], dtype: 'i32' }, Int32Array.from(places, one)), axis)
  const [low, high] = [at(Math.floor), at(Math.ceil)]
  const { dtype } = x.type
  const fractions = places.map((place) => place % 1)
  const share = hosted({ shape: [to], dtype }, dtype === 'f64' ? fractions : Float32Array.from(fractions))
  const others = low.type.shape.flatMap((_, i) => (i === axis ? [] : [i]))
  return add(low, multiply(subtract(high, low), broadcast(share, low.type.shape, others)))
}

const ways: Readonly<Record<Method, (x: AnyTensor, axis: number, from: number, to: number) => AnyTensor>> = {
  nearest,
  linear: (x, axis, from, to) =>
    from * to <= mostWeights ? weighed(x, axis, shares(from, to, x.type.dtype)) : inWide((wide) => byNeighbours(wide, axis, from, to), x),
}

/**
 * `x` in other sizes along its spatial axes, each axis by itself: the pixels of both fill one area, so that place `i` lies at `(i + 1/2) * from / to - 1/2`
 * (PyTorch's `align_corners=False`; its `'bilinear'` and `'trilinear'` are `'linear'` here). The nearest element is `floor(i * from / to)`, as PyTorch's `'nearest'`.
 * Beyond the first and the last element there are those. Nothing is smoothed before an image is made smaller. By `'linear'`, an infinity or NaN spreads along its axes.
 *
 * `x: [N, ...spatial, C]` with 1 to 3 spatial axes, result `[N, ...sizes, C]`; `sizes` is one number for all spatial axes, or a list, one for each.
 *
 * @throws ShapeMismatch if `x` has another rank, is empty along a spatial axis, or a size is none; DTypeMismatch if the dtype is not floating
 * @example interpolate(images, [64, 48], { method: 'linear' }) // ['N', 32, 32, 3]: ['N', 64, 48, 3]
 *
 * @category Convolutions and signals
 */
export function interpolate<X extends Shape, E extends DType, const Z extends PerAxis>(
  x: Fit<Then<NotOfKind<'interpolate', E, 'floating'>, FaultAt<'input', Resize<'interpolate', X, Z>>>, Tensor<X, E>>,
  sizes: Fit<FaultAt<'sizes', Resize<'interpolate', X, Z>>, Z>,
  options?: InterpolateOptions,
): Tensor<ShapeOf<Resize<'interpolate', X, Z>>, E>
export function interpolate(x: AnyTensor, sizes: PerAxis, options?: InterpolateOptions): AnyTensor {
  demand('interpolate', x, 'floating')
  check.sizes('interpolate', sizes)
  const { method = 'nearest' } = check.options('interpolate', 'x, sizes', options, ['method'])
  check.oneOf('interpolate', 'method', method, ['nearest', 'linear'])
  const shape = orThrow(resizeShape('interpolate', x.type.shape, sizes))
  return shape.reduce<AnyTensor>((y, to, axis) => {
    const from = y.type.shape[axis] ?? to
    return from === to ? y : ways[method](y, axis, from, to)
  }, x)
}
