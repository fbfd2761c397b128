import { type Digits, fromArrays } from 'typegrad/dsl'

/** The first so many, or all if there are fewer. */
export const first = ({ columns: { x, y } }: Digits, count: number): Digits =>
  fromArrays({ x: { ...x, values: x.values.subarray(0, count * 784) }, y: { ...y, values: y.values.subarray(0, count) } })

/** Digits as rows of 784 greys, without labels. */
export const vectors = ({ columns: { x } }: Digits) => fromArrays({ x: { ...x, shape: [784] } })

/** How grey each pixel is, on the mean. */
export const meanGreys = ({ columns: { x }, size }: Digits): Float32Array => {
  const sums = new Float32Array(784)
  for (const [i, value] of x.values.entries()) sums[i % 784] = (sums[i % 784] ?? 0) + value * x.scale
  return sums.map((sum) => sum / size)
}

/** Digits as rows of 784 greys, with their labels. */
export const labelled = ({ columns: { x, y } }: Digits) => fromArrays({ x: { ...x, shape: [784] }, y })

/** Where among the test digits of MNIST a 0 is, a 1, ..., a 9. */
export const oneOfEach = [3, 2, 1, 18, 4, 8, 11, 0, 61, 7] as const
