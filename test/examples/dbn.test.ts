import { expect, it } from 'vitest'
import { example } from '../../examples/dbn/example.js'
import { found, quick } from './quick.js'

it('reads most digits after 1,000 of them, as it begins from machines that were learned one on the other', async () => {
  const outcome = await quick(example, { only: 'finetuned' })
  expect(found(outcome, 'begun as machines')).toBeLessThan(30) // chance has 90
  expect(outcome.pictures?.dreams).toContain('<image')
})
