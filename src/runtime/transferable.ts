import { InvalidArgument, ShapeMismatch } from '../errors.js'
import { sizeOf } from '../shape/dim.js'
import { type AnyArray, type DType, showType } from '../shape/dtype.js'
import { isBranch, keysOf } from '../tensor/branch.js'
import { type AnyTensor, hosted, Tensor } from '../tensor/tensor.js'
import { leaves, type Tree } from '../tensor/tree.js'

/** A tensor as plain data. */
interface TransferableTensor {
  readonly shape: readonly number[]
  readonly dtype: DType
  readonly values: AnyArray
}

declare const carried: unique symbol

/**
 * A tree as data that can be cloned: for `postMessage`, `structuredClone`, IndexedDB.
 *
 * @category Devices and debugging
 */
export interface TransferableTree<T = Tree> {
  /** Carries the type of the tree; nothing at run time. */
  readonly [carried]?: T
  /** The tree, with plain data in the place of tensors. */
  readonly tree: unknown
  /** That data, in the order of `tree.leaves`: what is none of these in the tree is the tree's own. */
  readonly tensors: readonly TransferableTensor[]
  /** Its memory, for whoever wants it moved and not copied: `postMessage(data, data.buffers)`. */
  readonly buffers: ArrayBuffer[]
}

/** The tree with each leaf replaced. What is no tensor must be cloneable, which functions are not. */
const replaced = (tree: unknown, path: string, leaf: (tensor: AnyTensor) => unknown): unknown => {
  if (tree instanceof Tensor) return leaf(tree)
  if (Array.isArray(tree)) return tree.map((branch, i) => replaced(branch, `${path}[${i}]`, leaf))
  if (isBranch(tree)) return Object.fromEntries(keysOf(tree).map((key) => [key, replaced(tree[key], `${path}.${key}`, leaf)]))
  if (tree instanceof Promise) throw new InvalidArgument(`toTransferable: the tree has a promise${path && ` at ${path}`}; await it first`)
  if (typeof tree === 'function' || typeof tree === 'symbol')
    throw new InvalidArgument(
      `toTransferable: the tree has a ${typeof tree}${path && ` at ${path}`}, which no message can carry; hand over the tensors, and make models and functions anew where they arrive`,
    )
  return tree
}

/**
 * A tree of tensors as data that can be posted to a worker or stored: read from the device, typed, to be turned back into tensors by `fromTransferable`. It holds
 * a copy of the elements; the tensors stay as they are.
 *
 * @throws InvalidArgument where the tree holds a function or a promise; and what `data()` throws
 * @example
 * ```ts
 * const handed = await toTransferable(variables)
 * worker.postMessage(handed, handed.buffers) // moved, not copied
 * // in the worker
 * const received = fromTransferable<VariablesOf<typeof model>>(event.data)
 * ```
 *
 * @category Devices and debugging
 */
export const toTransferable = async <T extends Tree>(tree: T): Promise<TransferableTree<T>> => {
  replaced(tree, '', () => undefined)
  const found = leaves(tree)
  const data = await Promise.all(found.map(async (leaf) => ({ ...typeOf(leaf), values: (await leaf.data()) as AnyArray })))
  let next = 0
  // The order is that of `leaves`: arrays by index, objects by sorted key.
  const plain = replaced(tree, '', () => data[next++])
  return { tree: plain, tensors: data, buffers: data.map(({ values }) => values.buffer as ArrayBuffer) } // `data` makes no shared memory
}

const typeOf = ({ type }: AnyTensor) => ({ shape: [...type.shape], dtype: type.dtype })

/**
 * The tree that `toTransferable` made data of, wherever that has come to: its tensors are new ones, with a copy of the elements. Name the type, which no message
 * carries.
 *
 * @throws InvalidArgument for anything else; ShapeMismatch where the memory was moved elsewhere
 * @example fromTransferable<VariablesOf<typeof model>>(event.data)
 *
 * @category Devices and debugging
 */
export const fromTransferable = <T extends Tree>(data: TransferableTree<T>): T => {
  const { tensors, tree } = (data ?? {}) as Partial<TransferableTree<T>> // from a message it may be anything
  if (!Array.isArray(tensors)) throw new InvalidArgument('fromTransferable: this is nothing that toTransferable made')
  const made = new Map<unknown, AnyTensor>((tensors as readonly TransferableTensor[]).map((one) => [one, tensorOf(one)])) // as they were made
  const restored = (part: unknown): unknown => {
    const tensor = made.get(part)
    if (tensor) return tensor
    if (Array.isArray(part)) return part.map(restored)
    if (isBranch(part)) return Object.fromEntries(Object.entries(part).map(([key, branch]) => [key, restored(branch)]))
    return part
  }
  return restored(tree) as T // tensors for tensors, the rest as it was
}

const tensorOf = ({ shape, dtype, values }: TransferableTensor): AnyTensor => {
  const type = { shape, dtype }
  if (values.length !== sizeOf(shape))
    throw new ShapeMismatch(
      `fromTransferable: ${showType(type)} comes with ${values.length} elements; its memory was moved on, by a transfer: take the data where it arrived`,
    )
  return hosted(type, values.slice())
}
