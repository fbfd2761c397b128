import type { Tensor } from 'typegrad'
import { batches, type Dataset, fromArrays } from 'typegrad/dsl'

/** Rows of numbers by themselves, without labels. */
export type Vectors = Dataset<{ readonly x: Tensor<['N', number]> }>

/** The first so many whole numbers. */
export const range = (count: number): readonly number[] => Array.from({ length: count }, (_, i) => i)

/** What a function makes of rows, each of a width, kept in memory. */
export const made = async (data: Vectors, width: number, f: (x: Tensor<['N', number]>) => Tensor<['N', number]>) => {
  const values = new Float32Array(data.size * width)
  let filled = 0
  for await (const { x } of batches(data, 1000)) {
    const y = f(x)
    values.set(await y.data(), filled)
    filled += x.shape[0] * width
    for (const one of [x, y]) one.dispose()
  }
  return fromArrays({ x: { values, shape: [width] } })
}
