import { expect, it } from 'vitest'
import { example } from '../../examples/incremental-learning/example.js'
import { found, quick } from './quick.js'

it('reads most digits after 200 labels, as its layers were learned from 2,000 digits without', async () => {
  const outcome = await quick(example, { only: 'few-layers' })
  expect(found(outcome, 'few labels, 200, begun layer by layer')).toBeLessThan(40) // chance has 90
  expect(outcome.pictures?.reconstructions).toContain('<image')
})
