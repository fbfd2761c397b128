import { check, type DType, type Shape, Tensor } from '../../src/index.js'
import { DataError } from '../data/error.js'
import { demandImage, type Image } from './image.js'

/** What a PNG says of its pixels, by how many channels they have: grey, RGB, RGBA. */
const colorTypes: ReadonlyMap<number, number> = new Map([
  [1, 0],
  [3, 2],
  [4, 6],
])

const signature = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)

/** The check sum of a chunk. @see https://www.w3.org/TR/png-3/#D-CRCAppendix */
const crc32 = (bytes: Uint8Array): number => {
  let crc = 0xffffffff
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? 0xedb88320 ^ (crc >>> 1) : crc >>> 1
  }
  return (crc ^ 0xffffffff) >>> 0
}

const chunk = (name: string, data: Uint8Array): Uint8Array => {
  const bytes = new Uint8Array(12 + data.length)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, data.length)
  bytes.set(new TextEncoder().encode(name), 4)
  bytes.set(data, 8)
  view.setUint32(8 + data.length, crc32(bytes.subarray(4, 8 + data.length)))
  return bytes
}

/** Compressed in the format of zlib. */
const deflated = async (bytes: Uint8Array): Promise<Uint8Array> => {
  if (typeof CompressionStream === 'undefined') throw new DataError('encodePng: this engine has no CompressionStream to compress with')
  const stream = new Blob([new Uint8Array(bytes)]).stream().pipeThrough(new CompressionStream('deflate'))
  return new Uint8Array(await new Response(stream).arrayBuffer())
}

/** Rows of pixels, each after a byte that says they stand there as they are. */
const rowsOf = (data: Uint8Array, height: number, length: number): Uint8Array => {
  const rows = new Uint8Array(height * (length + 1))
  for (let y = 0; y < height; y++) rows.set(data.subarray(y * length, (y + 1) * length), y * (length + 1) + 1)
  return rows
}

const imageOf = async (given: Tensor<Shape, DType>): Promise<Image> => {
  const [height = 0, width = 0, channels = 0] = given.shape
  if (given.rank !== 3 || !colorTypes.has(channels))
    throw new DataError(`encodePng: a picture is [height, width, channels], of 1, 3 or 4 channels; got [${given.shape.join(', ')}]`)
  const data = Uint8Array.from(await given.data(), (x) => Math.round(255 * Math.min(1, Math.max(0, x))))
  return { data, shape: [height, width, channels as Image['shape'][2]] } // as was just seen
}

/**
 * A picture as the bytes of a PNG file, without loss; of a tensor `[height, width, channels]`, what is from 0 to 1, in steps of 1/255, and what lies outside is cut.
 *
 * @throws DataError for a tensor of another shape, or where the engine can't compress
 * @see https://www.w3.org/TR/png-3/
 * @example await writeFile('digit.png', await encodePng(slice(digits.take([0]).x, 0)))
 *
 * @category Data
 */
export const encodePng = async (image: Image | Tensor<Shape, DType>): Promise<Uint8Array> => {
  const picture = image instanceof Tensor ? await imageOf(image) : image
  demandImage('encodePng', picture)
  const [height, width, channels] = picture.shape
  const colorType = colorTypes.get(channels) ?? check.refuse('encodePng', 'channels', '1 (grey), 3 (RGB) or 4 (RGBA)', channels)
  check.count('encodePng', 'the height', height)
  check.count('encodePng', 'the width', width)
  const header = new Uint8Array(13)
  const view = new DataView(header.buffer)
  view.setUint32(0, width)
  view.setUint32(4, height)
  header.set([8, colorType], 8)
  const body = await deflated(rowsOf(picture.data, height, width * channels))
  const parts = [signature, chunk('IHDR', header), chunk('IDAT', body), chunk('IEND', new Uint8Array())]
  return new Uint8Array(await new Blob(parts.map((part) => new Uint8Array(part))).arrayBuffer())
}
