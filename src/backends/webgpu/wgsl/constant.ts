import type { ScalarType } from '../../../kernel/scalar.js'
import type { DType } from '../../../shape/dtype.js'
import { infinityText, nanText } from './not-finite.js'

/** Type of an element in memory: no bool may stand in a buffer. */
export const elementType = (dtype: DType): string => (dtype === 'bool' ? 'u32' : dtype)

const largest = 3.4028234663852886e38

/** The shortest text that is the same f32, and that WGSL does not find too large. */
const shortest = (rounded: number): string => {
  for (let digits = 1; digits < 9; digits++) {
    const text = String(Number(rounded.toPrecision(digits)))
    if (Math.fround(Number(text)) === rounded && Math.abs(Number(text)) <= largest) return text
  }
  return String(rounded)
}

const float = (value: number): string => {
  const rounded = Math.fround(value)
  if (Number.isNaN(rounded)) return nanText
  if (!Number.isFinite(rounded)) return rounded > 0 ? infinityText : `(-${infinityText})`
  if (Object.is(rounded, -0)) return 'bitcast<f32>(0x80000000u)'
  const text = shortest(rounded)
  return rounded < 0 ? `(${text}f)` : `${text}f`
}

/** A constant as WGSL text. */
export const constant = (type: ScalarType, value: number): string => {
  switch (type) {
    case 'bool':
      return value ? 'true' : 'false'
    case 'u32':
      return `${value >>> 0}u`
    case 'i32':
      return `i32(${value | 0})`
    case 'f32':
      return float(value)
  }
}
