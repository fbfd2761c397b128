import { colour, type Drawing, element, grey, label } from './svg.js'

/** A curve, and what it is called. */
export interface Curve {
  readonly name: string
  readonly points: readonly (readonly [x: number, y: number])[]
  readonly dashed?: boolean
  /** Which colour; by its place if left out. */
  readonly colour?: number
  /** What is shaded behind it: an error band. */
  readonly band?: readonly (readonly [x: number, low: number, high: number])[]
}

/** How a chart is drawn. */
export interface ChartOptions {
  readonly x: string
  readonly y: string
  readonly width?: number
  readonly height?: number
  /** A logarithmic vertical axis. */
  readonly log?: boolean
  /** A logarithmic horizontal axis. */
  readonly logX?: boolean
  /** What of the vertical axis is shown; all if left out. */
  readonly range?: readonly [low: number, high: number]
}

/** Round numbers between two, about so many. */
const ticks = (low: number, high: number, count: number): readonly number[] => {
  const rough = (high - low) / count
  const unit = 10 ** Math.floor(Math.log10(rough))
  const step = unit * (([1, 2, 5, 10] as const).find((factor) => factor * unit >= rough) ?? 10)
  const first = Math.ceil(low / step - 1e-9)
  return Array.from({ length: Math.max(0, Math.floor(high / step + 1e-9) - first + 1) }, (_, i) => (first + i) * step)
}

const short = (x: number): string =>
  x !== 0 && (Math.abs(x) >= 1e5 || Math.abs(x) < 1e-3) ? x.toExponential(0) : String(Number(x.toPrecision(3)))

/** Round numbers between two powers of ten: 1, 2 and 5 of each, some of the powers alone where these are many, others where they are few. */
const powers = (low: number, high: number): readonly number[] => {
  const every = Math.ceil((high - low) / 6)
  const within = (power: number): boolean => power >= low - 1e-9 && power <= high + 1e-9
  const whole = Array.from({ length: Math.floor(high) - Math.floor(low) + 1 }, (_, i) => Math.floor(low) + i)
  if (high - low > 2) return whole.filter((power) => power % every === 0 && within(power)).map((power) => 10 ** power)
  const round = whole.flatMap((power) => [1, 2, 5].map((factor) => factor * 10 ** power)).filter((y) => within(Math.log10(y)))
  return round.length < 3 ? ticks(10 ** low, 10 ** high, 5) : round
}

/** A span that is not empty. */
const span = (values: readonly number[]): readonly [number, number] => {
  const [low, high] = values.length > 0 ? [Math.min(...values), Math.max(...values)] : [0, 1]
  return high > low ? [low, high] : [low - 0.5, high + 0.5]
}

/** Labels moved down where they would lie on one another. */
const apart = (heights: readonly number[], gap: number): readonly number[] => {
  const moved = [...heights]
  let free = Number.NEGATIVE_INFINITY
  for (const i of [...heights.keys()].sort((a, b) => (heights[a] ?? 0) - (heights[b] ?? 0))) {
    moved[i] = Math.max(moved[i] ?? 0, free)
    free = (moved[i] ?? 0) + gap
  }
  return moved
}

/** Curves over one axis, each with its name at its end. Points that are no finite numbers are left out. */
export const chart = (
  curves: readonly Curve[],
  { x: across, y: up, width = 640, height = 360, log = false, logX = false, range }: ChartOptions,
): Drawing => {
  const level = (y: number): number => (log ? Math.log10(y) : y)
  const along = (x: number): number => (logX ? Math.log10(x) : x)
  const kept = curves.map(({ points }) => points.filter(([x, y]) => Number.isFinite(along(x)) && Number.isFinite(level(y))))
  const bands = curves.flatMap(({ band = [] }) => band.flatMap(([x, low, high]) => [[x, low] as const, [x, high] as const]))
  const all = [...kept.flat(), ...bands]
  const [x0, x1] = span(all.map(([x]) => along(x)))
  const [y0, y1] = range ? [level(range[0]), level(range[1])] : span(all.map(([, y]) => level(y)))
  const names = 16 + 7.8 * Math.max(...curves.map(({ name }) => name.length))
  const [left, right, top, bottom] = [60, width - names, 28, height - 40]
  const atX = (x: number): number => left + ((along(x) - x0) / (x1 - x0)) * (right - left)
  const atY = (y: number): number => bottom - ((Math.min(y1, Math.max(y0, level(y))) - y0) / (y1 - y0)) * (bottom - top)
  const marks = log ? powers(y0, y1) : ticks(y0, y1, 5)
  const grid = marks.flatMap((y) => [
    element('line', { x1: left, x2: right, y1: atY(y), y2: atY(y), stroke: grey, 'stroke-opacity': 0.3 }),
    label(left - 8, atY(y) + 4, short(y), { 'text-anchor': 'end' }),
  ])
  const areWhole = kept.flat().every(([x]) => Number.isInteger(x))
  const steps = logX ? powers(x0, x1) : ticks(x0, x1, 6)
  const feet = steps
    .filter((x) => Number.isInteger(x) || !areWhole)
    .map((x) => label(atX(x), bottom + 18, short(x), { 'text-anchor': 'middle' }))
  const ends = apart(
    kept.map((points) => atY(points.at(-1)?.[1] ?? (log ? 10 ** y0 : y0)) + 4),
    16,
  )
  const shades = curves.flatMap(({ band, colour: chosen }, i) => {
    if (band === undefined) return []
    const edge = [...band.map(([x, low]) => [x, low] as const), ...band.map(([x, , high]) => [x, high] as const).reverse()]
    const points = edge.map(([x, y]) => `${atX(x).toFixed(1)},${atY(y).toFixed(1)}`).join(' ')
    return [element('polygon', { points, fill: colour(chosen ?? i), 'fill-opacity': 0.2 })]
  })
  const lines = curves.flatMap(({ name, dashed, colour: chosen }, i) => {
    const stroke = colour(chosen ?? i)
    const points = kept[i] ?? []
    const dots = points.length === 1 ? points.map(([x, y]) => element('circle', { cx: atX(x), cy: atY(y), r: 3, fill: stroke })) : []
    return [
      element('polyline', {
        fill: 'none',
        stroke,
        'stroke-width': 2,
        'stroke-dasharray': dashed ? '6 4' : undefined,
        points: points.map(([x, y]) => `${atX(x).toFixed(1)},${atY(y).toFixed(1)}`).join(' '),
      }),
      ...dots,
      label(right + 8, ends[i] ?? 0, name, { fill: stroke }),
    ]
  })
  const axes = [label((left + right) / 2, height - 6, across, { 'text-anchor': 'middle' }), label(4, 16, up)]
  return { width, height, body: [...grid, ...feet, ...axes, ...shades, ...lines].join('') }
}
