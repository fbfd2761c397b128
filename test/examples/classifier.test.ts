import { expect, it } from 'vitest'
import { example } from '../../examples/classifier/example.js'
import { found, quick } from './quick.js'

it('learns to tell two classes apart', async () => {
  const outcome = await quick(example)
  expect(found(outcome, 'rows told apart')).toBeGreaterThan(80) // chance has 50
  expect(found(outcome, 'cross entropy')).toBeLessThan(0.5) // chance has 0.69
})
