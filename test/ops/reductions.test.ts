import { beforeAll, describe, expect, test } from 'vitest'
import {
  acquire,
  all,
  any,
  argmax,
  argmin,
  elu,
  gelu,
  grad,
  leakyRelu,
  logSoftmax,
  logSumExp,
  max,
  mean,
  min,
  norm,
  prod,
  relu,
  selu,
  silu,
  softmax,
  softplus,
  std,
  sum,
  type Tensor,
  tensor,
  variance,
  zeros,
} from '../../src/index.js'

beforeAll(async () => {
  await acquire({ backend: 'reference' })
})

const m = tensor([
  [1, 2, 6],
  [4, 5, 0],
])

describe('reductions', () => {
  test.each([
    ['sum', sum, [5, 7, 6]],
    ['prod', prod, [4, 10, 0]],
    ['max', max, [4, 5, 6]],
    ['min', min, [1, 2, 0]],
    ['mean', mean, [2.5, 3.5, 3]],
    ['variance', variance, [2.25, 2.25, 9]],
    ['std', std, [1.5, 1.5, 3]],
  ])('%s along an axis, negative or not, kept or not', async (_, reduce, expected) => {
    expect(await reduce(m, { axis: 0 }).toArray()).toEqual(expected)
    expect(await reduce(m, { axis: -2, keepDims: true }).toArray()).toEqual([expected])
    expect(reduce(m).shape).toEqual([])
    expect(reduce(m, { axis: [1, 0], keepDims: true }).shape).toEqual([1, 1])
  })

  test('an axis is kept or not', () => {
    // @ts-expect-error it is true or false
    expect(() => sum(m, { keepDims: 'no' })).toThrow("sum: keepDims is true or false; got 'no'")
    // @ts-expect-error it is true or false
    expect(() => argmax(m, { keepDims: 1 })).toThrow('argmax: keepDims is true or false; got 1')
  })

  test('the norm is the root of the sum of squares', async () => {
    expect(await norm(tensor([3, 4])).item()).toBe(5)
  })

  test('any and all look at bools, and of none say false and true', async () => {
    const b = tensor([
      [true, false],
      [true, true],
    ])
    expect(await any(b, { axis: 0 }).toArray()).toEqual([1, 1])
    expect(await all(b, { axis: 0 }).toArray()).toEqual([1, 0])
    expect(await any(zeros([0], { dtype: 'bool' })).item()).toBe(0)
    expect(await all(zeros([0], { dtype: 'bool' })).item()).toBe(1)
  })

  test('argmax and argmin give the first place, along an axis or among all', async () => {
    const ties = tensor([
      [1, 7, 7],
      [0, 0, 7],
    ])
    expect(await argmax(ties, { axis: -1 }).toArray()).toEqual([1, 2])
    expect(await argmin(ties, { axis: 1, keepDims: true }).toArray()).toEqual([[0], [0]])
    expect(await argmax(ties).item()).toBe(1)
    expect(await argmin(ties, { keepDims: true }).toArray()).toEqual([[3]])
  })

  test('over nothing a sum is 0, a product 1, a mean NaN, and an extremum an error', async () => {
    const nothing = zeros([2, 0])
    expect(await sum(nothing, { axis: 1 }).toArray()).toEqual([0, 0])
    expect(await prod(nothing).item()).toBe(1)
    expect(await mean(nothing, { axis: 1 }).toArray()).toEqual([Number.NaN, Number.NaN])
    expect(() => max(nothing as Tensor<[number, number]>)).toThrow(
      'max: [2, 0] is empty along the axes reduced; there is nothing to choose from',
    )
    expect(max(nothing, { axis: 0 }).shape).toEqual([0])
  })
})

const { NEGATIVE_INFINITY, NaN: nan, POSITIVE_INFINITY } = Number

/** Equal to an f32's precision. */
const close = async (actual: Tensor<[number]>, expected: readonly number[]): Promise<void> => {
  const found = await actual.toArray()
  expected.forEach((value, i) => {
    expect(Math.abs((found[i] ?? nan) - value)).toBeLessThanOrEqual(1e-6 * Math.max(1, Math.abs(value)))
  })
}

