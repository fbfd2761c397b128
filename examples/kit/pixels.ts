import { encodePng } from 'typegrad/dsl'
import { type Drawing, element } from './svg.js'

/** A colour, each part from 0 to 1. */
export type Rgb = readonly [red: number, green: number, blue: number]

/** A picture whose pixels a function gives, each drawn `zoom` times as large. */
export const pixels = async (width: number, height: number, at: (x: number, y: number) => Rgb, zoom = 1): Promise<Drawing> => {
  const data = new Uint8Array(3 * width * height)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const colour = at(x, y)
      for (let part = 0; part < 3; part++) data[3 * (y * width + x) + part] = Math.round(255 * Math.min(1, Math.max(0, colour[part] ?? 0)))
    }
  const png = await encodePng({ data, shape: [height, width, 3] })
  const image = element('image', {
    href: `data:image/png;base64,${Buffer.from(png).toString('base64')}`,
    width: width * zoom,
    height: height * zoom,
    'image-rendering': 'pixelated',
  })
  return { width: width * zoom, height: height * zoom, body: image }
}

/** From one colour to another. */
const between = (from: Rgb, to: Rgb, share: number): Rgb =>
  [0, 1, 2].map((i) => (from[i] ?? 0) + ((to[i] ?? 0) - (from[i] ?? 0)) * share) as unknown as Rgb // three of three

const [blue, white, red]: readonly [Rgb, Rgb, Rgb] = [
  [0.13, 0.4, 0.67],
  [0.97, 0.97, 0.97],
  [0.7, 0.09, 0.17],
]

/** Blue below zero, white at zero, red above; from -1 to 1. */
export const signed = (value: number): Rgb =>
  value < 0 ? between(white, blue, Math.min(1, -value)) : between(white, red, Math.min(1, value))

/** Black at 0, white at 1. */
export const greyOf = (value: number): Rgb => [value, value, value]

/** Dark blue at 0 over green to yellow at 1, as in a heat map. */
export const heat = (value: number): Rgb => {
  const stops: readonly Rgb[] = [
    [0.27, 0.0, 0.33],
    [0.23, 0.32, 0.55],
    [0.13, 0.57, 0.55],
    [0.37, 0.79, 0.38],
    [0.99, 0.91, 0.14],
  ]
  const place = Math.min(1, Math.max(0, value)) * (stops.length - 1)
  const first = Math.min(stops.length - 2, Math.floor(place))
  return between(stops[first] ?? blue, stops[first + 1] ?? red, place - first)
}

/** Pictures of equal size as tiles, `columns` to a row, with a line between them. Pixels of each lie row by row. */
export const tiles = (
  pictures: readonly ArrayLike<number>[],
  {
    width,
    height,
    columns,
    zoom = 1,
    show = greyOf,
  }: {
    readonly width: number
    readonly height: number
    readonly columns: number
    readonly zoom?: number
    readonly show?: (value: number) => Rgb
  },
): Promise<Drawing> => {
  const rows = Math.ceil(pictures.length / columns)
  return pixels(
    columns * (width + 1) - 1,
    rows * (height + 1) - 1,
    (x, y) => {
      const [column, row] = [Math.floor(x / (width + 1)), Math.floor(y / (height + 1))]
      const [dx, dy] = [x % (width + 1), y % (height + 1)]
      const tile = pictures[row * columns + column]
      return tile === undefined || dx === width || dy === height ? [0.5, 0.5, 0.5] : show(tile[dy * width + dx] ?? 0)
    },
    zoom,
  )
}

/** Filters and the like, whose numbers have any size: each divided by its own largest, from -1 to 1. */
export const scaled = (values: ArrayLike<number>): Float32Array => {
  const largest = Array.from(values).reduce((most, value) => Math.max(most, Math.abs(value)), 0) || 1
  return Float32Array.from(values, (value) => value / largest)
}
