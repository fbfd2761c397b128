import { expect, it } from 'vitest'
import { example } from '../../examples/losses/example.js'
import { found, quick } from './quick.js'

it('finds fused and plain forms equal, and only the plain ones to end', async () => {
  const outcome = await quick(example)
  for (const name of ['sigmoid, binary', 'softmax, categorical']) {
    expect(found(outcome, `${name}: fused less plain`)).toBeLessThan(1e-5)
    for (const what of ['gradients, fused less plain', 'gradient less the formula'])
      expect(found(outcome, `${name}: ${what}`)).toBeLessThan(1e-6)
    expect(found(outcome, `${name}: logit at which the plain form ends`)).toBeLessThan(100)
    expect(found(outcome, `${name}: logit at which the fused form ends`)).toBe(200)
  }
  expect(outcome.pictures?.gradients?.match(/<polyline/g)).toHaveLength(8)
})
