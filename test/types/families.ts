import { algebra } from './algebra.js'
import { mistakes } from './arguments.js'
import { attention } from './attention.js'
import { blocks } from './blocks.js'
import { bodies } from './bodies.js'
import { chosen } from './chosen.js'
import { combinators } from './combinators.js'
import { contract } from './contract.js'
import { control } from './control.js'
import { conv } from './conv.js'
import { convLayers } from './conv-layers.js'
import { create } from './create.js'
import { data } from './data.js'
import { einops } from './einops.js'
import { einsum } from './einsum.js'
import { elementwise } from './elementwise.js'
import { fourier } from './fourier.js'
import { generic } from './generic.js'
import type { Family } from './harness.js'
import { interchange } from './interchange.js'
import { layers } from './layers.js'
import { linearAlgebra } from './linear-algebra.js'
import { losses } from './losses.js'
import { matmul } from './matmul.js'
import { matrices } from './matrices.js'
import { mistaken } from './mistaken.js'
import { mixed } from './mixed.js'
import { movement } from './movement.js'
import { order } from './order.js'
import { parts } from './parts.js'
import { pieces } from './pieces.js'
import { places } from './places.js'
import { pool } from './pool.js'
import { recurrent } from './recurrent.js'
import { reduce } from './reduce.js'
import { training } from './training.js'
import { transforms } from './transforms.js'
import { windowLayers } from './window-layers.js'

/** All small programs, by their subject. */
export const families: readonly Family[] = [
  algebra,
  attention,
  blocks,
  bodies,
  chosen,
  combinators,
  contract,
  control,
  conv,
  convLayers,
  create,
  data,
  einops,
  einsum,
  elementwise,
  fourier,
  generic,
  layers,
  linearAlgebra,
  losses,
  matmul,
  matrices,
  interchange,
  mistaken,
  mistakes,
  mixed,
  movement,
  order,
  parts,
  pieces,
  places,
  pool,
  recurrent,
  reduce,
  training,
  transforms,
  windowLayers,
]
