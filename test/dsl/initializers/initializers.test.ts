import { beforeAll, describe, expect, it } from 'vitest'
import { constant } from '../../../dsl/initializers/constant.js'
import { glorotNormal, glorotUniform, heNormal, heUniform, lecunNormal } from '../../../dsl/initializers/variance-scaling.js'
import { acquire, key } from '../../../src/index.js'

beforeAll(() => acquire({ backend: 'reference' }))

const statistics = (values: ArrayLike<number>) => {
  const xs = Array.from(values)
  const mean = xs.reduce((sum, x) => sum + x, 0) / xs.length
  const variance = xs.reduce((sum, x) => sum + (x - mean) ** 2, 0) / xs.length
  return {
    mean,
    variance,
    kurtosis: xs.reduce((sum, x) => sum + (x - mean) ** 4, 0) / xs.length / variance ** 2,
    largest: Math.max(...xs.map(Math.abs)),
  }
}

// A kernel of a 3 x 3 window: 9 * 40 = 360 numbers in, 9 * 60 = 540 out.
const shape = [3, 3, 40, 60] as const
const [fanIn, fanOut] = [360, 540]

describe.each([
  ['heNormal', heNormal, 2 / fanIn, 3],
  ['heUniform', heUniform, 2 / fanIn, 1.8],
  ['glorotNormal', glorotNormal, 2 / (fanIn + fanOut), 3],
  ['glorotUniform', glorotUniform, 2 / (fanIn + fanOut), 1.8],
  ['lecunNormal', lecunNormal, 1 / fanIn, 3],
] as const)('%s', (_, initializer, variance, kurtosis) => {
  it('draws numbers of mean 0 and the variance it states', async () => {
    const found = statistics(await initializer(key(7), shape).data())
    // 21,600 draws: the bounds are five standard errors.
    expect(Math.abs(found.mean)).toBeLessThan(5 * Math.sqrt(variance / 21_600))
    expect(Math.abs(found.variance / variance - 1)).toBeLessThan(5 * Math.sqrt((kurtosis - 1) / 21_600))
    expect(Math.abs(found.kurtosis - kurtosis)).toBeLessThan(0.25)
    if (kurtosis < 3) expect(found.largest).toBeLessThanOrEqual(Math.sqrt(3 * variance) * (1 + 1e-6))
  })

  it('draws the same for equal keys, and other numbers for others', async () => {
    const draw = async (seed: number) => [...(await initializer(key(seed), [4, 5]).data())]
    expect(await draw(1)).toEqual(await draw(1))
    expect(await draw(1)).not.toEqual(await draw(2))
  })
})

describe('constant', () => {
  it('is one value everywhere', async () => expect([...(await constant(0.5)(key(0), [2, 2]).data())]).toEqual([0.5, 0.5, 0.5, 0.5]))
})
