import type { Scalar, ScalarFunction, Scalars } from '../kernel/scalar.js'

const clampTo = (extent: number): ScalarFunction => ({
  name: `clamp_below_${extent}`,
  type: () => 'u32',
  wgsl: (x) => `u32(clamp(${x}, 0, ${extent - 1}))`,
})

/** A place along an axis from an index that may be out of range. */
export const place = (scalars: Scalars, index: Scalar, extent: number): Scalar => scalars.apply(clampTo(extent), index)
