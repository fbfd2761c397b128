import { demandModel } from '../check.js'
import { below, chainOf, ends, shapesOf } from './layout.js'
import type { AnyModel } from './model.js'

/**
 * A model as the text of an SVG picture: a box for each layer, with its parameters, and on the wires between them the shapes that flow. Branches stand side by
 * side, and meet at a sign where they are added up, multiplied or joined. What has a name by `named` is one box.
 *
 * @example document.body.innerHTML += draw(model)
 *
 * @category Models
 */
export const draw = (model: AnyModel): string => {
  demandModel('draw', model)
  const { input, layers, output } = model
  const layout = chainOf(layers, input)
  const exits = layout.exits.map((x) => [{ x }])
  const whole = below([ends(layout.width, layout.entries), layout, ends(layout.width, exits)], [shapesOf(input), shapesOf(output)])
  const [width, height] = [Math.ceil(whole.width) + 20, Math.ceil(whole.height) + 20]
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="ui-monospace, monospace" font-size="12"><defs><marker id="tip" markerWidth="8" markerHeight="8" refX="4" refY="4" orient="auto"><path d="M0 1 L6 4 L0 7 z" fill="#57606a"/></marker></defs><rect width="${width}" height="${height}" fill="#ffffff"/><g transform="translate(10 10)">${whole.body}</g></svg>\n`
}
