import { type Channels, DataError, type Image, type ImageOptions, pixelsOf, type RgbaPixels } from '../dsl/index.js'
import { check } from '../src/index.js'

/** The most pixels that are decoded: what says it has more is damaged, or meant to fill the memory. */
const most = 100e6

const isMissing = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND'

/** What is said where an optional package is missing. (Caught where they are imported, bundlers do without them too.) */
const missing =
  (name: string) =>
  (cause: unknown): never => {
    if (!isMissing(cause)) throw cause
    throw new DataError(`decodeImage: the package ${name} is not installed here: npm install ${name}`, { cause })
  }

const nameOfKey = 0x74524e53 // tRNS

/** The colour that stands for transparent in a PNG, red, green and blue in bytes, where it has no channel for that and names one. */
const keyIn = (file: DataView): readonly number[] | undefined => {
  const [depth, isGrey, isRgb] = [file.getUint8(24), file.getUint8(25) === 0, file.getUint8(25) === 2]
  if (!isGrey && !isRgb) return undefined
  for (let at = 8; at + 14 <= file.byteLength; at += 12 + file.getUint32(at))
    if (file.getUint32(at + 4) === nameOfKey)
      return [0, 1, 2].map((channel) => Math.round((255 * file.getUint16(at + 8 + (isRgb ? 2 * channel : 0))) / (2 ** depth - 1)))
  return undefined
}

/** Pixels of which those of that colour, which pngjs made black, have it again. */
const withKey = (pixels: RgbaPixels, key: readonly number[] | undefined): RgbaPixels => {
  if (key) for (let i = 0; i < pixels.data.length; i += 4) if (pixels.data[i + 3] === 0) pixels.data.set(key, i)
  return pixels
}

interface Format {
  readonly name: string
  /** What files of it begin with. */
  readonly begins: readonly number[]
  readonly decode: (bytes: Uint8Array) => Promise<RgbaPixels>
}

const formats: readonly Format[] = [
  {
    name: 'PNG',
    begins: [0x89, 0x50, 0x4e, 0x47],
    decode: async (bytes) => {
      const { PNG } = (await import('pngjs').catch(missing('pngjs'))).default
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
      const pixels = bytes.length < 24 ? 0 : view.getUint32(16) * view.getUint32(20)
      if (pixels > most) throw new Error(`it has ${pixels} pixels; at most ${most} are decoded`)
      return withKey(PNG.sync.read(Buffer.from(bytes)), keyIn(view))
    },
  },
  {
    name: 'JPEG',
    begins: [0xff, 0xd8],
    decode: async (bytes) => {
      const { decode } = (await import('jpeg-js').catch(missing('jpeg-js'))).default
      return decode(bytes, { useTArray: true, tolerantDecoding: false, maxResolutionInMP: most / 1e6 })
    },
  },
]

const hex = (byte: number): string => `0x${byte.toString(16).padStart(2, '0')}`

/**
 * `decodeImage` of `typegrad/dsl`, which in Node is this one: it decodes PNG by the optional package `pngjs`, and JPEG by `jpeg-js`.
 *
 * @category Data
 */
export const decodeImage = async <C extends Channels = 3>(bytes: Uint8Array, options?: ImageOptions<C>): Promise<Image<C>> => {
  if (!(bytes instanceof Uint8Array)) return check.refuse('decodeImage', 'the first argument', 'the bytes of a file, a Uint8Array', bytes)
  const { channels = 3 } = check.options<ImageOptions<Channels>>('decodeImage', 'bytes', options, ['channels'])
  if (channels !== 1 && channels !== 3 && channels !== 4) check.refuse('decodeImage', 'channels', '1 (grey), 3 (RGB) or 4 (RGBA)', channels)
  const format = formats.find(({ begins }) => begins.every((byte, i) => bytes[i] === byte))
  if (!format)
    throw new DataError(
      bytes.length === 0
        ? 'decodeImage: the file is empty'
        : `decodeImage: the bytes are neither PNG nor JPEG: they begin with ${[...bytes.subarray(0, 4)].map(hex).join(' ')}`,
    )
  const rgba = await format.decode(bytes).catch((cause: unknown) => {
    if (cause instanceof DataError) throw cause
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new DataError(`decodeImage: the ${format.name} is damaged: ${reason}`, { cause })
  })
  return pixelsOf(rgba, options)
}
