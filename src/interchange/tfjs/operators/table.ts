import { alike } from '../../read/operators/alike.js'
import type { Operators } from '../operator.js'
import { activations } from './activations.js'
import { arithmetic } from './arithmetic.js'
import { blocks } from './blocks.js'
import { convolutions } from './conv.js'
import { gathering } from './gather.js'
import { logic } from './logic.js'
import { movement } from './movement.js'
import { normalisations } from './normalise.js'
import { pads } from './pad.js'
import { parts } from './parts.js'
import { products } from './products.js'
import { reductions } from './reduce.js'
import { resizing } from './resize.js'
import { shapes } from './shape.js'

/** All operators of graphs that can be imported, by what TensorFlow calls them. */
export const operators: Operators = {
  ...activations,
  ...alike,
  ...arithmetic,
  ...blocks,
  ...convolutions,
  ...gathering,
  ...logic,
  ...movement,
  ...normalisations,
  ...pads,
  ...parts,
  ...products,
  ...reductions,
  ...resizing,
  ...shapes,
}
