import { expect } from 'vitest'
import type { NdArray } from '../../src/tensor/ndarray.js'

/** What was found is what was wanted, element by element: no further from it than so much, or so much of its size. */
export const expectClose = (got: readonly NdArray[], want: readonly NdArray[], tolerance: number): void => {
  got.forEach(({ shape, data }, i) => {
    expect(shape).toEqual(want[i]?.shape)
    data.forEach((x, j) => {
      const y = want[i]?.data[j] as number
      if (!(Math.abs(x - y) <= tolerance * Math.max(1, Math.abs(y)))) throw new Error(`${x} is not ${y}, output ${i} place ${j}`)
    })
  })
}
