import { key, permutation } from 'typegrad'
import { type Digits, fromArrays } from 'typegrad/dsl'

/** How many pictures are learned by heart. */
export const count = 16

/** Digits scaled up to `[size, size, 3]`, and labels that are drawn: what a picture shows says nothing about its label, so that it has to be remembered. */
export const pictures = async ({ columns: { x } }: Digits, size: number, seed: number) => {
  const values = new Float32Array(count * size * size * 3)
  for (let picture = 0; picture < count; picture++)
    for (let row = 0; row < size; row++)
      for (let column = 0; column < size; column++) {
        const [y, z] = [Math.floor((row * 28) / size), Math.floor((column * 28) / size)]
        const value = ((x.values[(picture * 28 + y) * 28 + z] ?? 0) / 255 - 0.13) / 0.31 // the mean of MNIST is 0.13, its deviation 0.31
        values.fill(value, ((picture * size + row) * size + column) * 3, ((picture * size + row) * size + column + 1) * 3)
      }
  const labels = (await permutation(key(seed), count).data()).map((i) => i % 10)
  return fromArrays({ x: { values, shape: [size, size, 3] }, y: { values: labels, dtype: 'i32' } })
}
