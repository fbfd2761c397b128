/** Zeros on both sides of each axis. */
export type Widths = readonly (readonly [low: number, high: number])[]

/** Zeros that give a window as many places as there are strides; an odd one stands at the end, or at the start. */
export const sameWidths = (
  sizes: readonly number[],
  window: readonly number[],
  stride: readonly number[],
  dilation: readonly number[],
  isOddAtEnd = true,
): Widths =>
  sizes.map((size, i) => {
    const step = stride[i] ?? 1
    const reach = ((window[i] ?? 1) - 1) * (dilation[i] ?? 1) + 1
    return inHalves((Math.ceil(size / step) - 1) * step + reach - size, isOddAtEnd)
  })

/** So much on both sides, or nothing. */
export const inHalves = (all: number, isOddAtEnd: boolean): readonly [low: number, high: number] => {
  const less = Math.floor(Math.max(0, all) / 2)
  const more = Math.max(0, all) - less
  return isOddAtEnd ? [less, more] : [more, less]
}
