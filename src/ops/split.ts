import { orThrow } from '../shape/sentence.js'
import { type Parts, splitSizes } from '../shape/split.js'
import type { AnyTensor } from '../tensor/tensor.js'
import { between } from './slice.js'

/** The parts of a tensor along an axis. What is public is `split` in `random/`, which takes keys too. */
export const inParts = (x: AnyTensor, parts: Parts, axis: number): AnyTensor[] => {
  const { axis: along, sizes } = orThrow(splitSizes(x.type.shape, parts, axis))
  let stop = 0
  return sizes.map((size) => {
    stop += size
    return between(x, along, stop - size, stop)
  })
}
