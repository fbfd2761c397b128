import { expect, it } from 'vitest'
import { example } from '../../examples/dag/example.js'
import { found, quick } from './quick.js'

it('learns by both losses, and the gradient of what is shared is the sum of those of its uses', async () => {
  const outcome = await quick(example)
  expect(found(outcome, 'pairs told apart')).toBeGreaterThan(80) // chance has 50
  expect(found(outcome, 'distance: variance explained')).toBeGreaterThan(80) // the mean explains 0
  const length = found(outcome, 'gradient of the shared encoder, length')
  expect(found(outcome, 'shared less the sum of both, largest number')).toBeLessThan(1e-5 * length)
  for (const use of ['first', 'second']) expect(found(outcome, `gradient of its ${use} use, length`)).toBeGreaterThan(0.01 * length)
  expect(outcome.pictures?.graph?.match(/shared, 1,152/g)).toHaveLength(2)
})
