import { expect } from 'vitest'
import type { AnyTensor } from '../../src/index.js'

/** The tensor holds these numbers, up to a relative and absolute error. */
export const close = async (actual: AnyTensor, expected: ArrayLike<number>, tolerance = 1e-5): Promise<void> => {
  const found = Array.from(await actual.data())
  expect(found.length).toBe(expected.length)
  const off = found.findIndex((x, i) => {
    const wanted = expected[i] ?? Number.NaN
    return !(Object.is(x, wanted) || Math.abs(x - wanted) <= tolerance * (1 + Math.abs(wanted)))
  })
  expect(off < 0 ? undefined : { at: off, found: found[off], expected: expected[off] }).toBeUndefined()
}
