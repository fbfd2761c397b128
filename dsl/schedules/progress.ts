import { astype, clip, mul, sub, type Tensor } from '../../src/index.js'

/** How much of so many steps is over: from 0 in the first, `begin` steps later if that is given, to 1 after them and ever after. `count` is 1 in the first. */
export const progress = (count: Tensor<[], 'i32'>, steps: number, begin = 0): Tensor<[]> =>
  mul(clip(sub(astype(count, 'f32'), 1 + begin), 0, steps), 1 / steps)
