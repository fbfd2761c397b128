import { check } from '../../src/index.js'
import { DataError } from '../data/error.js'
import { type Channels, channelsOf, type Image, type ImageOptions } from './image.js'
import { type Drawable, pixelsOf } from './pixels-of.js'

type Decode = (file: Blob, options: object) => Promise<Drawable & { close(): void }>

/**
 * The picture in a file. In Node PNG and JPEG, by the packages `pngjs` and `jpeg-js` (`npm install pngjs jpeg-js`); elsewhere whatever the browser shows, by
 * `createImageBitmap`, which turns a photograph the way its camera was held: Node leaves it as it lies in the file. Samples of 16 bits become 8. Where a picture
 * is transparent, the canvas of a page rounds its colours, and keeps none of what is wholly transparent.
 *
 * @throws DataError for bytes that are no picture, or a damaged one
 * @example
 * ```ts
 * const image = await decodeImage(await readFile('cat.jpg'))
 * image.shape // [480, 640, 3]
 * const x = imageTensor(image) // Tensor<[number, number, 3]>, from 0 to 1
 * ```
 * @example await decodeImage(bytes, { channels: 1 }) // grey
 *
 * @category Data
 */
export const decodeImage = async <C extends Channels = 3>(bytes: Uint8Array, options?: ImageOptions<C>): Promise<Image<C>> => {
  const channels = channelsOf('decodeImage', options, 'bytes')
  if (!(bytes instanceof Uint8Array)) check.refuse('decodeImage', 'the first argument', 'the bytes of a file, a Uint8Array', bytes)
  const { createImageBitmap: decode } = globalThis as { createImageBitmap?: Decode } // pages and workers have it
  if (!decode)
    throw new DataError(
      'decodeImage: this engine decodes no pictures by itself; Node does, by pngjs and jpeg-js: import it from typegrad/node',
    )
  const bitmap = await decode(new Blob([new Uint8Array(bytes)]), { premultiplyAlpha: 'none', colorSpaceConversion: 'none' }).catch(
    (cause: unknown) => {
      throw new DataError(
        `decodeImage: the bytes are no picture, or a damaged one: ${cause instanceof Error ? cause.message : String(cause)}`,
        {
          cause,
        },
      )
    },
  )
  try {
    return pixelsOf(bitmap, { channels })
  } finally {
    bitmap.close()
  }
}
