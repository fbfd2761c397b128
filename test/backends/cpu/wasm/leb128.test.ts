import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { signed, signed32, unsigned } from '../../../../src/backends/cpu/wasm/leb128.js'

/** By the definition: the sum of seven bits each, and of the sign. */
const read = (bytes: readonly number[], withSign: boolean): bigint => {
  const value = bytes.reduce((sum, byte, i) => sum + (BigInt(byte & 0x7f) << BigInt(7 * i)), 0n)
  return withSign ? BigInt.asIntN(7 * bytes.length, value) : value
}
const wellFormed = (bytes: readonly number[]): boolean => bytes.every((byte, i) => byte >> 7 === (i < bytes.length - 1 ? 1 : 0))

describe('LEB128', () => {
  it('of any u32 reads back, and is no longer than it must be', () => {
    fc.assert(
      fc.property(fc.oneof(fc.nat(300), fc.integer({ min: 0, max: 0xffff_ffff })), (value) => {
        const bytes = unsigned(value)
        expect(read(bytes, false)).toBe(BigInt(value))
        expect(wellFormed(bytes)).toBe(true)
        expect(bytes.length).toBe(Math.max(1, Math.ceil(value.toString(2).length / 7)))
      }),
    )
  })

  it('of any i32 and any i64 reads back; of 32 bits it is the same either way', () => {
    fc.assert(
      fc.property(fc.oneof(fc.integer({ min: -300, max: 300 }), fc.integer()), (value) => {
        expect(read(signed32(value), true)).toBe(BigInt(value))
        expect(wellFormed(signed32(value))).toBe(true)
        expect(signed(BigInt(value))).toEqual(signed32(value))
      }),
    )
    fc.assert(fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), (value) => read(signed(value), true) === value))
  })
})
