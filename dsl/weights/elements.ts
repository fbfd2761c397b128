import type { DType } from '../../src/index.js'

/** Element types of safetensors files. */
export type ElementName =
  | 'BOOL'
  | 'U8'
  | 'I8'
  | 'F8_E5M2'
  | 'F8_E4M3'
  | 'I16'
  | 'U16'
  | 'F16'
  | 'BF16'
  | 'I32'
  | 'U32'
  | 'F32'
  | 'F64'
  | 'I64'
  | 'U64'

/** How elements of a type lie in a file, low byte first, and what they become here. */
export interface ElementType {
  readonly bytes: number
  /** The dtype that holds them. */
  readonly dtype: DType
  readonly read: (view: DataView, at: number) => number
}

/** A float of so many bits of exponent and mantissa, from its bits. `hasInfinities` is false of a type that spends all its bits on numbers, and one on NaN. */
const small =
  (exponentBits: number, mantissaBits: number, hasInfinities = true) =>
  (bits: number): number => {
    const sign = bits >>> (exponentBits + mantissaBits) ? -1 : 1
    const top = 2 ** exponentBits - 1
    const exponent = (bits >>> mantissaBits) & top
    const mantissa = bits & (2 ** mantissaBits - 1)
    const bias = 2 ** (exponentBits - 1) - 1
    if (exponent === top && hasInfinities) return mantissa === 0 ? sign * Infinity : Number.NaN
    if (exponent === top && mantissa === 2 ** mantissaBits - 1) return Number.NaN
    if (exponent === 0) return sign * mantissa * 2 ** (1 - bias - mantissaBits)
    return sign * (1 + mantissa / 2 ** mantissaBits) * 2 ** (exponent - bias)
  }

const [half, e5m2, e4m3] = [small(5, 10), small(5, 2), small(4, 3, false)]
const word = new Float32Array(1)
const wordBits = new Uint32Array(word.buffer)
const brain = (bits: number): number => {
  wordBits[0] = bits << 16
  return word[0] ?? 0
}

/** The bits of a number that an f16 holds. */
export const bitsOfHalf = (x: number): number => {
  word[0] = x
  const [bits = 0] = wordBits
  const sign = (bits >>> 16) & 0x8000
  if (Number.isNaN(x)) return 0x7e00
  if (!Number.isFinite(x)) return sign | 0x7c00
  if (Math.abs(x) < 2 ** -14) return sign | (Math.abs(x) * 2 ** 24)
  return sign | (((bits & 0x7fffffff) >>> 13) - (112 << 10)) // f32 counts exponents from -127, f16 from -15
}

const as = (dtype: DType, bytes: number, read: ElementType['read']): ElementType => ({ dtype, bytes, read })

/**
 * The element types. What has no dtype here becomes the one that holds all of it; f64 is rounded to f32, and whole numbers of 64 bits have to be such that fit
 * into 32.
 *
 * @see https://huggingface.co/docs/safetensors
 */
export const elementTypes: { readonly [Name in ElementName]: ElementType } = {
  BOOL: as('bool', 1, (view, at) => Number(view.getUint8(at) !== 0)),
  U8: as('u32', 1, (view, at) => view.getUint8(at)),
  I8: as('i32', 1, (view, at) => view.getInt8(at)),
  F8_E5M2: as('f32', 1, (view, at) => e5m2(view.getUint8(at))),
  F8_E4M3: as('f32', 1, (view, at) => e4m3(view.getUint8(at))),
  I16: as('i32', 2, (view, at) => view.getInt16(at, true)),
  U16: as('u32', 2, (view, at) => view.getUint16(at, true)),
  F16: as('f32', 2, (view, at) => half(view.getUint16(at, true))),
  BF16: as('f32', 2, (view, at) => brain(view.getUint16(at, true))),
  I32: as('i32', 4, (view, at) => view.getInt32(at, true)),
  U32: as('u32', 4, (view, at) => view.getUint32(at, true)),
  F32: as('f32', 4, (view, at) => view.getFloat32(at, true)),
  F64: as('f32', 8, (view, at) => view.getFloat64(at, true)),
  I64: as('i32', 8, (view, at) => Number(view.getBigInt64(at, true))),
  U64: as('u32', 8, (view, at) => Number(view.getBigUint64(at, true))),
}

export const isElementName = (name: string): name is ElementName => Object.hasOwn(elementTypes, name)
