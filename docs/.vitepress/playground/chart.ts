/* Lines of a chart as an SVG's parts. */

import type { Point } from './messages.js'

/** Places and values of each line, in the order in which lines came. */
export type Lines = ReadonlyMap<string, readonly (readonly [at: number, value: number])[]>

/** With another point. */
export const grown = (lines: Lines, { at, values }: Point): Lines => {
  const next = new Map(lines)
  for (const [name, value] of Object.entries(values)) {
    const line = next.get(name) ?? []
    next.set(name, [...line, [at ?? line.length, value]])
  }
  return next
}

export const size = { width: 440, height: 220, left: 52, right: 12, top: 10, bottom: 24 } as const

/** About so many round numbers between two. */
const ticks = (low: number, high: number, count: number): readonly number[] => {
  const rough = (high - low) / count
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = ([1, 2, 5].find((m) => m * power >= rough) ?? 10) * power
  const first = Math.ceil(low / step)
  return Array.from({ length: Math.max(0, Math.floor(high / step) - first + 1) }, (_, i) => Number(((first + i) * step).toPrecision(12)))
}

export interface Drawing {
  readonly lines: readonly { readonly name: string; readonly path: string; readonly last: string }[]
  readonly across: readonly { readonly at: number; readonly text: string }[]
  readonly up: readonly { readonly at: number; readonly text: string }[]
}

/** At most so many points of a line are drawn. */
const most = 1000

export const drawingOf = (lines: Lines): Drawing => {
  const points = [...lines.values()].flat().filter(([at, value]) => Number.isFinite(at) && Number.isFinite(value))
  const ranges = [0, 1].map((axis) => {
    const all = points.map((one) => one[axis] as number)
    const [low, high] = [all.reduce((a, b) => Math.min(a, b), Infinity), all.reduce((a, b) => Math.max(a, b), -Infinity)]
    return low < high ? ([low, high] as const) : ([(all[0] ?? 0) - 0.5, (all[0] ?? 0) + 0.5] as const)
  })
  const [[left, right], [low, high]] = ranges as [readonly [number, number], readonly [number, number]]
  const x = (at: number) => size.left + ((at - left) / (right - left)) * (size.width - size.left - size.right)
  const y = (value: number) => size.height - size.bottom - ((value - low) / (high - low)) * (size.height - size.top - size.bottom)
  return {
    lines: [...lines].map(([name, line]) => {
      const every = Math.ceil(line.length / most)
      const drawn = line.filter(
        ([at, value], i) => Number.isFinite(at) && Number.isFinite(value) && (i % every === 0 || i === line.length - 1),
      )
      const last = line.at(-1)?.[1]
      return {
        name,
        path: drawn.map(([at, value], i) => `${i ? 'L' : 'M'}${x(at).toFixed(1)} ${y(value).toFixed(1)}`).join(''),
        last: last === undefined ? '' : String(Number(last.toPrecision(4))),
      }
    }),
    across: ticks(left, right, 5).map((at) => ({ at: x(at), text: String(at) })),
    up: ticks(low, high, 4).map((at) => ({ at: y(at), text: String(at) })),
  }
}
