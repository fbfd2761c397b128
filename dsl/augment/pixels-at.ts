import { type AnyTensor, add, arange, clip, gather, mul, reshape } from '../../src/index.js'
import type { Sizes } from './pictures.js'

/** The pixels of pictures at the places asked for, `[N, h, w]` of `i32` each: `[N, h, w, C]`. Of a place outside, the nearest pixel. */
export const pixelsAt = (x: AnyTensor, [count, height, width, channels]: Sizes, rows: AnyTensor, columns: AnyTensor): AnyTensor => {
  const first = mul(reshape(arange(count, { dtype: 'i32' }), [count, 1, 1]), height * width)
  const within = add(mul(clip(rows, 0, height - 1), width), clip(columns, 0, width - 1))
  return gather(reshape(x, [count * height * width, channels]), add(first, within))
}
