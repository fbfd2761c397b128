import { add, jit, key, mul, sigmoid, slice, type Tensor, tanh, uniform } from 'typegrad'
import { repeat } from './repeat.js'
import type { Subject } from './subject.js'

/** Six operations on each element, each counted as one, in one pass over memory. */
const chain = jit((x: Tensor<['N']>) => add(mul(tanh(add(mul(x, 1.5), 0.25)), sigmoid(x)), 0.5))
const operations = 6

const size = 2 ** 22
const bytes = 4 * size

/** A chain of elementwise operations over 4M elements, which are read once and written once. */
export const elementwise = (): Subject => {
  const x = uniform(key(0), [size], { min: -4, max: 4 })
  return {
    name: 'elementwise, 4M',
    flops: operations * size,
    also: { amount: (2 * bytes) / 1e9, unit: 'GB' },
    run: (calls) =>
      repeat(
        calls,
        () => chain(x),
        (y) => slice(y, 0).item(),
      ),
  }
}
