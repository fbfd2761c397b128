import { expect, it } from 'vitest'
import { example } from '../../examples/backpropagation/example.js'
import { found, quick } from './quick.js'

it('draws the gradient that grad gives, and marks what the backward pass uses again', async () => {
  const outcome = await quick(example)
  expect(found(outcome, 'gradient drawn, less that of grad')).toBeLessThan(1e-6)
  expect(found(outcome, 'values that are used again')).toBeGreaterThan(3)
  expect(outcome.pictures?.passes?.match(/stroke-dasharray/g)?.length).toBeGreaterThan(3)
  expect(found(outcome, "sigmoid: gradient of layer 1, as a share of the last's")).toBeLessThan(4 ** -19)
})
