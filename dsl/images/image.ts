import { check, type Tensor, tensor } from '../../src/index.js'

/**
 * How many numbers a pixel has: grey; red, green, blue; or these and how opaque it is.
 *
 * @category Data
 */
export type Channels = 1 | 3 | 4

/**
 * A picture as bytes, from 0 (black, transparent) to 255: rows from the top, pixels from the left, channel after channel.
 *
 * @category Data
 */
export interface Image<C extends Channels = Channels> {
  readonly data: Uint8Array
  /** Height, width, channels. */
  readonly shape: readonly [height: number, width: number, channels: C]
}

/**
 * What is taken of a picture.
 *
 * @category Data
 */
export interface ImageOptions<C extends Channels> {
  /** 3 if left out. Grey is the luma of ITU-R 601, `0.299 red + 0.587 green + 0.114 blue`. Without a channel for it, transparency is left out: colours are as they are, not blended. */
  readonly channels?: C
}

/** @throws InvalidArgument unless the channels asked for are some that there are */
export const channelsOf = <C extends Channels = 3>(op: string, options: ImageOptions<C> | undefined, call: string): C => {
  const { channels = 3 } = check.options<ImageOptions<Channels>>(op, call, options, ['channels'])
  if (channels !== 1 && channels !== 3 && channels !== 4) check.refuse(op, 'channels', '1 (grey), 3 (RGB) or 4 (RGBA)', channels)
  return channels as C // what was given, or 3
}

/** The channels asked for, of pixels of four. */
export const ofRgba = <C extends Channels>(rgba: ArrayLike<number>, width: number, height: number, channels: C): Image<C> => {
  const data = new Uint8Array(width * height * channels)
  for (let i = 0; i < width * height; i++) {
    const [red = 0, green = 0, blue = 0, alpha = 0] = [rgba[4 * i], rgba[4 * i + 1], rgba[4 * i + 2], rgba[4 * i + 3]]
    // In whole numbers, as Pillow computes it.
    if (channels === 1) data[i] = (19595 * red + 38470 * green + 7471 * blue + 0x8000) >> 16
    else data.set(channels === 3 ? [red, green, blue] : [red, green, blue, alpha], channels * i)
  }
  return { data, shape: [height, width, channels] }
}

/** @throws InvalidArgument unless it is a picture */
export function demandImage(op: string, given: unknown): asserts given is Image {
  const { data, shape } = { ...(typeof given === 'object' ? given : {}) } as Partial<Image> // looked at here
  const isOne =
    data instanceof Uint8Array && Array.isArray(shape) && shape.length === 3 && shape.reduce((product, n) => product * n, 1) === data.length
  if (!isOne)
    check.refuse(op, 'the first argument', 'a picture, { data, shape: [height, width, channels] }, with a byte for each number', given)
}

/**
 * A picture as a tensor `[height, width, channels]`, from 0 to 1.
 *
 * @example stack([imageTensor(one), imageTensor(other)]) // a batch of two pictures of one size
 *
 * @category Data
 */
export const imageTensor = <C extends Channels>(image: Image<C>): Tensor<[number, number, C]> => {
  demandImage('imageTensor', image)
  const values = Float32Array.from(image.data, (byte) => byte / 255)
  return tensor(values, { shape: image.shape }) as unknown as Tensor<[number, number, C]> // of that shape
}
