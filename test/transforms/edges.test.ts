import { beforeAll, describe, expect, it } from 'vitest'
import {
  type AnyTensor,
  abs,
  acquire,
  add,
  clip,
  cond,
  div,
  expm1,
  grad,
  greater,
  log,
  log1p,
  logSoftmax,
  logSumExp,
  map,
  max,
  maximum,
  min,
  minimum,
  mul,
  norm,
  pow,
  relu,
  sigmoid,
  softmax,
  softplus,
  sqrt,
  std,
  sum,
  type Tensor,
  tensor,
  variance,
  vmap,
  where,
} from '../../src/index.js'

/* Where derivatives jump or values run away: what comes out is stated here, and is what JAX gives. */

beforeAll(() => acquire({ backend: 'reference' }))

const [infinity, nan] = [Number.POSITIVE_INFINITY, Number.NaN]

type Scalar = Tensor<[], 'f64'>
type Vector = Tensor<[number], 'f64'>

const numbers = async (x: AnyTensor): Promise<number[]> => [...(await x.data())]
const scalar = (x: number): Scalar => tensor(x, { dtype: 'f64' })
const vector = (...x: readonly number[]): Vector => tensor(Float64Array.from(x), { shape: [x.length] })
const slopeOf =
  (f: (x: Scalar) => Scalar) =>
  async (x: number): Promise<number> =>
    grad(f)(scalar(x)).item()
const slopesOf =
  (f: (x: Vector) => Scalar) =>
  (...x: readonly number[]): Promise<number[]> =>
    numbers(grad(f)(vector(...x)))

describe('a choice between values', () => {
  it('lets NaN through from the side that is not taken: both are computed, and 0 times an infinite slope is NaN', async () => {
    const bad = (x: Scalar) => where(greater(x, 0), sqrt(x), 0)
    expect(await bad(scalar(0)).item()).toBe(0)
    expect(await slopeOf(bad)(0)).toBeNaN()
  })

  it('does not where the operand is made safe before, by another choice', async () => {
    const good = (x: Scalar) => where(greater(x, 0), sqrt(where(greater(x, 0), x, 1)), 0)
    expect(await slopeOf(good)(0)).toBe(0)
    expect(await slopeOf(good)(4)).toBe(0.25)
  })

  it('nor with cond, whose derivative is that of the branch alone, mapped or in a loop too', async () => {
    const root = (x: Scalar): Scalar =>
      cond(
        greater(x, 0),
        (y: Scalar) => sqrt(y),
        () => scalar(0),
        x,
      )
    expect(await slopeOf(root)(0)).toBe(0)
    expect(await numbers(vmap(grad(root))(vector(0, 4)))).toEqual([0, 0.25])
    expect(await slopesOf((x) => sum(map(root, x)))(0, 4)).toEqual([0, 0.25])
    expect(await slopeOf(grad(root))(0)).toBe(0)
  })

  it('but a cond that is mapped first is a where: a derivative of that lets NaN through', async () => {
    const root = (x: Scalar): Scalar =>
      cond(
        greater(x, 0),
        (y: Scalar) => sqrt(y),
        () => scalar(0),
        x,
      )
    const [first, second] = await slopesOf((x) => sum(vmap(root)(x) as Vector))(0, 4)
    expect(first).toBeNaN()
    expect(second).toBe(0.25)
  })
})

describe('ties', () => {
  it('of max and min over an axis share the cotangent evenly', async () => {
    expect(await slopesOf((x) => max(x))(1, 3, 3, 2)).toEqual([0, 0.5, 0.5, 0])
    expect(await slopesOf((x) => min(x))(1, 1, 1, 4)).toEqual([1 / 3, 1 / 3, 1 / 3, 0])
  })

  it('of maximum and minimum give each operand half', async () => {
    for (const f of [maximum, minimum]) {
      const [a, b] = grad((x: Scalar, y: Scalar) => f(x, y), { argnums: [0, 1] })(scalar(2), scalar(2))
      expect([await a.item(), await b.item()]).toEqual([0.5, 0.5])
    }
  })
})

describe('corners', () => {
  it('of abs and relu at 0 have the slope 0', async () => {
    expect(await slopeOf(abs)(0)).toBe(0)
    expect(await slopeOf(relu)(0)).toBe(0)
  })

  it('of clip at its bounds: half the slope at a tie, as of the minimum and maximum that it is', async () => {
    const f = (x: Scalar) => clip(x, -1, 1)
    expect(await slopeOf(f)(1)).toBe(0.5)
    expect(await slopeOf(f)(-1)).toBe(0.5)
    expect(await slopeOf(f)(0.5)).toBe(1)
    expect(await slopeOf(f)(2)).toBe(0)
  })
})

