import { activations } from './activations.js'
import { convolutions } from './conv.js'
import { dense } from './dense.js'
import type { Layers } from './layer.js'
import { merging } from './merge.js'
import { normalisations } from './normalise.js'
import { pools } from './pool.js'
import { recurrent } from './recurrent.js'
import { shapes } from './shape.js'

/** All layers that can be imported and hold no others, by what Keras calls them. */
export const plain: Layers = {
  ...activations,
  ...convolutions,
  ...dense,
  ...merging,
  ...normalisations,
  ...pools,
  ...recurrent,
  ...shapes,
}
