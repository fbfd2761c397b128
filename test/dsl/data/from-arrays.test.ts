import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DataError } from '../../../dsl/data/error.js'
import { fromArrays } from '../../../dsl/data/from-arrays.js'

describe('fromArrays', () => {
  it('takes the examples asked for, in that order, scaled', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 6, maxLength: 6 }), fc.array(fc.nat(2), { maxLength: 5 }), async (bytes, rows) => {
        const data = fromArrays({ pixels: { values: bytes, shape: [2, 1], scale: 1 / 255 }, label: { values: [5, 6, 7], dtype: 'i32' } })
        const { label, pixels } = data.take(rows)
        expect([pixels.shape, pixels.dtype, label.shape, label.dtype]).toEqual([[rows.length, 2, 1], 'f32', [rows.length], 'i32'])
        expect([...(await label.data())]).toEqual(rows.map((row) => 5 + row))
        const expected = rows.flatMap((row) => [...bytes.subarray(2 * row, 2 * row + 2)].map((byte) => Math.fround(byte / 255)))
        expect([...(await pixels.data())].map((x, i) => Math.abs(x - (expected[i] ?? Number.NaN)) < 1e-7)).toEqual(expected.map(() => true))
      }),
      { numRuns: 20 },
    )
  })

  it('knows how many examples there are, and keeps the columns as they were', () => {
    const x = { values: new Float32Array(12), shape: [2, 2] } as const
    const data = fromArrays({ x })
    expect(data.size).toBe(3)
    expect(data.columns.x).toBe(x)
  })

  it('knows what examples there are not', () => {
    const data = fromArrays({ x: { values: [1, 2] }, y: { values: [3, 4], dtype: 'i32' } })
    for (const row of [2, -1, Number.NaN])
      expect(() => data.take([0, row])).toThrow(new DataError(`fromArrays: there is no example ${row}; there are 2`))
  })

  it('refuses columns that do not go together', () => {
    expect(() => fromArrays({ x: { values: [1, 2, 3], shape: [2] } })).toThrow(
      new DataError('fromArrays: x has 3 values; an example of shape [2] takes 2'),
    )
    expect(() => fromArrays({ x: { values: [1, 2, 3, 4], shape: [2] }, y: { values: [1] } })).toThrow(
      new DataError('fromArrays: x holds 2 examples, y holds 1'),
    )
    expect(() => fromArrays({})).toThrow(new DataError('fromArrays: there is no column'))
  })
})
