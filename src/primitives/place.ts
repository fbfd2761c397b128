import type { Scalar, Scalars } from '../kernel/scalar.js'

/** A place along an axis from an index that may be out of range. */
export const place = (scalars: Scalars, index: Scalar, extent: number): Scalar =>
  scalars.toU32(scalars.min(index.type === 'i32' ? scalars.max(index, 0) : index, extent - 1))
