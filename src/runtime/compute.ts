import { currentDevice } from '../tensor/device.js'
import { leaves, type Tree } from '../tensor/tree.js'

/**
 * Sees to it that the tensors of a tree are computed once, and gives the tree back. What is pending is submitted to the device acquired last, all of it in one
 * go, without waiting; if none was acquired yet, it is kept as soon as it is computed.
 *
 * Nothing needs this to be right. It is for values that will be read in many ways, like parameters that were just drawn: what is pending is otherwise
 * computed as part of each thing that is read, and kept from the second time on.
 *
 * @example
 * const w = compute(normal(key(0), [1000, 1000]))
 *
 * @category Devices and debugging
 */
export const compute = <T extends Tree>(tree: T): T => {
  const pending = leaves(tree).filter(({ traced, source }) => !traced && source.kind === 'application')
  for (const { node } of pending) node.wanted = true
  currentDevice()?.realise(pending)
  return tree
}
