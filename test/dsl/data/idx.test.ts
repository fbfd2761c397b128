import fc from 'fast-check'
import { isRight } from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { type IdxType, readIdx } from '../../../dsl/data/idx.js'

const types = {
  u8: { code: 0x08, array: Uint8Array, write: (view: DataView, at: number, x: number) => view.setUint8(at, x) },
  i8: { code: 0x09, array: Int8Array, write: (view: DataView, at: number, x: number) => view.setInt8(at, x) },
  i16: { code: 0x0b, array: Int16Array, write: (view: DataView, at: number, x: number) => view.setInt16(at, x) },
  i32: { code: 0x0c, array: Int32Array, write: (view: DataView, at: number, x: number) => view.setInt32(at, x) },
  f32: { code: 0x0d, array: Float32Array, write: (view: DataView, at: number, x: number) => view.setFloat32(at, x) },
  f64: { code: 0x0e, array: Float64Array, write: (view: DataView, at: number, x: number) => view.setFloat64(at, x) },
} satisfies Record<IdxType, unknown>

const sizeOf = (shape: readonly number[]) => shape.reduce((product, n) => product * n, 1)

/** The bytes of an IDX file, lying somewhere inside a larger buffer, as files read by Node do. */
const idx = (dtype: IdxType, shape: readonly number[], values: ArrayLike<number>): Uint8Array => {
  const { array, code, write } = types[dtype]
  const width = array.BYTES_PER_ELEMENT
  const header = 4 + 4 * shape.length
  const bytes = new Uint8Array(5 + header + width * values.length).subarray(5)
  bytes.set([0, 0, code, shape.length])
  const view = new DataView(bytes.buffer, bytes.byteOffset)
  for (const [axis, size] of shape.entries()) view.setUint32(4 + 4 * axis, size)
  for (let i = 0; i < values.length; i++) write(view, header + width * i, values[i] ?? 0)
  return bytes
}

const sentence = (bytes: Uint8Array): string => {
  const result = readIdx(bytes)
  if (isRight(result)) throw new Error('the file was read')
  return result.left.message
}

const file = fc
  .record({ dtype: fc.constantFrom(...(Object.keys(types) as IdxType[])), shape: fc.array(fc.nat(4), { maxLength: 4 }) })
  .chain(({ dtype, shape }) =>
    fc.record({
      dtype: fc.constant(dtype),
      shape: fc.constant(shape),
      seeds: fc.array(fc.integer({ min: -1e6, max: 1e6 }), { minLength: sizeOf(shape), maxLength: sizeOf(shape) }),
    }),
  )

describe('readIdx', () => {
  it('reads what was written, for every element type and rank', () => {
    fc.assert(
      fc.property(file, ({ dtype, shape, seeds }) => {
        const data = types[dtype].array.from(seeds.map((x) => (dtype.startsWith('f') ? x / 7 : x)))
        expect(readIdx(idx(dtype, shape, data))).toEqual({ _tag: 'Right', right: { shape, dtype, data } })
      }),
    )
  })

  it('finds every truncation of a file', () => {
    fc.assert(
      fc.property(file, fc.nat(), ({ dtype, shape, seeds }, cut) => {
        const whole = idx(dtype, shape, types[dtype].array.from(seeds))
        expect(sentence(whole.subarray(0, cut % whole.length))).toMatch(/truncated|starts with four/)
      }),
    )
  })

  it('says what is wrong with a file', () => {
    const labels = idx('u8', [3], [7, 2, 1])
    expect(sentence(Uint8Array.of(0x1f, 0x8b, 8, 0))).toBe('readIdx: the file is compressed with gzip; unpack it first')
    expect(sentence(Uint8Array.of(0, 0))).toBe('readIdx: the file has 2 bytes; an IDX file starts with four: 0, 0, element type, rank')
    expect(sentence(Uint8Array.of(0x89, 0x50, 0x4e, 0x47))).toBe(
      'readIdx: the file starts with 0x89 0x50; an IDX file starts with two zero bytes',
    )
    expect(sentence(Uint8Array.of(0, 0, 7, 1))).toBe(
      'readIdx: element type 0x07 is unknown; there are 0x08 u8, 0x09 i8, 0x0b i16, 0x0c i32, 0x0d f32, 0x0e f64',
    )
    expect(sentence(Uint8Array.of(0, 0, 8, 3, 0, 0))).toBe(
      'readIdx: rank 3 needs a header of 16 bytes, the file ends after 6: it is truncated',
    )
    expect(sentence(labels.subarray(0, 10))).toBe('readIdx: u8[3] takes 3 bytes after the header, the file has 2: it is truncated')
    expect(sentence(Uint8Array.of(...labels, 9))).toBe('readIdx: u8[3] takes 3 bytes after the header, the file has 4: bytes are left over')
  })

  it('does not copy bytes', () => {
    const bytes = idx('u8', [2], [1, 2])
    const result = readIdx(bytes)
    expect(isRight(result) && result.right.data.buffer).toBe(bytes.buffer)
  })
})
