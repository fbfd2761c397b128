import { expect, it } from 'vitest'
import { example } from '../../examples/mlp/example.js'
import { found, quick } from './quick.js'

it('learns XOR, and to tell two spirals apart', async () => {
  const outcome = await quick(example)
  expect(found(outcome, 'XOR: right')).toBe(100) // chance has 50, and a line 75 at most
  expect(found(outcome, 'two spirals: right')).toBeGreaterThan(95) // chance has 50
  expect(outcome.pictures?.spirals?.match(/data:image\/png/g)?.length).toBeGreaterThan(3)
})
