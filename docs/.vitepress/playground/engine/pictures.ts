/* Numbers as colours. */

/** Dark blue, violet, red, orange, yellow: each a little lighter than the one before. */
const heat = [
  [0x0b, 0x07, 0x2c],
  [0x5a, 0x10, 0x6e],
  [0xbb, 0x37, 0x54],
  [0xf9, 0x8e, 0x09],
  [0xfc, 0xff, 0xa4],
] as const

const grey = [
  [0, 0, 0],
  [255, 255, 255],
] as const

export type Colors = 'grey' | 'heat'

/** The color of a number from 0 to 1. */
const colorOf = (colors: Colors, x: number): readonly number[] => {
  const stops = colors === 'heat' ? heat : grey
  const at = Math.min(Math.max(x, 0), 1) * (stops.length - 1)
  const low = Math.min(Math.floor(at), stops.length - 2)
  const [from, to] = [stops[low] as readonly number[], stops[low + 1] as readonly number[]]
  return from.map((c, i) => c + ((to[i] as number) - c) * (at - low))
}

export interface Pixels {
  readonly height: number
  readonly width: number
  readonly bytes: Uint8ClampedArray<ArrayBuffer>
}

/** Pictures `[count, height, width, channels]`, side by side with a pixel between them. NaN is red. */
export const pixelsOf = (
  values: ArrayLike<number>,
  [count, height, width, channels]: readonly [number, number, number, 1 | 3],
  { min, max, colors }: { readonly min: number | undefined; readonly max: number | undefined; readonly colors: Colors },
): Pixels => {
  const known = Array.from(values).filter(Number.isFinite)
  const low = min ?? known.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY)
  const high = max ?? known.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY)
  const scaled = (x: number) => (high > low ? (x - low) / (high - low) : 0.5)
  const perRow = Math.ceil(Math.sqrt(count * Math.max(1, height / width)))
  const [across, down] = [Math.min(count, perRow), Math.ceil(count / perRow)]
  const [wide, high_] = [across * (width + 1) - 1, down * (height + 1) - 1]
  const bytes = new Uint8ClampedArray(wide * high_ * 4)
  for (let n = 0; n < count; n++)
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++) {
        const from = ((n * height + y) * width + x) * channels
        const at = Array.from({ length: channels }, (_, c) => values[from + c] as number)
        const color = at.some(Number.isNaN)
          ? [255, 0, 0]
          : channels === 3
            ? at.map((v) => 255 * scaled(v))
            : colorOf(colors, scaled(at[0] as number))
        const to = ((Math.floor(n / perRow) * (height + 1) + y) * wide + (n % perRow) * (width + 1) + x) * 4
        bytes.set([...color.map(Math.round), 255], to)
      }
  return { height: high_, width: wide, bytes }
}
