import { expect, it } from 'vitest'
import { example } from '../../examples/memorise/example.js'
import { found, quick } from './quick.js'

it('a narrow AlexNet learns the drawn labels of 16 pictures by heart', { timeout: 120_000 }, async () => {
  const outcome = await quick(example)
  expect(found(outcome, 'narrow, loss')).toBeLessThan(0.05) // 2.3 if each of ten labels is as likely
  expect(found(outcome, 'narrow, remembered')).toBe(16)
  expect(outcome.pictures?.losses).toContain('<polyline')
})
