import { ShapeMismatch } from '../errors.js'
import { isBranch, keysOf } from './branch.js'
import { demandNoSymbols, demandNoTensor } from './hidden.js'
import { type AnyTensor, Tensor } from './tensor.js'

/**
 * Tensors in plain objects, arrays and tuples, nested. Whatever else stands in one (numbers, strings, functions) is part of its structure. An instance of a
 * class, a `Map` or a `Set` that holds a tensor is refused, and so is a promise.
 *
 * @category Tensors
 */
export type Tree = unknown

/** What is looked into by no function of trees. */
export type Opaque =
  | ((...args: never[]) => unknown)
  | ReadonlyMap<unknown, unknown>
  | ReadonlySet<unknown>
  | Date
  | RegExp
  | ArrayBufferView

/** Shape of a tree without its tensors. Equal trees have equal keys. */
export interface Structure {
  /** @internal */
  readonly template: unknown
  readonly leaves: number
  readonly key: string
}

const hole = Symbol('leaf')

const walk = (tree: unknown, path: string, visit: (leaf: AnyTensor, path: string) => unknown): unknown => {
  if (tree instanceof Tensor) return visit(tree, path)
  if (Array.isArray(tree)) return tree.map((branch, i) => walk(branch, `${path}[${i}]`, visit))
  if (isBranch(tree)) {
    demandNoSymbols(tree, placeOf(path))
    return Object.fromEntries(keysOf(tree).map((key) => [key, walk(tree[key], `${path}.${key}`, visit)]))
  }
  if (typeof tree === 'object' && tree !== null) demandNoTensor(tree, placeOf(path))
  return tree
}

/** A path as a sentence begins with it: of a list of arguments, which one. */
const placeOf = (path: string): string => (/^\w/.test(path) ? path.replace(/argument\[(\d+)\]/, 'argument $1') : `tree: ${path || 'this'}`)

const identities = new WeakMap<object, number>()
let nextIdentity = 0

/** Text of what is no tensor: by value where it has one, by identity otherwise. */
const staticKey = (value: unknown): string => {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) {
    if (typeof value === 'bigint') return `${value}n`
    if (typeof value === 'symbol') return value === hole ? '*' : `symbol:${String(value)}`
    return typeof value === 'string' ? JSON.stringify(value) : Object.is(value, -0) ? '-0' : String(value)
  }
  if (Array.isArray(value)) return `[${value.map(staticKey).join(',')}]`
  if (isBranch(value))
    return `{${keysOf(value)
      .map((key) => `${JSON.stringify(key)}:${staticKey(value[key])}`)
      .join(',')}}`
  const met = identities.get(value)
  if (met !== undefined) return `#${met}`
  identities.set(value, nextIdentity)
  return `#${nextIdentity++}`
}

/**
 * The tensors of a tree, in one order: arrays by index, objects by sorted key.
 *
 * @throws ShapeMismatch if a tensor stands where it would not be found: in an instance of a class, in a `Map` or a `Set`, under a symbol
 */
export const leaves = (tree: Tree, place = ''): AnyTensor[] => {
  const found: AnyTensor[] = []
  walk(tree, place, (leaf) => found.push(leaf))
  return found
}

/** The tensors of a tree with where they stand: `[0].kernel`. */
export const paths = (tree: Tree): string[] => {
  const found: string[] = []
  walk(tree, '', (_, path) => found.push(path))
  return found
}

/** What is left of a tree without its tensors. */
export const structure = (tree: Tree, place = ''): Structure => {
  let count = 0
  const template = walk(tree, place, () => {
    count++
    return hole
  })
  return { template, leaves: count, key: staticKey(template) }
}

/** A tree of that structure from tensors in the order of `leaves`. */
export const unflatten = (shape: Structure, tensors: readonly AnyTensor[]): Tree => {
  if (tensors.length !== shape.leaves)
    throw new ShapeMismatch(`tree.unflatten: the structure has ${shape.leaves} leaves, ${tensors.length} tensors were given`)
  return filled(shape, tensors)
}

/** @internal A tree of that structure with anything in the place of its tensors. */
export const filled = (shape: Structure, values: readonly unknown[]): Tree => {
  let next = 0
  const build = (template: unknown): unknown => {
    if (template === hole) return values[next++]
    if (Array.isArray(template)) return template.map(build)
    if (isBranch(template)) return Object.fromEntries(keysOf(template).map((key) => [key, build(template[key])]))
    return template
  }
  return build(shape.template)
}

/** Folds over the leaves, in the order of `leaves`. */
export const reduce = <R>(f: (total: R, leaf: AnyTensor) => R, initial: R, tree: Tree): R => leaves(tree).reduce(f, initial)