describe('roots', () => {
  it('have an infinite slope at 0', async () => {
    expect(await slopeOf(sqrt)(0)).toBe(infinity)
    expect(await slopeOf(log)(0)).toBe(infinity)
  })

  it('of sums of squares have none at 0: 0 times infinity; so have norm, and std of what is constant', async () => {
    expect(await slopesOf((x) => norm(x))(0, 0)).toEqual([nan, nan])
    expect(await slopesOf((x) => std(x))(2, 2)).toEqual([nan, nan])
  })

  it('of nothing: the variance of what is constant is 0, and its slope too', async () => {
    const constant = vector(3, 3, 3)
    expect(await variance(constant).item()).toBe(0)
    expect(await slopesOf((x) => variance(x))(3, 3, 3)).toEqual([0, 0, 0])
    // Of large numbers too: the mean is taken away before squares are.
    expect(await variance(vector(1e8, 1e8, 1e8)).item()).toBe(0)
  })
})

describe('powers', () => {
  it('0 to the 0 is 1, of slope 0 in the base', async () => {
    expect(await pow(scalar(0), scalar(0)).item()).toBe(1)
    expect(await slopeOf((x) => pow(x, 0))(0)).toBe(0)
  })

  it('of whole exponents have their slope at 0 and below', async () => {
    expect(await slopeOf((x) => pow(x, 2))(0)).toBe(0)
    expect(await slopeOf((x) => pow(x, 1))(0)).toBe(1)
    expect(await slopeOf((x) => pow(x, 3))(-2)).toBe(12)
    expect(await slopeOf(grad((x: Scalar) => pow(x, 2)))(0)).toBe(2)
  })

  it('of 0 have the slope 0 in a positive exponent, though the logarithm of 0 is infinite', async () => {
    expect(await slopeOf((y) => pow(scalar(0), y))(2)).toBe(0)
  })
})

describe('exponentials stay where they are, however large the numbers', () => {
  it('logSumExp of -inf alone is -inf, beside others it counts for nothing, and of inf is inf', async () => {
    expect(await logSumExp(vector(-infinity, -infinity)).item()).toBe(-infinity)
    expect(await logSumExp(vector(-infinity, 1)).item()).toBe(1)
    expect(await logSumExp(vector(infinity, 1)).item()).toBe(infinity)
    expect(await slopesOf((x) => logSumExp(x))(-infinity, 1)).toEqual([0, 1])
    expect(await logSumExp(vector(1000, 1000)).item()).toBeCloseTo(1000 + Math.log(2), 10)
  })

  it('softmax and logSoftmax', async () => {
    expect(await numbers(softmax(vector(1000, 1000)))).toEqual([0.5, 0.5])
    expect(await numbers(softmax(vector(-1000, 1000)))).toEqual([0, 1])
    expect(await numbers(logSoftmax(vector(-1000, 1000)))).toEqual([-2000, 0])
    expect(await numbers(softmax(vector(-infinity, 0)))).toEqual([0, 1])
    expect(await slopesOf((x) => sum(mul(softmax(x), vector(1, 0))))(-1000, 1000)).toEqual([0, 0])
  })

  it('sigmoid and softplus', async () => {
    expect(await numbers(sigmoid(vector(-1000, 1000)))).toEqual([0, 1])
    expect(await slopesOf((x) => sum(sigmoid(x)))(-1000, 1000)).toEqual([0, 0])
    expect(await numbers(softplus(vector(-1000, 1000)))).toEqual([0, 1000])
    expect(await slopesOf((x) => sum(softplus(x)))(-1000, 0, 1000)).toEqual([0, 0.5, 1])
  })

  it('softplus is smooth at 0', async () => {
    expect(await slopeOf(grad(softplus as (x: Scalar) => Scalar))(0)).toBe(0.25)
    expect(await slopeOf(grad(grad(softplus as (x: Scalar) => Scalar)))(0)).toBe(0)
  })

  it('log1p and expm1 of what is small keep its digits', async () => {
    expect(await log1p(scalar(1e-20)).item()).toBe(1e-20)
    expect(await expm1(scalar(1e-20)).item()).toBe(1e-20)
    expect(await slopeOf(log1p)(1e-20)).toBe(1)
    expect(await slopeOf(expm1)(1e-20)).toBe(1)
  })
})

it('a division by 0 has no slope that is a number', async () => {
  expect(await slopeOf((x) => div(x, scalar(0)))(1)).toBe(infinity)
  expect(await slopeOf((x) => div(scalar(1), x))(0)).toBe(-infinity)
  expect(await slopeOf((x) => add(div(x, x), 0))(0)).toBeNaN()
})
