import { expect, it } from 'vitest'
import { example } from '../../examples/dropout/example.js'
import { found, quick } from './quick.js'

it('reads most digits after ten passes over 1,000 of them, in every kind of network', async () => {
  for (const [only, name, most] of [
    ['plain', 'plain, 2 x 800 logistic', 20],
    ['max-norm', 'dropout and max-norm, 3 x 1024 ReLU', 25],
    ['maxout', 'dropout and max-norm, maxout 2 x (5 x 240)', 25],
  ] as const) {
    const { findings, pictures } = await quick(example, { only })
    expect(found({ findings }, name)).toBeLessThan(most) // chance has 90
    expect(pictures?.[only]).toContain('<polyline')
  }
})

it('gives the same numbers for the same seed', async () => {
  const digits = await quick(example, { only: 'maxout' })
  const again = await quick(example, { only: 'maxout' })
  expect(again.findings).toEqual(digits.findings)
})
