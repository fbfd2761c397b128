import {
  type AnyTensor,
  arange,
  check,
  type Fit,
  greaterEqual,
  type Key,
  less,
  logicalAnd,
  randint,
  reshape,
  type Shape,
  type ShapeOf,
  split,
  sub,
  type Tensor,
  where,
} from '../../src/index.js'
import { demandPictures, type Pictures } from './pictures.js'

/**
 * What is covered.
 *
 * @category Data
 */
export interface CutoutOptions {
  /** Length of the side of the square, in pixels. */
  readonly size: number
  /** What it is covered with; 0 if left out. */
  readonly fill?: number
}

/**
 * Pictures `[N, H, W, C]`, each with a square covered, whose middle the key draws for each: every pixel is as likely, so that a part of it may lie outside.
 *
 * @throws ShapeMismatch, DTypeMismatch, InvalidArgument
 * @see DeVries, Taylor, Improved Regularization of Convolutional Neural Networks with Cutout, 2017
 * @example cutout(key(0), x, { size: 8 })
 *
 * @category Data
 */
export const cutout = <S extends Shape>(
  key: Key,
  x: Fit<Pictures<'cutout', S>, Tensor<S>>,
  options: CutoutOptions,
): Tensor<ShapeOf<Pictures<'cutout', S>>> => {
  const { size, fill = 0 } = check.options<CutoutOptions>('cutout', 'key, x', options, ['size', 'fill'])
  const [pictures, [count, height, width]] = demandPictures('cutout', key, x)
  check.count('cutout', 'the size', size)
  check.number('cutout', 'fill', fill)
  /** Where along one side a square lies, which begins half its size before its middle. */
  const covered = (own: Key, length: number, shape: readonly number[]): AnyTensor => {
    const middles = reshape(randint(own, 0, Math.max(length, 1), [count]), [count, 1, 1, 1])
    const from = sub(reshape(arange(length, { dtype: 'i32' }), shape), sub(middles, Math.floor(size / 2)))
    return logicalAnd(greaterEqual(from, 0), less(from, size))
  }
  const [first, second] = split(key, 2)
  const square = logicalAnd(covered(first, height, [1, height, 1, 1]), covered(second, width, [1, 1, width, 1]))
  return where(square, fill, pictures) as Tensor<ShapeOf<Pictures<'cutout', S>>> // the shape of x
}
