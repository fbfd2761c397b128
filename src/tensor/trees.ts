/** What is done with trees of tensors: `tree`, in public. */
export { leaves, paths, reduce, type Structure, structure, type Tree, unflatten } from './tree.js'
export { map } from './tree-map.js'
