import { check } from '../../src/index.js'
import type { Epoch } from '../train/progress.js'

const [width, height] = [640, 400]
const [left, right, bottom] = [64, 16, 40]
const colours = ['#1f6feb', '#d1242f', '#1a7f37', '#9a6700', '#8250df', '#bf3989']

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')

/** Round numbers between two, about so many. */
const ticks = (low: number, high: number, count: number): readonly number[] => {
  const rough = (high - low) / count
  const unit = 10 ** Math.floor(Math.log10(rough))
  const step = unit * (([1, 2, 5, 10] as const).find((factor) => factor * unit >= rough) ?? 10)
  const first = Math.ceil(low / step)
  return Array.from({ length: Math.max(0, Math.floor(high / step + 1e-9) - first + 1) }, (_, i) => (first + i) * step)
}

/** Where labels stand, in as many lines as they need. */
const legend = (labels: readonly string[]): readonly { readonly x: number; readonly y: number }[] => {
  let [x, y] = [left, 16]
  return labels.map((label) => {
    const wide = 54 + 6.6 * label.length
    if (x + wide > width - right && x > left) [x, y] = [left, y + 18]
    const place = { x, y }
    x += wide
    return place
  })
}

const short = (x: number): string => String(Number(x.toPrecision(3)))

/**
 * Curves of what a run measured, epoch by epoch, as the text of an SVG picture: training drawn through, validation dashed.
 *
 * @param names Which of them, `['loss', 'accuracy']`; the loss if left out.
 * @throws InvalidArgument
 * @example
 * ```ts
 * const { history } = await fit(model, data, options)
 * document.body.innerHTML += plot(history)
 * ```
 *
 * @category Training
 */
export const plot = (history: readonly Epoch[], names: readonly string[] = ['loss']): string => {
  if (!Array.isArray(history)) check.refuse('plot', 'the history', 'that of a run, as in { history } = await fit(...)', history)
  if (!Array.isArray(names) || names.some((name) => typeof name !== 'string')) check.refuse('plot', 'names', "a list, as ['loss']", names)
  const curves = names.flatMap((name, i) =>
    (['train', 'validation'] as const).flatMap((part) => {
      const points = history.flatMap((epoch: Epoch) => {
        const value = epoch[part]?.[name]
        return value !== undefined && Number.isFinite(value) ? [{ x: epoch.epoch, y: value }] : []
      })
      const label = part === 'train' ? name : `validation ${name}`
      return points.length > 0 ? [{ label, colour: colours[i % colours.length] ?? '', dashed: part === 'validation', points }] : []
    }),
  )
  const places = legend(curves.map(({ label }) => label))
  const top = 32 + (places.at(-1)?.y ?? 16) - 16
  const [xs, ys] = [curves.flatMap(({ points }) => points.map(({ x }) => x)), curves.flatMap(({ points }) => points.map(({ y }) => y))]
  const range = (values: readonly number[], spare: number): readonly [number, number] => {
    const [low, high] = values.length > 0 ? [Math.min(...values), Math.max(...values)] : [0, 1]
    return high > low ? [low, high] : [low - spare, high + spare]
  }
  const [[x0, x1], [y0, y1]] = [range(xs, 0.5), range(ys, Math.abs(ys[0] ?? 0) / 10 || 0.5)]
  const atX = (x: number): string => (left + ((x - x0) / (x1 - x0)) * (width - left - right)).toFixed(1)
  const atY = (y: number): string => (height - bottom - ((y - y0) / (y1 - y0)) * (height - top - bottom)).toFixed(1)
  const lines = [
    ...ticks(y0, y1, 5).map(
      (y) =>
        `<line x1="${left}" x2="${width - right}" y1="${atY(y)}" y2="${atY(y)}" stroke="#d0d7de"/><text x="${left - 8}" y="${atY(y)}" text-anchor="end" dominant-baseline="middle">${short(y)}</text>`,
    ),
    ...ticks(x0, x1, 8)
      .filter(Number.isInteger)
      .map((x) => `<text x="${atX(x)}" y="${height - bottom + 18}" text-anchor="middle">${x}</text>`),
    `<text x="${(left + width - right) / 2}" y="${height - 6}" text-anchor="middle">epoch</text>`,
    ...curves.flatMap(({ label, colour, dashed, points }, i) => [
      `<polyline fill="none" stroke="${colour}" stroke-width="2"${dashed ? ' stroke-dasharray="6 4"' : ''} points="${points.map(({ x, y }) => `${atX(x)},${atY(y)}`).join(' ')}"/>`,
      ...(points.length === 1 ? points.map(({ x, y }) => `<circle cx="${atX(x)}" cy="${atY(y)}" r="3" fill="${colour}"/>`) : []),
      ...places
        .slice(i, i + 1)
        .map(
          ({ x, y }) =>
            `<line x1="${x}" x2="${x + 24}" y1="${y}" y2="${y}" stroke="${colour}" stroke-width="2"${dashed ? ' stroke-dasharray="6 4"' : ''}/><text x="${x + 30}" y="${y}" dominant-baseline="middle">${escaped(label)}</text>`,
        ),
    ]),
  ]
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="sans-serif" font-size="12" fill="#57606a"><rect width="${width}" height="${height}" fill="#ffffff"/>${lines.join('')}</svg>\n`
}
