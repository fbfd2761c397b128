import { check } from '../../src/index.js'
import { DataError } from '../data/error.js'
import { type Channels, channelsOf, type Image, type ImageOptions, ofRgba } from './image.js'

/**
 * Pixels of four bytes each, RGBA: the `ImageData` of a canvas.
 *
 * @category Data
 */
export interface RgbaPixels {
  readonly data: Uint8Array | Uint8ClampedArray
  readonly width: number
  readonly height: number
}

/**
 * A canvas, of a page or off screen.
 *
 * @category Data
 */
export interface CanvasLike {
  readonly width: number
  readonly height: number
  getContext(kind: '2d'): unknown
}

/**
 * What can be drawn on a canvas: an `ImageBitmap`, a `VideoFrame`, the element of an image or of a video.
 *
 * @category Data
 */
export type Drawable =
  | { readonly width: number; readonly height: number }
  | { readonly displayWidth: number; readonly displayHeight: number }
  | { readonly naturalWidth: number; readonly naturalHeight: number }
  | { readonly videoWidth: number; readonly videoHeight: number }

interface Context {
  drawImage(source: unknown, x: number, y: number): void
  getImageData(x: number, y: number, width: number, height: number): RgbaPixels
}

/** The pairs of names under which drawable things say how large they are; elements of pages have `width` too, which is how large they are shown. */
const sizes = [
  ['displayWidth', 'displayHeight'],
  ['videoWidth', 'videoHeight'],
  ['naturalWidth', 'naturalHeight'],
  ['width', 'height'],
] as const

const isRgba = (given: object): given is RgbaPixels =>
  'data' in given && ArrayBuffer.isView(given.data) && 'width' in given && 'height' in given

/** The way a canvas draws, if there is one. */
const contextOf = (canvas: object): Context => {
  const context = 'getContext' in canvas && typeof canvas.getContext === 'function' ? canvas.getContext('2d') : null
  if (context) return context as Context // what the web calls CanvasRenderingContext2D
  throw new DataError('pixelsOf: the canvas has no context 2d; one that draws by WebGL or WebGPU has to be drawn on another canvas')
}

/** Its size in pixels, if it is something that can be drawn. */
const sizeOf = (given: object): readonly [number, number] | undefined => {
  const record = given as Readonly<Record<string, unknown>> // names are looked up, of which any may be missing
  for (const [width, height] of sizes) {
    const [w, h] = [record[width], record[height]]
    if (typeof w === 'number' && typeof h === 'number') return [w, h]
  }
  return undefined
}

const drawn = (source: object, width: number, height: number): RgbaPixels => {
  const { OffscreenCanvas: Canvas } = globalThis as { OffscreenCanvas?: new (width: number, height: number) => object } // pages and workers have one
  if (!Canvas) throw new DataError('pixelsOf: there is no OffscreenCanvas here to draw it on; pass its ImageData')
  const context = contextOf(new Canvas(width, height))
  context.drawImage(source, 0, 0)
  return context.getImageData(0, 0, width, height)
}

/**
 * The pixels of what a page shows: of an `ImageData`, a canvas, an `ImageBitmap`, a `VideoFrame`, an image or a video. A frame is not closed.
 *
 * @throws DataError where there is nothing to draw with, or nothing to see
 * @example pixelsOf(context.getImageData(0, 0, 28, 28), { channels: 1 })
 * @example const frame = imageTensor(pixelsOf(videoFrame)) // Tensor<[number, number, 3]>
 *
 * @category Data
 */
export const pixelsOf = <C extends Channels = 3>(source: RgbaPixels | CanvasLike | Drawable, options?: ImageOptions<C>): Image<C> => {
  const channels = channelsOf('pixelsOf', options, 'source')
  const size = typeof source === 'object' && source !== null ? sizeOf(source) : undefined
  if (!size) return check.refuse('pixelsOf', 'the first argument', 'an ImageData, a canvas, an ImageBitmap or a VideoFrame', source)
  const [width, height] = size
  check.count('pixelsOf', 'the width', width)
  check.count('pixelsOf', 'the height', height)
  const pixels = isRgba(source)
    ? source
    : 'getContext' in source
      ? contextOf(source).getImageData(0, 0, width, height)
      : drawn(source, width, height)
  if (pixels.data.length !== 4 * width * height)
    throw new DataError(`pixelsOf: ${width} x ${height} pixels of RGBA take ${4 * width * height} bytes, there are ${pixels.data.length}`)
  return ofRgba(pixels.data, width, height, channels)
}
