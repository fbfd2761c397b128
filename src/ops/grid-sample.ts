import { maximum, minimum, subtract } from '../primitives/arithmetic.js'
import { broadcast, sum } from '../primitives/broadcast.js'
import { equal, lessEqual } from '../primitives/compare.js'
import { convert } from '../primitives/convert.js'
import { gather } from '../primitives/gather.js'
import { iota } from '../primitives/iota.js'
import { full } from '../primitives/literal.js'
import { and } from '../primitives/logic.js'
import { add, multiply } from '../primitives/multiply.js'
import { reshape } from '../primitives/reshape.js'
import { floor } from '../primitives/rounding.js'
import { select } from '../primitives/select.js'
import type { Shape } from '../shape/dim.js'
import type { DType } from '../shape/dtype.js'
import { type Mixed, mixed, type NotOfKind, type Then, throwIfAny, type Unless } from '../shape/dtype-rule.js'
import type { FaultAt } from '../shape/fault.js'
import { type GridSample, gridSampleShape } from '../shape/grid-sample.js'
import { type Fit, orThrow, type ShapeOf } from '../shape/sentence.js'
import * as check from '../tensor/check.js'
import type { AnyTensor, Tensor } from '../tensor/tensor.js'
import { demand } from './operand.js'
import { between } from './slice.js'

/** What there is beyond the edges of an image. */
type Beyond = 'zeros' | 'border'

interface GridSampleOptions {
  /** What there is beyond the edges: zeros, which is the default, or the pixels at the border. */
  readonly padding?: Beyond
}

const like = (x: AnyTensor, value: number): AnyTensor => full(value, x.type.shape, x.type.dtype)

/** Along one axis of the image, the two pixels around each place, at `[batch, rows, columns, 2, 2]`. */
interface Around {
  readonly at: AnyTensor
  /** By how much each counts. */
  readonly share: AnyTensor
  readonly isThere: AnyTensor
}

/** `which` coordinate of the grid, on an axis of so many pixels, of which the first and the next are told apart by the axis `corner`. */
const around = (grid: AnyTensor, which: number, size: number, corner: number, padding: Beyond): Around => {
  const at = grid.type.shape.slice(0, -1)
  const coordinate = reshape(between(grid, 3, which, which + 1), at)
  const scaled = add(multiply(coordinate, like(coordinate, size / 2)), like(coordinate, (size - 1) / 2))
  const place = padding === 'zeros' ? scaled : minimum(maximum(scaled, like(scaled, 0)), like(scaled, size - 1))
  const first = floor(place)
  const atCorners = (one: AnyTensor) => broadcast(one, [...at, 2, 2], [3, 4])
  const [low, share] = [atCorners(first), atCorners(subtract(place, first))]
  const step = convert(iota(low.type.shape, corner, 'i32'), low.type.dtype)
  const pixel = add(low, step)
  return {
    at: convert(pixel, 'i32'),
    share: select(equal(step, like(step, 1)), share, subtract(like(share, 1), share)),
    isThere: and(lessEqual(like(pixel, 0), pixel), lessEqual(pixel, like(pixel, size - 1))),
  }
}

/**
 * What an image has at the places of a grid, between pixels: a mean of the four around a place, weighed by how near they are (bilinear). A place is `[x, y]`, `x`
 * along the width: -1 is the left edge of the first pixel and 1 the right edge of the last, so that pixel `i` of `n` lies at `(2 i + 1) / n - 1` (PyTorch's
 * `align_corners=False`). Differentiable in both.
 *
 * `image: [N, height, width, C]`, `grid: [N, rows, columns, 2]`, result `[N, rows, columns, C]`.
 *
 * @throws ShapeMismatch if image and grid have other ranks, the grid has no two coordinates, they differ in N, or the image is empty along a spatial axis;
 * DTypeMismatch if the dtypes are not one, or not floating
 * @see Jaderberg, Simonyan, Zisserman, Kavukcuoglu, Spatial transformer networks, arXiv:1506.02025
 * @example gridSample(images, grid, { padding: 'border' }) // ['N', 28, 28, 3] and ['N', 14, 14, 2]: ['N', 14, 14, 3]
 *
 * @category Convolutions and signals
 */
export function gridSample<X extends Shape, E extends DType, G extends Shape, F extends DType>(
  image: Fit<
    Then<NotOfKind<'gridSample', E, 'floating'>, Unless<Mixed<'gridSample', E, F>, FaultAt<'image', GridSample<X, G>>>>,
    Tensor<X, E>
  >,
  grid: Fit<Then<Mixed<'gridSample', E, F>, FaultAt<'grid', GridSample<X, G>>>, Tensor<G, F>>,
  options?: GridSampleOptions,
): Tensor<ShapeOf<GridSample<X, G>>, E & F>
export function gridSample(image: AnyTensor, grid: AnyTensor, options?: GridSampleOptions): AnyTensor {
  demand('gridSample', image, 'floating', 'image')
  check.tensor('gridSample', 'grid', grid)
  throwIfAny(mixed('gridSample', image.type.dtype, grid.type.dtype))
  const { padding = 'zeros' } = check.options('gridSample', 'image, grid', options, ['padding'])
  check.oneOf('gridSample', 'padding', padding, ['zeros', 'border'])
  const shape = orThrow(gridSampleShape(image.type.shape, grid.type.shape))
  const [batch = 0, height = 0, width = 0, channels = 0] = image.type.shape
  const [x, y] = [around(grid, 0, width, 4, padding), around(grid, 1, height, 3, padding)]
  const { shape: corners } = x.at.type
  const whole = (value: number) => full(value, corners, 'i32')
  const example = multiply(iota(corners, 0, 'i32'), whole(height * width))
  const flat = add(example, add(multiply(y.at, whole(width)), x.at))
  const pixels = gather(reshape(image, [batch * height * width, channels]), flat, 0)
  const ofAll = (one: AnyTensor) => broadcast(one, pixels.type.shape, [shape.length + 1])
  const there = select(ofAll(and(x.isThere, y.isThere)), pixels, like(pixels, 0))
  return sum(multiply(there, ofAll(multiply(x.share, y.share))), [3, 4])
}
