import { beforeAll, describe, expect, it } from 'vitest'
import {
  type AnyTensor,
  acquire,
  arange,
  gather,
  grad,
  inspect,
  key,
  mul,
  type Shape,
  scatterAdd,
  sum,
  type Tensor,
  tensor,
  uniform,
  vmap,
  zeros,
} from '../../src/index.js'
import { backends } from '../support/targets.js'

/* Where there are many places and many indices they are sorted, and what meets is summed run by run; elsewhere each place looks at every index. */

const places = (count: number, size: number): number[] => Array.from({ length: count }, (_, i) => (i * i * 31 + (i >> 3)) % size)

/** Added one by one. */
const added = (size: number, at: readonly number[], updates: readonly number[], width: number): number[] => {
  const result = new Array<number>(size * width).fill(0)
  for (const [i, place] of at.entries()) {
    const row = Math.min(Math.max(place, 0), size - 1)
    for (let j = 0; j < width; j++) result[row * width + j] = (result[row * width + j] ?? 0) + (updates[i * width + j] ?? 0)
  }
  return result
}

describe.each(backends)('on %s', (backend) => {
  beforeAll(() => acquire({ backend }))

  it.each(['i32', 'u32'] as const)('adds what meets at each of many places, and nothing elsewhere, for indices in %s', async (dtype) => {
    const [size, count, width] = [2000, 1000, 3]
    const at = places(count, size - 20).map((place, i) => (i % 50 === 0 ? 100_000 : dtype === 'i32' && i % 50 === 1 ? -3 : place))
    const updates = Array.from({ length: count * width }, (_, i) => (i % 97) - 40)
    const x = scatterAdd(zeros([size, width]), tensor(at, { shape: [count], dtype }), tensor(updates, { shape: [count, width] }))
    expect([...(await x.data())]).toEqual(added(size, at, updates, width))
  })

  it('keeps NaN and infinities where they belong', async () => {
    const [size, count] = [2100, 2100]
    const updates = Array.from({ length: count }, (_, i) => (i === 5 ? Number.NaN : i === 7 ? Number.POSITIVE_INFINITY : 1))
    const x = scatterAdd(zeros([size]), arange(count, { dtype: 'i32' }), tensor(updates, { shape: [count] }))
    expect([...(await x.data())]).toEqual(updates)
  })

  it('along any axis, for indices of any rank, and mapped', async () => {
    const at = tensor(places(24 * 30, 150), { shape: [24, 30], dtype: 'i32' })
    const table = uniform(key(1), [3, 500, 4])
    const weights = uniform(key(2), [3, 24, 30, 4])
    const loss = (x: Tensor<[3, 500, 4]>) => sum(mul(gather(x, at, 1), weights))
    // Each example by itself looks at every index, all together are sorted.
    const one = (x: Tensor<[150, 4]>, i: Tensor<[30], 'i32'>, w: Tensor<[30, 4]>) => scatterAdd(x, i, w)
    const many = vmap(one, { in: [null, 0, 0] })(zeros([150, 4]), at, uniform(key(3), [24, 30, 4]))
    const slow = await Promise.all(
      [0, 23].map(async (b) => {
        const w = [...(await uniform(key(3), [24, 30, 4]).data())].slice(b * 120, (b + 1) * 120)
        return added(150, places(24 * 30, 150).slice(b * 30, (b + 1) * 30), w, 4)
      }),
    )
    const found = [...(await many.data())]
    for (const [i, b] of [0, 23].entries()) {
      const rows = found.slice(b * 600, (b + 1) * 600)
      expect(Math.max(...rows.map((x, j) => Math.abs(x - (slow[i]?.[j] ?? Number.NaN))))).toBeLessThan(1e-5)
    }
    const gradient = [...(await grad(loss)(table).data())]
    const w = [...(await weights.data())]
    for (const outer of [0, 2]) {
      const wanted = added(500, places(24 * 30, 150), w.slice(outer * 2880, (outer + 1) * 2880), 4)
      const rows = gradient.slice(outer * 2000, (outer + 1) * 2000)
      expect(Math.max(...rows.map((x, j) => Math.abs(x - (wanted[j] ?? Number.NaN))))).toBeLessThan(1e-4)
    }
  })
})

describe('the kernels of it', () => {
  beforeAll(() => acquire({ backend: 'webgpu' }))
  const kernels = (size: number, count: number): number =>
    inspect((x: AnyTensor, i: Tensor<[number], 'i32'>, u: AnyTensor) => scatterAdd(x as Tensor<Shape>, i, u as Tensor<Shape>))(
      zeros([size, 8]) as AnyTensor,
      zeros([count], { dtype: 'i32' }) as Tensor<[number], 'i32'>,
      zeros([count, 8]) as AnyTensor,
    ).counts.dispatches

  it('are one for few, and as many for each doubling of many indices as sorting takes', () => {
    expect(kernels(10, 500)).toBe(1)
    expect(kernels(2000, 1024) - kernels(2000, 512)).toBe(1)
  })
})
