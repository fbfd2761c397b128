import { type Dims, type Tensor, tensor } from '../../src/index.js'
import { sizeOf } from '../../src/shape/dim.js'

/** A tensor with a function of its place, in row-major order, for each element. */
export const filled = <const S extends readonly number[]>(shape: S, element: (i: number) => number): Tensor<Dims<S>, 'f64'> =>
  tensor(
    Array.from({ length: sizeOf(shape) }, (_, i) => element(i)),
    { shape: shape as readonly number[], dtype: 'f64' },
  ) as unknown as Tensor<Dims<S>, 'f64'> // of that shape
