import { expect, it } from 'vitest'
import { example } from '../../examples/go/example.js'
import { found, quick } from './quick.js'

it('beats chance on 3 x 3 after 192 games against itself', { timeout: 240_000 }, async () => {
  const outcome = await quick(example)
  expect(found(outcome, '3 x 3, won against chance')).toBeGreaterThan(65) // chance itself wins 50; on a board as small luck decides many games
  expect(outcome.pictures?.['game-5x5']).toContain('<circle')
})