describe('activations and what is made of exponentials', () => {
  const x = tensor([-1000, -1, 0, 1, 1000])

  test('their values, from their formulas', async () => {
    await close(relu(x), [0, 0, 0, 1, 1000])
    await close(leakyRelu(x, 0.1), [-100, -0.1, 0, 1, 1000])
    await close(elu(x), [-1, Math.expm1(-1), 0, 1, 1000])
    await close(elu(x, 2), [-2, 2 * Math.expm1(-1), 0, 1, 1000])
    await close(selu(x), [-1.7580993, 1.7580993 * Math.expm1(-1), 0, 1.050701, 1050.701])
    await close(silu(x), [0, -1 / (1 + Math.E), 0, 1 / (1 + Math.exp(-1)), 1000])
    await close(softplus(x), [0, Math.log1p(Math.exp(-1)), Math.LN2, Math.log1p(Math.E), 1000])
    await close(gelu(x), [0, -0.1586553, 0, 0.8413447, 1000])
  })

  test.each([
    ['relu', relu, [0, 0, 0, 1, 1]],
    ['leakyRelu', leakyRelu, [0.01, 0.01, 0.01, 1, 1]],
    ['elu', elu, [0, Math.exp(-1), 1, 1, 1]],
    ['softplus', softplus, [0, 1 / (1 + Math.E), 0.5, 1 / (1 + Math.exp(-1)), 1]],
    ['silu', silu, [0, 0.0723295, 0.5, 0.9276705, 1]],
    ['gelu', gelu, [0, -0.0833155, 0.5, 1.0833155, 1]],
  ])('the slope of %s, also far out', async (_, activation, expected) => {
    await close(grad((v: Tensor<[5]>) => sum(activation(v)))(x), expected)
  })

  test.each([
    ['relu', relu, 0, 1],
    ['leakyRelu', leakyRelu, 0.01, 1],
    ['elu', elu, 1, 1],
    ['selu', selu, 1.7580993, 1.050701],
    ['softplus', softplus, 0.5, nan],
    ['silu', silu, 0.5, nan],
    ['gelu', gelu, 0.5, nan],
  ])('%s at 0 and at NaN has the slope to the left, and of what passes NaN on', async (_, activation, left, atNaN) => {
    const slopes = await grad((v: Tensor<[2]>) => sum(activation(v)))(tensor([0, nan])).toArray()
    expect(slopes[0]).toBeCloseTo(left, 6)
    expect(slopes[1]).toSatisfy((slope: number) => Object.is(slope, atNaN) || Math.abs(slope - atNaN) < 1e-6)
  })

  test.each([relu, leakyRelu, elu, selu, silu, softplus, gelu])('%o passes NaN through', async (activation) => {
    expect(await activation(tensor([nan])).toArray()).toEqual([nan])
  })

  test('softmax adds up to 1 and does not overflow', async () => {
    await close(softmax(tensor([1000, 1000])), [0.5, 0.5])
    await close(softmax(tensor([0, NEGATIVE_INFINITY])), [1, 0])
    const rows = await sum(softmax(m), { axis: -1 }).toArray()
    for (const row of rows) expect(row).toBeCloseTo(1, 6)
    expect(softmax(zeros([2, 0])).shape).toEqual([2, 0])
  })

  test('logSoftmax is exact where the weight vanishes', async () => {
    await close(logSoftmax(tensor([0, 1000])), [-1000, 0])
  })

  test('logSumExp takes infinities as they are', async () => {
    await close(logSumExp(tensor([[1000, 1000]]), { axis: 1 }), [1000 + Math.LN2])
    expect(await logSumExp(tensor([NEGATIVE_INFINITY, NEGATIVE_INFINITY])).item()).toBe(NEGATIVE_INFINITY)
    expect(await logSumExp(tensor([POSITIVE_INFINITY, 0])).item()).toBe(POSITIVE_INFINITY)
    expect(await logSumExp(tensor([nan, 0])).item()).toBe(nan)
  })

  test('the gradient of logSumExp is softmax', async () => {
    const v = tensor([0, 1, 1000])
    expect(await grad((y: Tensor<[3]>) => logSumExp(y))(v).toArray()).toEqual(await softmax(v).toArray())
  })
})
