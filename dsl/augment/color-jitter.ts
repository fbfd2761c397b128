import {
  type AnyTensor,
  check,
  type Fit,
  type Key,
  type Shape,
  ShapeMismatch,
  type ShapeOf,
  split,
  type Tensor,
  uniform,
} from '../../src/index.js'
import { adjustBrightness, adjustContrast, adjustHue, adjustSaturation } from './colors.js'
import { demandPictures, type Pictures, perPicture } from './pictures.js'

/**
 * How far colours are changed; not at all where a number is left out.
 *
 * @category Data
 */
export interface JitterOptions {
  /** Pixels are multiplied by a factor between `1 - brightness` and `1 + brightness`. */
  readonly brightness?: number
  /** The picture is blended with the mean of its luma, by such a factor. */
  readonly contrast?: number
  /** The picture is blended with its luma, by such a factor. */
  readonly saturation?: number
  /** Hues are turned by a share of the circle between `-hue` and `hue`; at most 1/2. */
  readonly hue?: number
}

const names = ['brightness', 'contrast', 'saturation', 'hue'] as const

/** How each is done, in this order. */
const adjust = { brightness: adjustBrightness, contrast: adjustContrast, saturation: adjustSaturation, hue: adjustHue }

/**
 * Pictures `[N, H, W, C]` with brightness, contrast, saturation and hue changed, in this order, each by a factor that the key draws for each picture. They are
 * from 0 to 1, and stay so. Saturation and hue are of pictures of three channels.
 *
 * @throws ShapeMismatch, DTypeMismatch, InvalidArgument
 * @example colorJitter(key(0), x, { brightness: 0.4, contrast: 0.4, saturation: 0.4, hue: 0.1 })
 *
 * @category Data
 */
export const colorJitter = <S extends Shape>(
  key: Key,
  x: Fit<Pictures<'colorJitter', S>, Tensor<S>>,
  options: JitterOptions,
): Tensor<ShapeOf<Pictures<'colorJitter', S>>> => {
  const given = check.options<JitterOptions>('colorJitter', 'key, x', options, names)
  const [pictures, [count, , , channels]] = demandPictures('colorJitter', key, x)
  const keys = split(key, names.length)
  const jittered = names.reduce((changed, name, i): AnyTensor => {
    const most = given[name] ?? 0
    const limit = name === 'hue' ? 0.5 : Number.POSITIVE_INFINITY
    if (!(typeof most === 'number' && most >= 0 && most <= limit))
      check.refuse('colorJitter', name, name === 'hue' ? 'a number from 0 to 0.5' : 'a number, at least 0', most)
    const own = keys[i]
    if (most === 0 || !own) return changed
    if (channels !== 3 && (name === 'saturation' || name === 'hue'))
      throw new ShapeMismatch(`colorJitter: ${name} is of pictures of 3 channels, red, green and blue; these have ${channels}`)
    const range = name === 'hue' ? { min: -most, max: most } : { min: Math.max(0, 1 - most), max: 1 + most }
    return adjust[name](changed, perPicture(uniform(own, [count], range)))
  }, pictures)
  return jittered as Tensor<ShapeOf<Pictures<'colorJitter', S>>> // the shape of x
}
