import { foldIn, type Tensor } from '../../src/index.js'
import type { Context } from '../layer.js'

/** The moment as the `i`th part of a layer sees it: with randomness of its own. */
export const partOf = ({ training, key }: Context, i: number | Tensor<[], 'i32'>): Context => ({ training, key: key && foldIn(key, i) })
