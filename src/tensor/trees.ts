/** What is done with trees of tensors: `tree`, in public. */
export { leaves, paths, reduce, type Structure, structure, type Tree, unflatten } from './tree.js'
export { type DataOf, data } from './tree-data.js'
export { type Mapped, map, mapWithPath } from './tree-map.js'
