import type { AnyTensor } from '../../../index.js'
import { channelsFirst, channelsLast } from '../../read/operators/layout.js'

/** With channels last, whatever the layer has. */
export const overImage = (x: AnyTensor, isFirst: boolean, f: (image: AnyTensor) => AnyTensor): AnyTensor =>
  isFirst && x.rank > 2 ? channelsFirst(f(channelsLast(x))) : f(x)
