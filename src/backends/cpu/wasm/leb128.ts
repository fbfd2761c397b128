/** An unsigned integer below 2^32 in LEB128: seven bits a byte, the lowest first, and a top bit on each byte but the last. */
export const unsigned = (value: number): number[] => {
  const bytes: number[] = []
  let rest = value >>> 0
  while (rest >= 0x80) {
    bytes.push((rest & 0x7f) | 0x80)
    rest >>>= 7
  }
  return [...bytes, rest]
}

/** A signed integer of up to 64 bits in LEB128: as above, and bit 6 of the last byte is the sign. */
export const signed = (value: bigint): number[] => {
  const bytes: number[] = []
  let rest = value
  while (rest < -64n || rest > 63n) {
    bytes.push(Number(rest & 0x7fn) | 0x80)
    rest >>= 7n
  }
  return [...bytes, Number(rest & 0x7fn)]
}

/** As `signed`, of the lowest 32 bits as a signed integer: 4294967295 and -1 are the same. */
export const signed32 = (value: number): number[] => {
  const bytes: number[] = []
  let rest = value | 0
  while (rest < -64 || rest > 63) {
    bytes.push((rest & 0x7f) | 0x80)
    rest >>= 7
  }
  return [...bytes, rest & 0x7f]
}
