import MagicString from 'magic-string'
import { minifySync } from 'vite'
import { partsOf, within } from './syntax.mjs'

/** @typedef {import('./syntax.mjs').Node} Node */

/**
 * @param {Node} node
 * @returns {node is Node & { readonly callee: Node, readonly arguments: readonly Node[] }}
 */
const isPipe = (node) => node.type === 'CallExpression' && 'callee' in node && /** @type {Node} */ (node.callee).name === 'pipe'

/** What is called as it stands. */
const named = new Set(['Identifier', 'CallExpression', 'MemberExpression'])

/** @type {(node: Node, code: string) => string} The text of a node, with calls for the pipes in it. */
const called = (node, code) => {
  if (isPipe(node)) {
    const [first = '', ...functions] = node.arguments.map((one) => (named.has(one.type) ? called(one, code) : `(${called(one, code)})`))
    return functions.reduce((value, f) => `${f}(${value})`, first)
  }
  let [text, at] = ['', node.start]
  for (const part of partsOf(node).toSorted((one, other) => one.start - other.start)) {
    if (part.start < at) continue // one part under two names, as in `{ left }`
    text += code.slice(at, part.start) + called(part, code)
    at = part.end
  }
  return text + code.slice(at, node.end)
}

/** @type {(node: Node) => Node[]} The pipes that are in no other. */
const outermost = (node) => (isPipe(node) ? [node] : partsOf(node).flatMap(outermost))

/** @type {(text: string) => string} The text of a worker, as a template: what stands in `${}` is a name that is put back. */
const minified = (text) => {
  const { code, errors } = minifySync('worker.js', text.replaceAll(/\$\{(\w+)\}/g, '__$1__'), { module: true })
  const [error] = errors
  if (error) throw new Error(`build: a worker's text: ${error.message}`)
  return `\`'use strict';${code.replaceAll(/[\\`]/g, '\\$&').replaceAll(/__(\w+)__/g, (_, name) => `\${${name}}`)}\``
}

/**
 * Makes a bundle smaller where no minifier can: `pipe(x, f, g)` becomes `g(f(x))`, and the texts that workers run are minified.
 * @type {import('rollup').Plugin}
 */
export const lean = {
  name: 'lean',
  transform(code) {
    const [hasPipes, hasText] = [code.includes("from 'fp-ts/lib/function.js'"), /export const \w+Source = `/.test(code)]
    if (!hasPipes && !hasText) return null
    const text = new MagicString(code)
    const program = /** @type {Node} */ (/** @type {unknown} */ (this.parse(code)))
    if (hasPipes) for (const pipe of outermost(program)) text.overwrite(pipe.start, pipe.end, called(pipe, code))
    if (hasText)
      for (const { type, id, init } of within(program))
        if (type === 'VariableDeclarator' && id?.name?.endsWith('Source') && init?.type === 'TemplateLiteral')
          text.overwrite(init.start, init.end, minified(code.slice(init.start + 1, init.end - 1)))
    return { code: text.toString(), map: text.generateMap({ hires: true }) }
  },
}
