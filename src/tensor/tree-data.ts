import type { Arrays } from '../shape/dtype.js'
import { currentDevice } from './device.js'
import type { Tensor } from './tensor.js'
import { filled, leaves, type Opaque, structure, type Tree } from './tree.js'

/** The tree with the elements of its tensors in their place, row by row, in a typed array of the dtype. */
export type DataOf<T> =
  T extends Tensor<infer _, infer D> ? Arrays[D] : T extends Opaque ? T : T extends object ? { -readonly [K in keyof T]: DataOf<T[K]> } : T

/**
 * The elements of all tensors of a tree, as `data` gives them of one. What is pending runs in one go, and all is waited for together: on a GPU, where each wait
 * takes a while whatever it is for, that is quicker than one tensor after the other.
 *
 * @throws TracedTensor, DisposedTensor, and what devices throw, as `data`
 * @example const { w, b } = await tree.data({ w: ones([2, 3]), b: zeros([3]) }) // two typed arrays
 */
export const data = async <T extends Tree>(tree: T): Promise<DataOf<T>> => {
  const all = leaves(tree)
  const pending = all.filter(({ traced, source }) => !traced && source.kind === 'application')
  // Where no device was acquired the first reading does that.
  const [first] = pending
  if (first && !currentDevice()) await first.data()
  currentDevice()?.realise(pending)
  const read = await Promise.all(all.map((leaf) => leaf.data()))
  return filled(structure(tree), read) as DataOf<T> // an array for each tensor
}
