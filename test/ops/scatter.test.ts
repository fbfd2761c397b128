import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  acquire,
  at,
  grad,
  jit,
  mul,
  ones,
  scatter,
  scatterMax,
  scatterMin,
  sum,
  type Tensor,
  tensor,
  vmap,
  zeros,
} from '../../src/index.js'
import { numbers } from '../support/elements.js'
import { backends } from '../support/targets.js'

afterAll(() => acquire({ backend: 'reference' }))

const ints = (values: readonly number[]) => tensor(Int32Array.from(values), { shape: [values.length] })
const floats = (values: readonly number[]) => tensor(Float32Array.from(values), { shape: [values.length] })

/** What each operation does, said by a loop. */
const loops = {
  scatter: (_: number, update: number) => update,
  scatterMax: Math.max,
  scatterMin: Math.min,
} as const

const operations = { scatter, scatterMax, scatterMin } as const

describe.each(backends)('on %s', (backend) => {
  beforeAll(() => acquire({ backend }))

  // Few updates are looked at one by one, many are sorted: both sides of the bound.
  it.each([
    [5, 9, 20],
    [3000, 1500, 1],
  ] as const)('%i places, %i updates: as a loop has them', async (size, count, runs) => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('scatter' as const, 'scatterMax' as const, 'scatterMin' as const),
        fc.array(fc.integer({ min: -2, max: size + 1 }), { minLength: count, maxLength: count }),
        fc.array(fc.integer({ min: -20, max: 20 }), { minLength: count, maxLength: count }),
        async (name, indices, updates) => {
          const wanted = Array.from({ length: size }, (_, i) => (i % 7) - 3)
          const x = floats(wanted)
          indices.forEach((index, i) => {
            const place = Math.min(Math.max(index, 0), size - 1)
            wanted[place] = loops[name](wanted[place] ?? 0, updates[i] ?? 0)
          })
          expect(await numbers(operations[name](x, ints(indices), floats(updates)))).toEqual(wanted)
        },
      ),
      { numRuns: runs },
    )
  })

  it('sorts updates of several numbers each, per number', async () => {
    const [size, count] = [1500, 1200]
    const indices = Array.from({ length: count }, (_, i) => (i * i) % 997)
    const updates = Array.from({ length: count * 3 }, (_, i) => ((i * 7919) % 1009) - 500)
    const wanted = new Array<number>(size * 3).fill(0)
    indices.forEach((place, i) => {
      for (let k = 0; k < 3; k++) wanted[place * 3 + k] = Math.max(wanted[place * 3 + k] ?? 0, updates[i * 3 + k] ?? 0)
    })
    const given = tensor(Float32Array.from(updates), { shape: [count, 3] })
    expect(await numbers(scatterMax(zeros([size, 3]), ints(indices), given))).toEqual(wanted)
  })

  it('the last of equal indices stands, and it alone has a derivative', async () => {
    const i = tensor([0, 2, 0], { dtype: 'i32' })
    const weights = tensor([10, 20, 30])
    const loss = (x: Tensor<[3]>, updates: Tensor<[3]>) => sum(mul(scatter(x, i, updates), weights))
    expect(await numbers(scatter(zeros([3]), i, tensor([5, 6, 7])))).toEqual([7, 0, 6])
    const [ofX, ofUpdates] = jit(grad(loss, { argnums: [0, 1] }))(zeros([3]), ones([3]))
    expect(await numbers(ofX)).toEqual([0, 20, 0])
    expect(await numbers(ofUpdates)).toEqual([0, 30, 10])
  })

  it('ties of scatterMax share the derivative, with what was there as well', async () => {
    const i = tensor([0, 0, 1], { dtype: 'i32' })
    const loss = (x: Tensor<[2]>, updates: Tensor<[3]>) => sum(mul(scatterMax(x, i, updates), tensor([6, 8])))
    const [ofX, ofUpdates] = grad(loss, { argnums: [0, 1] })(tensor([1, 1]), tensor([1, 1, 0]))
    expect(await numbers(ofX)).toEqual([2, 8])
    expect(await numbers(ofUpdates)).toEqual([2, 2, 0])
  })

  it('NaN wins both ways', async () => {
    const i = tensor([0, 0, 1], { dtype: 'i32' })
    const updates = tensor([1, Number.NaN, 5])
    expect(await numbers(scatterMax(zeros([3]), i, updates))).toEqual([Number.NaN, 5, 0])
    expect(await numbers(scatterMin(zeros([3]), i, updates))).toEqual([Number.NaN, 0, 0])
  })

  it('whole numbers at the ends of their range', async () => {
    const i = tensor([0, 1, 1], { dtype: 'i32' })
    const low = tensor([-(2 ** 31), 5, 2 ** 31 - 1], { dtype: 'i32' })
    expect(await numbers(scatterMin(zeros([3], { dtype: 'i32' }), i, low))).toEqual([-(2 ** 31), 0, 0])
    expect(await numbers(scatterMax(zeros([3], { dtype: 'i32' }), i, low))).toEqual([0, 2 ** 31 - 1, 0])
  })

  it('is mapped over indices as by a loop', async () => {
    const i = tensor(
      [
        [0, 0],
        [2, 1],
      ],
      { dtype: 'i32' },
    )
    const x = tensor([1, 2, 3])
    const each = vmap((row: Tensor<[2], 'i32'>) => scatterMax(x, row, tensor([9, -9])))
    expect(await numbers(each(i))).toEqual([9, 2, 3, 1, 2, 9])
    const set = vmap((row: Tensor<[2], 'i32'>) => at(x, row).set(tensor([9, -9])))
    expect(await numbers(set(i))).toEqual([-9, 2, 3, 1, -9, 9])
  })

  it('at: no update leaves x as it is', async () => {
    const none = zeros([0], { dtype: 'i32' })
    expect(await numbers(at(tensor([1, 2]), none).set(5))).toEqual([1, 2])
    expect(await numbers(at(tensor([1, 2]), none).max(5))).toEqual([1, 2])
  })
})
