/** The f16 of these bits. */
export const half = (bits: number): number => {
  const [sign, exponent, mantissa] = [bits & 0x8000 ? -1 : 1, (bits >>> 10) & 31, bits & 1023]
  if (exponent === 31) return mantissa === 0 ? sign * Infinity : Number.NaN
  return exponent === 0 ? sign * mantissa * 2 ** -24 : sign * (1 + mantissa / 1024) * 2 ** (exponent - 15)
}
