import {
  add,
  arange,
  check,
  type Fit,
  type Key,
  pad,
  randint,
  reshape,
  type Shape,
  ShapeMismatch,
  split,
  type Tensor,
} from '../../src/index.js'
import { demandPictures, type Pictures } from './pictures.js'
import { pixelsAt } from './pixels-at.js'

/**
 * What is cut out.
 *
 * @category Data
 */
export interface CropOptions<Size extends readonly [number, number]> {
  /** Height and width of what is left. */
  readonly size: Size
  /** How many black pixels (zeros) are put around the pictures first; none if left out. */
  readonly padding?: number
}

type Cropped<S extends Shape, Size extends readonly [number, number]> = S extends readonly [infer N, unknown, unknown, infer C]
  ? [N, ...Size, C] extends infer R extends Shape
    ? R
    : Shape
  : Shape

/**
 * A part of each picture `[N, H, W, C]`, at a place that the key draws for each, every place as likely.
 *
 * @throws ShapeMismatch if the part is larger than the pictures with their padding; DTypeMismatch, InvalidArgument
 * @see He, Zhang, Ren, Sun, Deep Residual Learning for Image Recognition, 2015, section 4.2: CIFAR's pictures with 4 pixels around them
 * @example randomCrop(key(0), x, { size: [32, 32], padding: 4 })
 *
 * @category Data
 */
export const randomCrop = <S extends Shape, const Size extends readonly [number, number]>(
  key: Key,
  x: Fit<Pictures<'randomCrop', S>, Tensor<S>>,
  options: CropOptions<Size>,
): Tensor<Cropped<S, Size>> => {
  const { size, padding = 0 } = check.options<CropOptions<Size>>('randomCrop', 'key, x', options, ['size', 'padding'])
  const [pictures, [count, height, width, channels]] = demandPictures('randomCrop', key, x)
  check.numbers('randomCrop', 'size', size, 'height and width, as in [32, 32]')
  const [tall, wide] = size
  check.count('randomCrop', 'the height', tall)
  check.count('randomCrop', 'the width', wide)
  check.count('randomCrop', 'padding', padding, 0)
  const whole = [count, height + 2 * padding, width + 2 * padding, channels] as const
  if (tall > whole[1] || wide > whole[2])
    throw new ShapeMismatch(`randomCrop: [${tall}, ${wide}] does not fit into [${whole[1]}, ${whole[2]}], the pictures with their padding`)
  const sides = [padding, padding] as const
  const padded = padding > 0 ? pad(pictures, [[0, 0], sides, sides, [0, 0]]) : pictures
  const [first, second] = split(key, 2)
  const rows = add(
    reshape(randint(first, 0, whole[1] - tall + 1, [count]), [count, 1, 1]),
    reshape(arange(tall, { dtype: 'i32' }), [1, tall, 1]),
  )
  const columns = add(
    reshape(randint(second, 0, whole[2] - wide + 1, [count]), [count, 1, 1]),
    reshape(arange(wide, { dtype: 'i32' }), [1, 1, wide]),
  )
  return pixelsAt(padded, whole, rows, columns) as unknown as Tensor<Cropped<S, Size>> // a part of that size of each
}
