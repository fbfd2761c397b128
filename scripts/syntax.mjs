/**
 * A piece of a syntax tree, as ESTree describes it and Rollup's parser makes it, with the fields that are read here.
 * @typedef {{
 *   readonly type: string
 *   readonly start: number
 *   readonly end: number
 *   readonly body?: readonly Node[]
 *   readonly id?: Node | null
 *   readonly computed?: boolean
 *   readonly declaration?: Node | null
 *   readonly declarations?: readonly Node[]
 *   readonly init?: Node | null
 *   readonly properties?: readonly Node[]
 *   readonly key?: Node
 *   readonly name?: string
 * }} Node
 */

/**
 * @param {unknown} part
 * @returns {part is Node}
 */
const isNode = (part) => typeof part === 'object' && part !== null && 'type' in part && typeof part.type === 'string'

/** @type {(node: Node) => Node[]} What a node is made of. */
export const partsOf = (node) => Object.values(node).flat().filter(isNode)

/** @type {(node: unknown) => Node[]} The node and all that is in it. */
export const within = (node) => (isNode(node) ? [node, ...partsOf(node).flatMap(within)] : [])

/** What runs when it is called, and not before. */
const later = new Set(['ArrowFunctionExpression', 'FunctionExpression', 'ClassExpression'])

/** @type {(node: Node) => Node[]} An expression and all that is evaluated with it. */
export const evaluated = (node) => [node, ...(later.has(node.type) ? [] : partsOf(node).flatMap(evaluated))]

/** @type {(program: unknown) => Node[]} The statements of a module, what it exports among them. */
export const statementsOf = (program) =>
  isNode(program) ? (program.body ?? []).map((statement) => statement.declaration ?? statement) : []
