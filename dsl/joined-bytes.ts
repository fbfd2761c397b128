/** Bytes one after the other. */
export const joinedBytes = (parts: readonly Uint8Array[]): ReturnType<typeof Uint8Array.of> => {
  const whole = new Uint8Array(parts.reduce((total, { length }) => total + length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
