import { broadcast } from '../primitives/broadcast.js'
import { iota } from '../primitives/iota.js'
import { randomBits } from '../primitives/random-bits.js'
import { reshape } from '../primitives/reshape.js'
import { slice } from '../primitives/slice.js'
import { sizeOf } from '../shape/dim.js'
import type { AnyTensor } from '../tensor/tensor.js'

/** Words of the cipher for a shape, counted in row-major order. */
export const counting = (key: AnyTensor, shape: readonly number[], word: 'first' | 'second' | 'mixed'): AnyTensor => {
  const size = [sizeOf(shape)]
  const spread = (i: number) => broadcast(reshape(slice(key, [i], [i + 1], [1]), []), size, [0])
  return reshape(randomBits(spread(0), spread(1), iota(size, 0, 'u32'), word), shape)
}
