import { linearise, trace } from './program/trace.js'
import { applyAll } from './tensor/apply.js'
import { madeSoFar, placeholder } from './tensor/tensor.js'
import { leaves, paths, unflatten } from './tensor/tree.js'
import { traceTrees } from './transforms/traced.js'

/** What `typegrad/interchange` needs of the library beside its public face: one module holds it, so that there is one of each class. @internal */
export const internals = { applyAll, leaves, linearise, madeSoFar, paths, placeholder, trace, traceTrees, unflatten }
