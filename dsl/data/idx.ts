import { type Either, left, right } from 'fp-ts/lib/Either.js'
import { sizeOf } from '../size-of.js'
import { DataError } from './error.js'

/**
 * What an IDX file holds: an array of any rank, row-major.
 *
 * @category Data
 */
export interface Idx {
  readonly shape: readonly number[]
  readonly dtype: IdxType
  readonly data: Uint8Array | Int8Array | Int16Array | Int32Array | Float32Array | Float64Array
}

/**
 * Element types of IDX files.
 *
 * @category Data
 */
export type IdxType = 'u8' | 'i8' | 'i16' | 'i32' | 'f32' | 'f64'

interface Element {
  readonly dtype: IdxType
  readonly bytes: number
  /** The elements of the file's body, whose numbers lie with their high byte first. */
  readonly read: (body: DataView, count: number) => Idx['data']
}

/** Element types by the code that the third byte of a file holds. */
const elements: ReadonlyMap<number, Element> = new Map([
  [0x08, { dtype: 'u8', bytes: 1, read: (body, n) => new Uint8Array(body.buffer, body.byteOffset, n) }],
  [0x09, { dtype: 'i8', bytes: 1, read: (body, n) => new Int8Array(body.buffer, body.byteOffset, n) }],
  [0x0b, { dtype: 'i16', bytes: 2, read: (body, n) => Int16Array.from({ length: n }, (_, i) => body.getInt16(2 * i)) }],
  [0x0c, { dtype: 'i32', bytes: 4, read: (body, n) => Int32Array.from({ length: n }, (_, i) => body.getInt32(4 * i)) }],
  [0x0d, { dtype: 'f32', bytes: 4, read: (body, n) => Float32Array.from({ length: n }, (_, i) => body.getFloat32(4 * i)) }],
  [0x0e, { dtype: 'f64', bytes: 8, read: (body, n) => Float64Array.from({ length: n }, (_, i) => body.getFloat64(8 * i)) }],
] satisfies [number, Element][])

const hex = (byte: number): string => `0x${byte.toString(16).padStart(2, '0')}`

const codes = (): string => [...elements].map(([code, { dtype }]) => `${hex(code)} ${dtype}`).join(', ')

/**
 * Reads the IDX format, in which the MNIST digits are kept: two zero bytes, the element type, the rank, a size of four bytes for each
 * dimension, and the elements; all numbers with their high byte first. Bytes and signed bytes are a view of the file, not a copy.
 *
 * Gives a `DataError` for a file that is compressed, no IDX file, cut off, or longer than it says.
 *
 * @see http://yann.lecun.com/exdb/mnist/
 * @example
 * ```ts
 * readIdx(Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 2, 7, 9)) // right({ shape: [2], dtype: 'u8', data: Uint8Array [7, 9] })
 * ```
 *
 * @category Data
 */
export const readIdx = (bytes: Uint8Array): Either<DataError, Idx> => {
  const wrong = (sentence: string): Either<DataError, Idx> => left(new DataError(`readIdx: ${sentence}`))
  const [zero = 0, zeroToo = 0, code = 0, rank = 0] = bytes
  if (zero === 0x1f && zeroToo === 0x8b) return wrong('the file is compressed with gzip; unpack it first')
  if (bytes.length < 4) return wrong(`the file has ${bytes.length} bytes; an IDX file starts with four: 0, 0, element type, rank`)
  if (zero !== 0 || zeroToo !== 0) return wrong(`the file starts with ${hex(zero)} ${hex(zeroToo)}; an IDX file starts with two zero bytes`)
  const element = elements.get(code)
  if (!element) return wrong(`element type ${hex(code)} is unknown; there are ${codes()}`)
  const header = 4 + 4 * rank
  if (bytes.length < header)
    return wrong(`rank ${rank} needs a header of ${header} bytes, the file ends after ${bytes.length}: it is truncated`)

  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const shape = Array.from({ length: rank }, (_, axis) => view.getUint32(4 + 4 * axis))
  const count = sizeOf(shape)
  const needed = count * element.bytes
  const found = bytes.length - header
  const what = `${element.dtype}[${shape.join(', ')}] takes ${needed} bytes after the header, the file has ${found}`
  if (found < needed) return wrong(`${what}: it is truncated`)
  if (found > needed) return wrong(`${what}: bytes are left over`)
  return right({ shape, dtype: element.dtype, data: element.read(new DataView(bytes.buffer, bytes.byteOffset + header, found), count) })
}
