import type { AnyTensor, Tree } from '../src/index.js'
import type { Context, Layer } from './layer.js'

/** What a part without state makes of a batch, on the parameters that its `init` made. The part maps one tensor to one. */
export const runPart = (part: Layer, params: Tree, x: AnyTensor, context: Context): AnyTensor =>
  part.forward({ params, state: {} }, x, context)[0] as AnyTensor
