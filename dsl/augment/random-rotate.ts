import {
  type AnyTensor,
  add,
  arange,
  astype,
  check,
  cos,
  type Fit,
  floor,
  greaterEqual,
  type Key,
  lessEqual,
  logicalAnd,
  mul,
  reshape,
  type Shape,
  type ShapeOf,
  sin,
  sub,
  type Tensor,
  uniform,
  where,
} from '../../src/index.js'
import { demandPictures, type Pictures, type Sizes } from './pictures.js'
import { pixelsAt } from './pixels-at.js'

/**
 * How far, and what comes in at the corners.
 *
 * @category Data
 */
export interface RotateOptions {
  /** The largest angle, either way, in degrees. */
  readonly degrees: number
  /** What stands where nothing of the picture is; 0 if left out. */
  readonly fill?: number
}

/**
 * Pictures `[N, H, W, C]`, each turned about its middle by an angle that the key draws for each, between `-degrees` and `degrees`. Pixels are interpolated
 * between the four nearest.
 *
 * @throws ShapeMismatch, DTypeMismatch, InvalidArgument
 * @example randomRotate(key(0), x, { degrees: 15 })
 *
 * @category Data
 */
export const randomRotate = <S extends Shape>(
  key: Key,
  x: Fit<Pictures<'randomRotate', S>, Tensor<S>>,
  options: RotateOptions,
): Tensor<ShapeOf<Pictures<'randomRotate', S>>> => {
  const { degrees, fill = 0 } = check.options<RotateOptions>('randomRotate', 'key, x', options, ['degrees', 'fill'])
  const [pictures, sizes] = demandPictures('randomRotate', key, x)
  if (!(typeof degrees === 'number' && degrees >= 0 && degrees <= 180))
    check.refuse('randomRotate', 'degrees', 'a number from 0 to 180', degrees)
  check.number('randomRotate', 'fill', fill)
  const turns = mul(uniform(key, [sizes[0]]), 2)
  const angles = mul(sub(turns, 1), (degrees * Math.PI) / 180)
  return rotated(pictures, sizes, angles, fill) as Tensor<ShapeOf<Pictures<'randomRotate', S>>> // the shape of x
}

/** Pictures, each turned to the left by its angle, in radians: what stands at `p` stood at `R p`, from the middle. */
export const rotated = (x: AnyTensor, sizes: Sizes, angles: AnyTensor, fill: number): AnyTensor => {
  const [count, height, width] = sizes
  const [middleY, middleX] = [(height - 1) / 2, (width - 1) / 2]
  const down = sub(reshape(arange(height), [1, height, 1]), middleY)
  const right = sub(reshape(arange(width), [1, 1, width]), middleX)
  const [cosine, sine] = [reshape(cos(angles), [count, 1, 1]), reshape(sin(angles), [count, 1, 1])]
  const columns = add(sub(mul(cosine, right), mul(sine, down)), middleX)
  const rows = add(add(mul(sine, right), mul(cosine, down)), middleY)
  const [left, top] = [floor(columns), floor(rows)]
  const [across, along] = [sub(columns, left), sub(rows, top)]

  /** What one of the four neighbours adds: the pixel, or what fills the place of one that there is not. */
  const neighbour = (row: AnyTensor, column: AnyTensor, weight: AnyTensor): AnyTensor => {
    const inRows = logicalAnd(greaterEqual(row, 0), lessEqual(row, height - 1))
    const inColumns = logicalAnd(greaterEqual(column, 0), lessEqual(column, width - 1))
    const pixels = pixelsAt(x, sizes, astype(row, 'i32'), astype(column, 'i32'))
    const spread = (values: AnyTensor): AnyTensor => reshape(values, [count, height, width, 1])
    return mul(where(spread(logicalAnd(inRows, inColumns)), pixels, fill), spread(weight))
  }
  const [bottom, next] = [add(top, 1), add(left, 1)]
  const upper = add(neighbour(top, left, mul(sub(1, along), sub(1, across))), neighbour(top, next, mul(sub(1, along), across)))
  const lower = add(neighbour(bottom, left, mul(along, sub(1, across))), neighbour(bottom, next, mul(along, across)))
  return add(upper, lower)
}
