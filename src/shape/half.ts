/** From here on a number is nearer to 2^16 than to the largest that an f16 holds, 65,504. */
const infinite = 65520

const number = new Float64Array(1)
const words = new Uint32Array(number.buffer)
const high = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1 ? 1 : 0 // where the exponent of a number lies

/** The power of 2 that is not larger, of a number from 0 on. */
const powerBelow = (size: number): number => {
  number[0] = size
  words[high] = (words[high] ?? 0) & 0x7ff00000
  words[1 - high] = 0
  return number[0]
}

/** The f16 (IEEE 754 binary16: 11 binary digits) nearest to `x`, of two the even one; infinite from 65,520 on. */
export const half = (x: number): number => {
  const size = Math.abs(x)
  if (!(size < infinite)) return Number.isNaN(x) ? x : x < 0 ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY
  // A sum this large has no digit behind the eleventh of `size`; below 2^-14 the last digit stays where it is.
  const large = Math.max(powerBelow(size), 2 ** -14) * 2 ** 42
  const rounded = size + large - large
  return x < 0 || Object.is(x, -0) ? -rounded : rounded
}

/** The 16 bits of the f16 nearest to `x`. */
export const bitsOfHalf = (x: number): number => {
  const rounded = half(x)
  const sign = rounded < 0 || Object.is(rounded, -0) ? 0x8000 : 0
  const size = Math.abs(rounded)
  if (Number.isNaN(size)) return 0x7e00
  if (size === Number.POSITIVE_INFINITY) return sign | 0x7c00
  if (size < 2 ** -14) return sign | (size * 2 ** 24)
  // Exact in f32, whose exponent is counted from -127 and not from -15, and which has 13 more digits.
  const bits = new Uint32Array(Float32Array.of(size).buffer)[0] ?? 0
  return sign | ((bits >>> 13) - (112 << 10))
}

/** The number that 16 bits are. */
export const halfOfBits = (bits: number): number => {
  const sign = bits & 0x8000 ? -1 : 1
  const [exponent, digits] = [(bits >> 10) & 31, bits & 0x3ff]
  if (exponent === 31) return digits > 0 ? Number.NaN : sign * Number.POSITIVE_INFINITY
  return sign * (exponent === 0 ? digits * 2 ** -24 : (1024 + digits) * 2 ** (exponent - 25))
}
