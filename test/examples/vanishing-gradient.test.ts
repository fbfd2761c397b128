import { expect, it } from 'vitest'
import { example } from '../../examples/vanishing-gradient/example.js'
import { found, quick } from './quick.js'

const share = "gradient of layer 1, as a share of the last's"

it('has gradients that vanish behind sigmoids, and not behind tanh; and only those learn that keep theirs', async () => {
  const vanishing = await quick(example, { only: 'sigmoid' })
  const kept = await quick(example, { only: 'tanh' })
  expect(found(vanishing, `sigmoid, Glorot: ${share}`)).toBeLessThan(4 ** -15)
  expect(found(kept, `tanh, Glorot: ${share}`)).toBeGreaterThan(0.05)
  expect(found(vanishing, 'sigmoid, Glorot: digits read right')).toBeLessThan(25) // chance has 10
  expect(found(kept, 'tanh, Glorot: digits read right')).toBeGreaterThan(40)
})
