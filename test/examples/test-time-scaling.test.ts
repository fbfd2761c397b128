import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { init } from '../../dsl/index.js'
import { example } from '../../examples/test-time-scaling/example.js'
import { geometricMean, scaledLayer } from '../../examples/test-time-scaling/identity.js'
import { inverted, plain, plainOf } from '../../examples/test-time-scaling/nets.js'
import { acquire, key, normal, uniform } from '../../src/index.js'
import { found, quick } from './quick.js'

it('three ways to predict after dropout read as many digits', async () => {
  const { findings, pictures } = await quick(example)
  const error = (name: string) => found({ findings }, name)
  const inverted = error('inverted dropout')
  expect(inverted).toBeLessThan(25) // chance has 90
  expect(error('plain dropout, weights times 1 - p')).toBeLessThan(25)
  expect(error('mean of 1 thinned nets')).toBeGreaterThan(error('mean of 50 thinned nets'))
  // 500 digits: 3 points are more than two standard errors of a difference of some twenty digits.
  expect(Math.abs(error('mean of 50 against inverted: test error'))).toBeLessThan(3)
  expect(error('inverted against its weights over 1 - p, scaled')).toBeLessThan(1e-5)
  expect(pictures?.nets).toContain('<polyline')
})

describe('identities', () => {
  beforeAll(() => acquire({ backend: 'cpu' }))

  it('the geometric mean of all 2^10 thinned softmax layers is the layer with scaled weights', () =>
    fc.assert(
      fc.asyncProperty(fc.nat(1000), fc.double({ min: 0.05, max: 0.95, noNaN: true }), async (seed, rate) => {
        const layer = { kernel: normal(key(seed), [10, 10]), bias: normal(key(seed + 1), [10]) }
        const x = normal(key(seed + 2), [10])
        const [all, one] = [await geometricMean(layer, x, rate).data(), await scaledLayer(layer, x, rate).data()]
        for (const [i, p] of all.entries()) expect(p).toBeCloseTo(one[i] ?? Number.NaN, 5)
      }),
      { numRuns: 20 },
    ))

  it('plain and inverted dropout draw the same thinned net from the same key, with weights that differ by 1 - p', async () => {
    const [a, b] = [plain(16), inverted(16)]
    const variables = init(b, key(0))
    const x = uniform(key(1), [4, 28, 28, 1])
    const context = { training: true, key: key(2) }
    const [thinned] = b.whole.forward(variables, x, context)
    const [same] = a.whole.forward(plainOf(variables), x, context)
    if (!('data' in thinned) || !('data' in same)) throw new Error('a network of one output gives one tensor')
    const [left, right] = [await thinned.data(), await same.data()]
    expect(left).toHaveLength(40)
    for (const [i, y] of left.entries()) expect(y).toBeCloseTo(right[i] ?? Number.NaN, 4)
  })
})
