import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { apply, batchNorm, init, sequential } from '../../dsl/index.js'
import * as t from '../../src/index.js'
import { type AnyTensor, tensor } from '../../src/index.js'
import { targets, use } from '../support/targets.js'

afterAll(() => t.acquire({ backend: 'reference' }))

/** Constants whose sums, taken one after the other, are rounded the same way again and again: the worst that there is. */
const constant = Math.fround(0.1)
const other = Math.fround(0.7)
const filled = (length: number, value = constant): Float32Array<ArrayBuffer> => new Float32Array(length).fill(value)

/** The largest relative error of some numbers, of which each should be `want`. */
const error = async (got: AnyTensor, want: (i: number) => number): Promise<number> =>
  Float32Array.from(await got.data()).reduce((worst, x, i) => Math.max(worst, Math.abs(x / want(i) - 1)), 0)

const bound = 1e-6

describe.each(targets)('long sums on %s are within 10^-6', (target) => {
  beforeAll(() => use(target))

  it('of 10^7 numbers, and the product of two such vectors', async () => {
    using x = tensor(filled(1e7))
    expect(await error(t.sum(x), () => constant * 1e7)).toBeLessThan(bound)
    expect(await error(t.mean(t.mul(x, 7)), () => constant * 7)).toBeLessThan(bound)
    expect(await error(t.dot(x, x), () => constant ** 2 * 1e7)).toBeLessThan(bound)
    expect(await error(t.norm(x), () => constant * Math.sqrt(1e7))).toBeLessThan(bound)
    expect(await error(t.logSumExp(x), () => constant + Math.log(1e7))).toBeLessThan(bound)
  })

  it('of few columns', async () => {
    using x = tensor(filled(15e6), { shape: [5e6, 3] })
    expect(await error(t.mean(x, { axis: 0 }), () => constant)).toBeLessThan(bound)
    using wide = tensor(filled(2e6, other), { shape: [20, 1e5] })
    expect(await error(t.sum(wide, { axis: 1 }), () => other * 1e5)).toBeLessThan(bound)
    expect(await error(t.sum(t.reshape(wide, [100, 10, 2000]), { axis: [0, 2] }), () => other * 2e5)).toBeLessThan(bound)
  })

  it.each([1_000_003, 65_537, 99_991 * 2])('of %i, which no number of threads divides', async (n) => {
    using x = tensor(filled(n, other))
    expect(await error(t.sum(x), () => other * n)).toBeLessThan(bound)
    expect(await error(t.max(t.neg(x)), () => -other)).toBe(0)
    expect(await error(t.min(x), () => other)).toBe(0)
    expect(await error(t.prod(t.div(x, other)), () => 1)).toBe(0)
  })

  it('of whole numbers are exact, along any axes', async () => {
    for (const shape of [
      [5, 17, 23, 3],
      [20, 3000],
      [2, 3, 40_000],
      [70_000, 2],
      [33, 1, 130],
      [9, 28],
      [7, 20, 16],
      [3, 68, 4],
    ]) {
      const values = Float32Array.from({ length: shape.reduce((a, b) => a * b) }, (_, i) => (i * 7919) % 61)
      using x = tensor(values, { shape })
      for (let subset = 1; subset < 2 ** shape.length; subset++) {
        const axis = shape.map((_, i) => i).filter((i) => subset & (1 << i))
        const want = new Map<number, number>()
        values.forEach((value, i) => {
          const place = shape.reduce(
            ({ at, rest }, n, a) => {
              const stride = shape.slice(a + 1).reduce((p, m) => p * m, 1)
              const here = Math.floor(rest / stride)
              return { at: axis.includes(a) ? at : at * n + here, rest: rest % stride }
            },
            { at: 0, rest: i },
          ).at
          want.set(place, (want.get(place) ?? 0) + value)
        })
        expect([...(await t.sum(x, { axis }).data())]).toEqual([...want.values()])
      }
    }
  })

  it('of many columns, which are made by a thread each', async () => {
    using x = tensor(filled(4e6, other), { shape: [2e4, 200] })
    expect(await error(t.sum(x, { axis: 0 }), () => other * 2e4)).toBeLessThan(bound)
    expect(
      await error(t.variance(t.add(x, t.mul(t.reshape(t.astype(t.less(t.arange(2e4), 1e4), 'f32'), [2e4, 1]), 2)), { axis: 0 }), () => 1),
    ).toBeLessThan(bound)
  })

  it.each([
    ['around 0', 0, 0],
    ['far from 0', 100, 0],
    ['whose first is far from all others', 0, 1000],
  ])('in the variance of few columns of numbers %s', async (_, shift, first) => {
    const [rows, columns] = [16_384, 4]
    const values = Float32Array.from({ length: rows * columns }, (_, i) => shift + Math.sin(i * i) + (i < columns ? first : 0))
    const want = Array.from({ length: columns }, (_, column) => {
      const own = Array.from({ length: rows }, (_, row) => values[row * columns + column] ?? Number.NaN)
      const mean = own.reduce((a, b) => a + b, 0) / rows
      return own.reduce((total, x) => total + (x - mean) ** 2, 0) / rows
    })
    using x = tensor(values, { shape: [rows, columns] })
    expect(await error(t.variance(x, { axis: 0 }), (i) => want[i] ?? Number.NaN)).toBeLessThan(1e-5)
    expect(await error(t.add(t.variance(t.mul(x, 0), { axis: 0 }), 1), () => 1)).toBe(0)
    for (const wrong of [Number.NaN, Number.POSITIVE_INFINITY]) {
      using spoilt = tensor(
        values.map((value, i) => (i === 9 * columns + 2 ? wrong : value)),
        { shape: [rows, columns] },
      )
      expect([...(await t.isNaN(t.variance(spoilt, { axis: 0 })).data())].map(Number)).toEqual([0, 0, 1, 0])
    }
  })

  it('in products of matrices', async () => {
    using a = tensor(filled(40 * 5e4), { shape: [40, 5e4] })
    using b = tensor(filled(5e4 * 24, other), { shape: [5e4, 24] })
    expect(await error(t.matmul(a, b), () => constant * other * 5e4)).toBeLessThan(bound)
    expect(await error(t.matmul(t.slice(a, [0, 2]), t.slice(b, null, [0, 3])), () => constant * other * 5e4)).toBeLessThan(bound)
  })

  it('in the gradients of what is used for all examples', async () => {
    using x = tensor(filled(1e6), { shape: [1e5, 10] })
    const lossOf = (bias: t.Tensor<[10]>) => t.sum(t.mul(t.add(x, bias), x))
    expect(await error(t.grad(lossOf)(t.zeros([10])), () => constant * 1e5)).toBeLessThan(bound)
    using images = tensor(filled(8 * 64 * 64 * 2), { shape: [8, 64, 64, 2] })
    const kernelLoss = (kernel: t.Tensor<[3, 3, 2, 4]>) => t.sum(t.conv(images, kernel))
    expect(await error(t.grad(kernelLoss)(t.zeros([3, 3, 2, 4])), () => constant * 8 * 62 * 62)).toBeLessThan(bound)
    const places = t.rem(t.arange(1e5, { dtype: 'i32' }), 5)
    const lookupLoss = (table: t.Tensor<[5, 3]>) => t.mul(t.sum(t.gather(table, places)), constant)
    expect(await error(t.grad(lookupLoss)(t.zeros([5, 3])), () => constant * 2e4)).toBeLessThan(bound)
    const oftenLoss = (table: t.Tensor<[40, 3]>) => t.mul(t.sum(t.gather(table, t.rem(places, 2))), constant)
    expect(await error(t.slice(t.grad(oftenLoss)(t.zeros([40, 3])), 0), () => constant * 6e4)).toBeLessThan(bound)
  })

  it('in running sums, and in the statistics of a batch', async () => {
    using x = tensor(filled(1e6))
    expect(await error(t.cumsum(x), (i) => constant * (i + 1))).toBeLessThan(bound)
    using batch = tensor(filled(32 * 56 * 56 * 4), { shape: [32, 56, 56, 4] })
    const model = sequential([56, 56, 4], batchNorm({ momentum: 0 }))
    const [, state] = apply(model, init(model, t.key(0)), batch, { training: true })
    expect(await error(state[0].mean, () => constant)).toBeLessThan(bound)
    expect(await error(t.mean(batch, { axis: [0, 1, 2] }), () => constant)).toBeLessThan(bound)
  })
})
