/** A line of the picture: a name, and a positive number for each layer. */
export interface Line {
  readonly name: string
  readonly values: readonly number[]
}

const [width, height] = [720, 400]
const margin = { left: 64, right: 150, top: 24, bottom: 48 }
const colours = ['#c0392b', '#2471a3', '#1e8449', '#9a7d0a']

const place = (from: number, to: number, share: number): number => from + (to - from) * share

/** Heights of labels, moved down where they would lie on one another. */
const apart = (heights: readonly number[], gap = 17): readonly number[] => {
  const moved = [...heights]
  let free = Number.NEGATIVE_INFINITY
  for (const i of [...heights.keys()].sort((a, b) => (heights[a] ?? 0) - (heights[b] ?? 0))) {
    moved[i] = Math.max(moved[i] ?? 0, free)
    free = (moved[i] ?? 0) + gap
  }
  return moved
}

/** Lines over the layers, on a logarithmic scale, as an SVG that reads on light and on dark pages. */
export const plot = (title: string, lines: readonly Line[]): string => {
  const all = lines.flatMap(({ values }) => values.map(Math.log10))
  const [low, high] = [Math.floor(Math.min(...all)), Math.ceil(Math.max(...all))]
  const layers = Math.max(...lines.map(({ values }) => values.length))
  const x = (layer: number) => place(margin.left, width - margin.right, layer / (layers - 1))
  const y = (power: number) => place(height - margin.bottom, margin.top, (power - low) / (high - low))
  const text = (at: readonly [number, number], said: string, more = '') =>
    `<text x="${at[0].toFixed(1)}" y="${at[1].toFixed(1)}" ${more}>${said}</text>`
  const every = Math.max(1, Math.ceil((high - low) / 8))
  const powers = Array.from({ length: Math.floor((high - low) / every) + 1 }, (_, i) => low + i * every)
  const grid = powers.flatMap((power) => [
    `<line x1="${margin.left}" x2="${width - margin.right}" y1="${y(power).toFixed(1)}" y2="${y(power).toFixed(1)}" stroke="#8888" stroke-width="0.5"/>`,
    text([margin.left - 8, y(power) + 4], `10<tspan dy="-5" font-size="9">${power}</tspan>`, 'text-anchor="end"'),
  ])
  const ticks = Array.from({ length: layers }, (_, i) => i)
    .filter((i) => i % 5 === 4 || i === 0)
    .map((i) => text([x(i), height - margin.bottom + 18], `${i + 1}`, 'text-anchor="middle"'))
  const labels = apart(lines.map(({ values }) => y(Math.log10(values.at(-1) ?? 1)) + 4))
  const drawn = lines.flatMap(({ name, values }, i) => {
    const colour = colours[i % colours.length]
    const points = values.map((value, layer) => `${x(layer).toFixed(1)},${y(Math.log10(value)).toFixed(1)}`)
    // Dashes that let a line below be seen, where two are nearly one.
    const dashes = i % 2 === 0 ? '' : ' stroke-dasharray="8 5"'
    return [
      `<polyline points="${points.join(' ')}" fill="none" stroke="${colour}" stroke-width="2"${dashes}/>`,
      text([width - margin.right + 10, labels[i] ?? 0], name, `fill="${colour}"`),
    ]
  })
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="system-ui, sans-serif" font-size="13" fill="#888">`,
    `<title>${title}</title>`,
    ...grid,
    ...ticks,
    text([place(margin.left, width - margin.right, 0.5), height - 10], 'layer', 'text-anchor="middle"'),
    ...drawn,
    '</svg>',
  ].join('\n')}\n`
}
