import { type Tree, tree } from '../../src/index.js'

/** Frees all tensors of a tree. */
export const dispose = (values: Tree): void => {
  for (const leaf of tree.leaves(values)) leaf.dispose()
}
