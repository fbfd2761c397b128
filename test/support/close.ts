import { expect } from 'vitest'
import type { NdArray } from '../../src/tensor/ndarray.js'

/** What was found is what was wanted, element by element: no further from it than so much, or so much of its size. */
export const expectClose = (got: readonly NdArray[], want: readonly NdArray[], tolerance: number): void => {
  got.forEach(({ shape, data }, i) => {
    expect(shape).toEqual(want[i]?.shape)
    data.forEach((x, j) => {
      const y = want[i]?.data[j] as number
      if (!Object.is(x, y) && !(Math.abs(x - y) <= tolerance * Math.max(1, Math.abs(y))))
        throw new Error(`${x} is not ${y}, output ${i} place ${j}`)
    })
  })
}

/** Beyond this a number stands for infinity. */
const huge = 1e20

/**
 * The same, by the largest number of each result: an element may be the small sum of large terms, and is then no more precise than these. What stands for infinity is no measure.
 */
export const expectCloseToLargest = (got: readonly NdArray[], want: readonly NdArray[], tolerance: number): void => {
  got.forEach((found, i) => {
    const meant = want[i]
    if (!meant) throw new Error(`output ${i} is one too many`)
    const largest = Math.max(1, ...Array.from(meant.data, Math.abs).filter((y) => y < huge))
    const scaled = ({ shape, dtype, data }: NdArray): NdArray => ({
      shape,
      dtype,
      data: Float64Array.from(data, (x) => Number(x) / largest),
    })
    expectClose([scaled(found)], [scaled(meant)], tolerance)
  })
}
