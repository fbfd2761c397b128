import { bernoulli, check, type Fit, flip, type Key, type Shape, type ShapeOf, type Tensor, where } from '../../src/index.js'
import { demandPictures, type Pictures, perPicture } from './pictures.js'

/**
 * Which way, and how often.
 *
 * @category Data
 */
export interface FlipOptions {
  /** `'horizontal'`, left to right, if left out. */
  readonly direction?: 'horizontal' | 'vertical'
  /** That a picture is flipped; 1/2 if left out. */
  readonly probability?: number
}

/**
 * Pictures `[N, H, W, C]`, each flipped or not, as the key draws for each. The same key flips them back.
 *
 * @throws ShapeMismatch, DTypeMismatch, InvalidArgument
 * @example const augmented = jit((k: Key, x: Tensor<['N', 32, 32, 3]>) => randomFlip(k, x))
 *
 * @category Data
 */
export const randomFlip = <S extends Shape>(
  key: Key,
  x: Fit<Pictures<'randomFlip', S>, Tensor<S>>,
  options?: FlipOptions,
): Tensor<ShapeOf<Pictures<'randomFlip', S>>> => {
  const { direction = 'horizontal', probability = 0.5 } = check.options<FlipOptions>('randomFlip', 'key, x', options, [
    'direction',
    'probability',
  ])
  const [pictures, [count]] = demandPictures('randomFlip', key, x)
  if (direction !== 'horizontal' && direction !== 'vertical')
    check.refuse('randomFlip', 'the direction', "'horizontal' or 'vertical'", direction)
  if (!(typeof probability === 'number' && probability >= 0 && probability <= 1))
    check.refuse('randomFlip', 'the probability', 'a number from 0 to 1', probability)
  const flipped = flip(pictures, { axis: direction === 'horizontal' ? 2 : 1 })
  const drawn = perPicture(bernoulli(key, probability, [count]))
  return where(drawn, flipped, pictures) as Tensor<ShapeOf<Pictures<'randomFlip', S>>> // the shape of x
}
