/* SVG as text, that reads on light and on dark pages. */

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

/** Attributes of an element; numbers are cut to hundredths. */
export type Attributes = Readonly<Record<string, string | number | undefined>>

const written = (attributes: Attributes): string =>
  Object.entries(attributes)
    .flatMap(([name, value]) =>
      value === undefined ? [] : [` ${name}="${typeof value === 'number' ? Number(value.toFixed(2)) : escaped(value)}"`],
    )
    .join('')

/** An element without children, or around some. */
export const element = (name: string, attributes: Attributes, ...children: readonly string[]): string =>
  children.length === 0 ? `<${name}${written(attributes)}/>` : `<${name}${written(attributes)}>${children.join('')}</${name}>`

/** Words at a place; their baseline lies there. */
export const label = (x: number, y: number, said: string, attributes: Attributes = {}): string =>
  element('text', { x, y, ...attributes }, escaped(said))

/** A part of a picture, and how large it is. */
export interface Drawing {
  readonly width: number
  readonly height: number
  readonly body: string
}

/** A grey that reads on white and on black. */
export const grey = '#8b949e'

/** Colours that are told apart, also by those who see few of them, on white and on black. */
export const colours = ['#3b82f6', '#e5603b', '#2fa66a', '#b58900', '#a56de2', '#d6589f', '#00a3a3', '#8c7b6b'] as const

export const colour = (i: number): string => colours[i % colours.length] ?? grey

/** The whole of a picture. */
export const picture = (title: string, { width, height, body }: Drawing): string =>
  `${element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      viewBox: `0 0 ${Math.ceil(width)} ${Math.ceil(height)}`,
      width: Math.ceil(width),
      height: Math.ceil(height),
      'font-family': 'system-ui, sans-serif',
      'font-size': 13,
      fill: grey,
    },
    element('title', {}, escaped(title)),
    body,
  )}\n`

/** Parts side by side, as many to a row as are asked for; each has its words above it. */
export const side = (parts: readonly { readonly drawing: Drawing; readonly said?: string }[], columns: number, gap = 20): Drawing => {
  const above = parts.some(({ said }) => said !== undefined) ? 20 : 0
  const wide = Math.max(...parts.map(({ drawing, said }) => Math.max(drawing.width, 7 * (said?.length ?? 0))))
  const high = Math.max(...parts.map(({ drawing }) => drawing.height)) + above
  const rows = Math.ceil(parts.length / columns)
  const shown = Math.min(columns, parts.length)
  const body = parts
    .map(({ drawing, said }, i) => {
      const [x, y] = [(i % columns) * (wide + gap), Math.floor(i / columns) * (high + gap)]
      return element(
        'g',
        { transform: `translate(${x.toFixed(1)} ${y.toFixed(1)})` },
        ...(said === undefined ? [] : [label(0, 14, said)]),
        element('g', { transform: `translate(0 ${above})` }, drawing.body),
      )
    })
    .join('')
  return { width: shown * (wide + gap) - gap, height: rows * (high + gap) - gap, body }
}

/** Parts below one another, each as high as it is, with its words above it. */
export const below = (parts: readonly { readonly drawing: Drawing; readonly said: string }[], gap = 14): Drawing => {
  let y = 0
  const body = parts.map(({ drawing, said }) => {
    const part = element(
      'g',
      { transform: `translate(0 ${y.toFixed(1)})` },
      label(0, 14, said),
      element('g', { transform: 'translate(0 20)' }, drawing.body),
    )
    y += 20 + drawing.height + gap
    return part
  })
  return {
    width: Math.max(...parts.map(({ drawing, said }) => Math.max(drawing.width, 7 * said.length))),
    height: y - gap,
    body: body.join(''),
  }
}
