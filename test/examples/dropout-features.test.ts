import { expect, it } from 'vitest'
import { example } from '../../examples/dropout-features/example.js'
import { histogram, sparsityOf } from '../../examples/dropout-features/sparsity.js'
import { found, quick } from './quick.js'

it('units are sparser with dropout, and digits are still drawn', async () => {
  const { findings, pictures } = await quick(example)
  const one = (name: string) => found({ findings }, name)
  // A pixel whose share of ink is all that is known has 0.26; that of an untrained network is ln 2 = 0.69 or more.
  for (const name of ['plain', 'dropout']) expect(one(`${name}: cross-entropy of a pixel`)).toBeLessThan(0.22)
  expect(one('dropout: mean activation')).toBeLessThan(0.8 * one('plain: mean activation'))
  expect(pictures?.features).toContain('data:image/png')
  expect(pictures?.sparsity).toContain('<polyline')
})

it('sparsity is measured by unit and by digit', () => {
  const activations = Float32Array.of(4, 0, 0, 0, 1, 1, 1, 1)
  const { means, mean, active, half } = sparsityOf({ activations, units: 4, features: [], loss: 0 })
  expect(means).toEqual([2.5, 0.5, 0.5, 0.5])
  expect([mean, active, half]).toEqual([1, 62.5, 37.5])
})

it('a histogram outlines shares of a hundred; what lies beyond counts in the last bin', () =>
  expect(histogram([0, 0.4, 1, 9], 2, 2)).toEqual([
    [0, 50],
    [1, 50],
    [1, 50],
    [2, 50],
  ]))
