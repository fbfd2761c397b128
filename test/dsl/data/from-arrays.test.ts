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
    for (const row of [2, -1, Number.NaN, 0.5])
      expect(() => data.take([0, row])).toThrow(new DataError(`fromArrays: there is no example ${row}; there are 2`))
  })

  it('refuses values that a dtype has not, where they would become others', () => {
    const of = (values: ArrayLike<number>, dtype: 'f32' | 'i32' | 'u32' | 'bool', scale = 1) => fromArrays({ y: { values, dtype, scale } })
    expect(() => of([0, Number.NaN], 'i32')).toThrow(new DataError('fromArrays: value 1 of y is NaN, which is not a value of i32'))
    expect(() => of(Float32Array.of(1, 1.5), 'i32')).toThrow(new DataError('fromArrays: value 1 of y is 1.5, which is not a value of i32'))
    expect(() => of([2 ** 31], 'i32')).toThrow(DataError)
    expect(() => of(Int32Array.of(-1), 'u32')).toThrow(DataError)
    expect(() => of([3], 'i32', 0.5)).toThrow(DataError)
    expect(() => of(Uint8Array.of(1, 2), 'bool')).toThrow(new DataError('fromArrays: value 1 of y is 2, which is not a value of bool'))
    expect(() => of([1, undefined] as unknown as number[], 'f32')).toThrow('fromArrays: value 1 of y is a number; got undefined') // as JavaScript may give it
    for (const dtype of ['f32', 'i32', 'u32', 'bool'] as const) expect(of(Uint8Array.of(0, 1), dtype).size).toBe(2)
  })

  it('takes a list of numbers of examples, and nothing else', () => {
    expect(() => fromArrays({ x: { values: [1, 2] } }).take(1 as never)).toThrow(
      'fromArrays: what take is given is a list of the numbers of examples, as in take([0, 1]); got 1',
    )
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
