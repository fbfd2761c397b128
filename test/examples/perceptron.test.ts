import { expect, it } from 'vitest'
import { example } from '../../examples/perceptron/example.js'
import { found, quick } from './quick.js'

it('finds a line between two classes within the bound, and none on XOR', async () => {
  const outcome = await quick(example)
  expect(found(outcome, 'separable: right at the end')).toBe(100) // chance has 50
  expect(found(outcome, 'mistakes as a share of the bound, at most')).toBeLessThanOrEqual(100)
  expect(found(outcome, 'XOR: mistakes in each pass, at least')).toBeGreaterThan(0)
  expect(found(outcome, 'XOR: passes until the weights come back')).toBeGreaterThan(0)
  expect(found(outcome, 'XOR: right, at most')).toBeLessThan(100)
  expect(outcome.pictures?.lines?.match(/<polygon /g)?.length).toBeGreaterThan(4)
})
