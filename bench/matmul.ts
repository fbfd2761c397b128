import { jit, key, matmul, slice, type Tensor, uniform } from 'typegrad'
import { repeat } from './repeat.js'
import type { Subject } from './subject.js'

const product = jit((a: Tensor<['N', 'N']>, b: Tensor<['N', 'N']>) => matmul(a, b))

/** The product of two square matrices. */
export const squareMatmul = (size: number): Subject => {
  const [a, b] = [uniform(key(0), [size, size]), uniform(key(1), [size, size])]
  return {
    name: `matmul ${size}`,
    flops: 2 * size ** 3,
    run: (calls) =>
      repeat(
        calls,
        () => product(a, b),
        (c) => slice(c, 0, 0).item(),
      ),
  }
}
