import { beforeAll, describe, expect, it } from 'vitest'
import { init, predict } from '../../dsl/index.js'
import { example } from '../../examples/features/example.js'
import { layersOf } from '../../examples/features/layers.js'
import { network } from '../../examples/features/network.js'
import { acquire, key, uniform } from '../../src/index.js'
import { found, quick } from './quick.js'

it('makes pictures that excite units more than any digit does', async () => {
  const { findings, pictures } = await quick(example)
  const one = (name: string) => found({ findings }, name)
  expect(one('test error')).toBeLessThan(20) // chance has 90
  // A picture of noise beats the most exciting of 500 digits in hardly a unit.
  expect(one('third layer: units excited more by their picture than by any digit')).toBeGreaterThan(60)
  expect(one('classes: probability of the class in its own picture')).toBeGreaterThan(0.5) // chance has 0.1
  for (const name of ['filters', 'exciting', 'maps']) expect(pictures?.[name]).toContain('data:image/png')
})

describe('the network as functions', () => {
  beforeAll(() => acquire({ backend: 'cpu' }))

  it('gives the logits that the model gives', async () => {
    const weights = init(network, key(0))
    const x = uniform(key(1), [3, 28, 28, 1])
    const [there, here] = [await predict(network, weights, x).data(), await layersOf(weights, x).logits.data()]
    expect(here).toHaveLength(30)
    for (const [i, value] of here.entries()) expect(value).toBeCloseTo(there[i] ?? Number.NaN, 4)
  })
})
