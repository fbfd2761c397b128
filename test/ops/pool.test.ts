import fc from 'fast-check'
import { isRight } from 'fp-ts/lib/Either.js'
import { beforeAll, describe, expect, test } from 'vitest'
import { type AnyTensor, acquire, avgPool, conv, grad, inspect, maxPool, mul, sum, type Tensor, tensor, zeros } from '../../src/index.js'
import { sizeOf } from '../../src/shape/dim.js'
import { poolShape } from '../../src/shape/pool.js'
import { slideOf, spread } from '../../src/shape/window.js'
import { elementOf } from '../support/elements.js'
import { filled } from '../support/filled.js'
import { indices } from '../support/indices.js'
import { poolingUses } from '../support/windows.js'

beforeAll(() => acquire({ backend: 'reference' }))

/** Numbers of which no two are equal. */
const distinct = <const S extends readonly number[]>(shape: S) => filled(shape, (i) => ((i * 7919) % 10007) / 5000 - 1)

const uses = poolingUses.filter(({ x, window, settings }) => isRight(poolShape('pool', x, window, settings)) && sizeOf(x) < 600)

/** What windows see, place by place. */
const seen = async (
  x: AnyTensor,
  y: AnyTensor,
  { window, settings }: { window: Parameters<typeof spread>[0]; settings: Parameters<typeof slideOf>[2] },
) => {
  const [elementAt, sizes] = [await elementOf(x), x.shape.slice(1, -1)]
  const taps = spread(window, sizes.length)
  const { stride, low } = slideOf(sizes, taps, settings)
  return indices(y.shape).map(([batch = 0, ...rest]) =>
    indices(taps).flatMap((tap) => {
      const at = tap.map((t, axis) => (rest[axis] ?? 0) * (stride[axis] ?? 1) + t - (low[axis] ?? 0))
      if (at.some((i, axis) => i < 0 || i >= (sizes[axis] ?? 0))) return []
      return [elementAt([batch, ...at, rest.at(-1) ?? 0])]
    }),
  )
}

const mean = (list: readonly number[]): number => list.reduce((a, b) => a + b, 0) / list.length

describe.each([
  ['maxPool', maxPool, (list: readonly number[]) => Math.max(...list)],
  ['avgPool', avgPool, mean],
] as const)('%s', (_, pool, fold) => {
  test('folds what the window sees, of which padding is no part', async () => {
    await fc.assert(
      fc.asyncProperty(uses, async ({ x: shape, window, settings }) => {
        const x = distinct(shape)
        const y = pool(x, window, settings)
        const expected = (await seen(x, y, { window, settings: { ...settings, dilation: 1 } })).map(fold)
        const data = await y.data()
        expect(data.length).toBe(expected.length)
        expected.forEach((value, i) => {
          expect(data[i]).toBeCloseTo(value, 12)
        })
      }),
      { numRuns: 60 },
    )
  })

  test('moves as its gradient says, after a convolution', async () => {
    const k = distinct([3, 3, 2, 3])
    const loss = (x: Tensor<[1, 6, 7, 2], 'f64'>): Tensor<[], 'f64'> => {
      const y = pool(conv(x, k, { padding: 1 }), 3, { stride: 2, padding: 1 })
      return sum(mul(y, y))
    }
    const x = distinct([1, 6, 7, 2])
    const [data, dx] = [await x.data(), await grad(loss)(x).data()]
    const at = async (i: number, by: number) => {
      const moved = data.slice()
      moved[i] = (moved[i] ?? 0) + by
      return loss(tensor(moved, { shape: x.shape, dtype: 'f64' })).item()
    }
    const h = 1e-6
    for (const i of data.keys()) expect(((await at(i, h)) - (await at(i, -h))) / (2 * h)).toBeCloseTo(dx[i] ?? 0, 4)
  })

  test('passes NaN on to the places that see it', async () => {
    const x = tensor([1, 2, Number.NaN, 4, 5, 6], { shape: [1, 6, 1] })
    const [first, second, third] = await pool(x, 2).data()
    expect([Number.isNaN(first), Number.isNaN(second), Number.isNaN(third)]).toEqual([false, true, false])
  })
})

describe('maxPool', () => {
  test('never chooses padding, of negative and of whole numbers too', async () => {
    const x = tensor([-3, -1, -2], { shape: [1, 3, 1] })
    expect([...(await maxPool(x, 2, { stride: 1, padding: 1 }).data())]).toEqual([-3, -1, -1, -2])
    const whole = tensor([-3, -1, -2], { shape: [1, 3, 1], dtype: 'i32' })
    expect([...(await maxPool(whole, 3, { stride: 1, padding: 'same' }).data())]).toEqual([-1, -1, -1])
  })

  test('sends the derivative to the largest element, and shares it among equal ones', async () => {
    const total = (x: Tensor<[1, 6, 1]>) => sum(maxPool(x, 3))
    expect([...(await grad(total)(tensor([1, 5, 2, 4, 0, 4], { shape: [1, 6, 1] })).data())]).toEqual([0, 1, 0, 0.5, 0, 0.5])
  })

  test('is one kernel', () => {
    const pool = (x: Tensor<[8, 28, 28, 4]>) => maxPool(x, 3, { stride: 2, padding: 1 })
    expect(inspect(pool)(zeros([8, 28, 28, 4])).counts.dispatches).toBe(1)
  })
})
