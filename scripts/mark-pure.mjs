import MagicString from 'magic-string'
import { evaluated, partsOf, statementsOf } from './syntax.mjs'

// Importing the library does nothing: what its modules call as they load makes functions and tables. Bundlers can't see that; they are told, and leave
// out what is not used.

const mark = '/* @__PURE__ */ '

/** What bundlers know to do nothing, given that what is in it does nothing. */
const harmless = new Set([
  ...['Literal', 'TemplateElement', 'Identifier', 'ConditionalExpression', 'ArrayExpression', 'ObjectExpression', 'Property'],
  ...['CallExpression', 'NewExpression', 'ArrowFunctionExpression', 'FunctionExpression', 'ClassExpression'],
])

/** What may call `toString` or `valueOf` of what is in it, unless that is written out. */
const converting = new Set(['TemplateLiteral', 'BinaryExpression', 'UnaryExpression'])
const writtenOut = new Set([...converting, 'Literal', 'TemplateElement'])

/** @type {(node: import('./syntax.mjs').Node) => boolean} */
const isHarmless = (node) =>
  converting.has(node.type) ? evaluated(node).every(({ type }) => writtenOut.has(type)) : harmless.has(node.type)

/** @type {(node: import('./syntax.mjs').Node) => boolean} */
const calls = ({ type }) => type === 'CallExpression' || type === 'NewExpression'

/** @type {(node: import('./syntax.mjs').Node) => import('./syntax.mjs').Node[]} The members of a class. */
const membersOf = (node) => partsOf(node).flatMap((part) => (part.type === 'ClassBody' ? partsOf(part) : []))

/** @type {(member: import('./syntax.mjs').Node) => boolean} */
const hasCalledKey = ({ computed, key }) => computed === true && key !== undefined && evaluated(key).some(calls)

/**
 * Marks each call that a module makes as it loads: `const sin = (mark) unary({ ... })`. What else bundlers could take for work, such as reading a property,
 * goes into a call of its own: `const models = (mark) (() => (library.length))()`.
 * @type {import('rollup').Plugin}
 */
export const markPure = {
  name: 'mark-pure',
  transform(code) {
    const text = new MagicString(code)
    const statements = statementsOf(this.parse(code))
    for (const statement of statements) {
      const { type, id, start, end } = statement
      // A key that is computed by a call is one, where the class is made.
      if (type !== 'ClassDeclaration' || !id?.name || !membersOf(statement).some(hasCalledKey)) continue
      text.appendLeft(start, `const ${id.name} = ${mark}(() => `).appendRight(end, ')();')
    }
    for (const { type, init } of statements.flatMap((statement) => statement.declarations ?? [])) {
      if (type !== 'VariableDeclarator' || !init) continue
      const nodes = evaluated(init)
      if (nodes.every(isHarmless)) for (const call of nodes.filter(calls)) text.appendLeft(call.start, mark)
      else text.appendLeft(init.start, `${mark}(() => (`).appendRight(init.end, '))()')
    }
    return { code: text.toString(), map: text.generateMap({ hires: true }) }
  },
}
