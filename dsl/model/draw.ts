import { demandModel } from '../check.js'
import { walk } from '../combinators/serial.js'
import { outputOf } from '../layer.js'
import { showAll } from '../one-or-many.js'
import type { AnyModel } from './model.js'
import { parametersOf } from './summary.js'

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')

const [row, gap] = [34, 22]
/** Of a character of the font, about. */
const character = 7.4

/**
 * A model as the text of an SVG picture: a box for each layer, with its parameters, and on the arrows between them the shapes that flow.
 *
 * @example document.body.innerHTML += draw(model)
 */
export const draw = (model: AnyModel): string => {
  demandModel('draw', model)
  const boxes = walk(model.layers, model.input, (layer, input) => {
    const count = parametersOf(layer, input)
    return { label: layer.name, note: count > 0 ? count.toLocaleString('en') : '', shape: showAll(outputOf(layer, input)) }
  })
  const shapes = [showAll(model.input), ...boxes.map(({ shape }) => shape)]
  const longest = Math.max(
    ...boxes.map(({ label, note }) => label.length + (note ? note.length + 3 : 0)),
    ...shapes.map((shape) => 2 * shape.length + 4),
  )
  const width = Math.ceil(longest * character) + 40
  const height = boxes.length * row + (boxes.length + 1) * gap + 16
  const middle = width / 2
  const arrow = (y: number, shape: string): string =>
    `<line x1="${middle}" x2="${middle}" y1="${y}" y2="${y + gap - 4}" stroke="#57606a" marker-end="url(#tip)"/><text x="${middle + 8}" y="${y + gap / 2}" dominant-baseline="middle" fill="#57606a">${escaped(shape)}</text>`
  const parts = boxes.map(({ label, note }, i) => {
    const y = 8 + gap + i * (row + gap)
    return `<rect x="10" y="${y}" width="${width - 20}" height="${row}" rx="6" fill="${note ? '#ddf4ff' : '#f6f8fa'}" stroke="#8c959f"/><text x="22" y="${y + row / 2}" dominant-baseline="middle" fill="#1f2328">${escaped(label)}</text><text x="${width - 22}" y="${y + row / 2}" text-anchor="end" dominant-baseline="middle" fill="#57606a">${note}</text>`
  })
  const arrows = shapes.map((shape, i) => arrow(8 + i * (row + gap), shape))
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="ui-monospace, monospace" font-size="12"><defs><marker id="tip" markerWidth="8" markerHeight="8" refX="4" refY="4" orient="auto"><path d="M0 1 L6 4 L0 7 z" fill="#57606a"/></marker></defs><rect width="${width}" height="${height}" fill="#ffffff"/>${parts.join('')}${arrows.join('')}</svg>\n`
}
