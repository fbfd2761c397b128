import MagicString from 'magic-string'
import { within } from './syntax.mjs'

/**
 * Leaves the samples of primitives out, which only tests draw from.
 * @type {import('rollup').Plugin}
 */
export const withoutSamples = {
  name: 'without-samples',
  transform(code) {
    if (!code.includes('samples')) return null
    const text = new MagicString(code)
    for (const { properties = [], type } of within(this.parse(code))) {
      if (type !== 'ObjectExpression') continue
      for (const { key, start, end } of properties) if (key?.name === 'samples') text.remove(start, code[end] === ',' ? end + 1 : end)
    }
    return { code: text.toString(), map: text.generateMap({ hires: true }) }
  },
}
