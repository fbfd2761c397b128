import { colour, type Drawing, element, grey } from './svg.js'

/** A point of a class, 0 or 1. */
export interface Point {
  readonly x: number
  readonly y: number
  readonly of: 0 | 1
}

/** What is drawn of a square of the plane. */
export interface PlaneOptions {
  /** From where to where, along both axes. */
  readonly range: readonly [low: number, high: number]
  readonly size?: number
  /** What lies under the points: a picture as large as the square. */
  readonly under?: Drawing
  readonly points: readonly Point[]
  /** How large a point is. */
  readonly radius?: number
  /** The line where `bias + a x + b y = 0`; its sides have the colours of the classes. */
  readonly line?: readonly [bias: number, a: number, b: number]
}

/** Colours of the classes. */
const [first, second] = [colour(0), colour(1)]

/** Points of two classes in a square of the plane, and lines between them. */
export const plane = ({ range: [low, high], size = 180, under, points, radius = 3, line }: PlaneOptions): Drawing => {
  const atX = (x: number): number => ((x - low) / (high - low)) * size
  const atY = (y: number): number => size - atX(y)
  const dots = points.map(({ x, y, of }) =>
    element('circle', { cx: atX(x), cy: atY(y), r: radius, fill: of === 1 ? second : first, stroke: '#ffffff', 'stroke-width': 0.7 }),
  )
  const corners = [
    [low, low],
    [high, low],
    [high, high],
    [low, high],
  ] as const
  /** The part of the square where the line gives a number of such a sign. */
  const half = ([bias, a, b]: readonly [number, number, number], sign: 1 | -1, fill: string): string => {
    const value = ([x, y]: readonly [number, number]): number => sign * (bias + a * x + b * y)
    const kept = corners.flatMap((from, i) => {
      const to = corners[(i + 1) % 4] ?? from
      const [here, there] = [value(from), value(to)]
      const share = here / (here - there)
      const crossing = [from[0] + share * (to[0] - from[0]), from[1] + share * (to[1] - from[1])] as const
      return [...(here > 0 ? [from] : []), ...(here > 0 !== there > 0 ? [crossing] : [])]
    })
    const places = kept.map(([x, y]) => `${atX(x).toFixed(1)},${atY(y).toFixed(1)}`).join(' ')
    return element('polygon', { points: places, fill, 'fill-opacity': 0.18, stroke: grey, 'stroke-width': 1.5 })
  }
  const drawn = line ? [half(line, 1, second), half(line, -1, first)] : []
  const frame = element('rect', { width: size, height: size, fill: 'none', stroke: grey, 'stroke-opacity': 0.5 })
  return { width: size, height: size, body: [under?.body ?? '', ...drawn, ...dots, frame].join('') }
}
