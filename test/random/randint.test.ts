import { beforeAll, describe, expect, it } from 'vitest'
import { acquire, exponential, InvalidArgument, key, randint } from '../../src/index.js'
import { numbers } from '../support/elements.js'

describe.each(['reference', 'cpu'] as const)('on %s', (backend) => {
  beforeAll(() => acquire({ backend }))

  it.each([
    [0, 10, [4, 4, 1, 9, 9, 9]],
    [-5, 7, [-5, 1, -2, -4, 0, -2]],
    [0, 2147483647, [977810629, 1236381715, 780371127, 1127988417, 475579021, 870292843]],
    [3, 4, [3, 3, 3, 3, 3, 3]],
  ])('randint from %d to %d is that of jax.random.randint(key(42), (6,), ...)', async (min, max, wanted) => {
    expect(await numbers(randint(key(42), min, max, [6]))).toEqual(wanted)
  })

  it('exponential is that of jax.random.exponential(key(42), (6,))', async () => {
    const wanted = [0.670817494392395, 1.1388006210327148, 0.9578199982643127, 0.8232924938201904, 0.5990096926689148, 0.8815653324127197]
    for (const [i, x] of (await numbers(exponential(key(42), [6]))).entries()) expect(x).toBeCloseTo(wanted[i] ?? 0, 6)
  })

  it('exponential has mean and variance 1, and no negative numbers', async () => {
    const drawn = await numbers(exponential(key(3), [20_000]))
    const mean = drawn.reduce((total, x) => total + x, 0) / drawn.length
    const variance = drawn.reduce((total, x) => total + (x - mean) ** 2, 0) / drawn.length
    expect(Math.abs(mean - 1)).toBeLessThan(4 / Math.sqrt(20_000))
    expect(Math.abs(variance - 1)).toBeLessThan(4 * Math.sqrt(8 / 20_000))
    expect(Math.min(...drawn)).toBeGreaterThanOrEqual(0)
  })
})

it('randint refuses what is no range', () => {
  expect(() => randint(key(0), 5, 5, [1])).toThrow(new InvalidArgument('randint: max is a number above min, 5, by less than 2^31; got 5'))
  expect(() => randint(key(0), 0.5, 5, [1])).toThrow(new InvalidArgument('randint: min is a whole number of i32; got 0.5'))
})
