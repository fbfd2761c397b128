import { sizeOf } from '../../src/shape/dim.js'
import type { NdArray } from '../../src/tensor/ndarray.js'

/** Numbers without a pattern that a wrong index could repeat: floats or signed numbers around 0, or others from 0 on. */
export const array = (shape: readonly number[], dtype: 'f32' | 'i32' | 'u32' = 'f32'): NdArray => ({
  shape,
  dtype,
  data: Float64Array.from({ length: sizeOf(shape) }, (_, i) => {
    const n = (i * 7919) % 1009
    return dtype === 'f32' ? Math.fround(n / 1009 - 0.5) : dtype === 'i32' ? n - 500 : n
  }),
})
