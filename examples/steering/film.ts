import { type Curve, chart } from '../kit/chart.js'
import { pixels } from '../kit/pixels.js'
import type { Drawing } from '../kit/svg.js'
import type { Drive } from './drive.js'
import type { Weather } from './road.js'
import { type Size, view } from './view.js'

/** One drive each in the clearest air, in the thickest fog, in the least light and in the most rain. */
export const inAllWeathers = (drives: readonly Drive[]): readonly { readonly name: string; readonly drive: Drive }[] => {
  const by = (order: (weather: Weather) => number) => drives.toSorted((a, b) => order(b.road.weather) - order(a.road.weather))
  const orders: readonly (readonly [name: string, order: (weather: Weather) => number])[] = [
    ['clear', ({ light, visibility, rain }) => light + visibility / 200 - rain],
    ['fog', ({ visibility }) => -visibility],
    ['dusk', ({ light }) => -light],
    ['rain', ({ rain }) => rain],
  ]
  return orders.flatMap(([name, order]) =>
    by(order)
      .slice(0, 1)
      .map((drive) => ({ name, drive })),
  )
}

/** What the cars saw: a row for each road, from its beginning to its end, or to where the car left it. */
export const film = (drives: readonly Drive[], columns: number, { height, width }: Size): Promise<Drawing> => {
  const frames = drives.map(({ road, path }) =>
    Array.from({ length: columns }, (_, column) => {
      const car = path[Math.floor((column * (path.length - 1)) / (columns - 1))]
      return car && view(car, road, { height, width }, column)
    }),
  )
  const gap = 2
  return pixels(
    columns * (width + gap) - gap,
    drives.length * (height + gap) - gap,
    (x, y) => {
      const [column, dx] = [Math.floor(x / (width + gap)), x % (width + gap)]
      const [row, dy] = [Math.floor(y / (height + gap)), y % (height + gap)]
      const frame = frames[row]?.[column]
      if (frame === undefined || dx >= width || dy >= height) return [0.5, 0.5, 0.5]
      const at = 3 * (dy * width + dx)
      return [(frame[at] ?? 0) / 255, (frame[at + 1] ?? 0) / 255, (frame[at + 2] ?? 0) / 255]
    },
    640 / (columns * (width + gap)),
  )
}

/** How far from the middle cars were. */
export const offsets = (named: readonly { readonly name: string; readonly drive: Drive; readonly dashed?: boolean }[]): Drawing =>
  chart(
    named.map(
      ({ name, drive, dashed = false }): Curve => ({
        name,
        dashed,
        points: drive.path.map(({ along, offset }) => [along, offset] as const),
      }),
    ),
    { x: 'metres along the road', y: 'metres to the left of the middle', range: [-2.5, 2.5] },
  )
