import type { AnyTensor } from '../../src/index.js'

/** The elements of a tensor in row-major order. */
export const numbers = async (x: AnyTensor): Promise<number[]> => [...(await x.data())]

/** The elements of a tensor, by index. */
export const elementOf = async (x: AnyTensor): Promise<(index: readonly number[]) => number> => {
  const [data, { shape }] = [await x.data(), x]
  return (index) => data[index.reduce((at, i, axis) => at * (shape[axis] ?? 1) + i, 0)] ?? Number.NaN
}
