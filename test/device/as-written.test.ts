import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as t from '../../src/index.js'
import { type AnyTensor, tensor } from '../../src/index.js'
import { numbers } from '../support/elements.js'
import { targets, use } from '../support/targets.js'

afterAll(() => t.acquire({ backend: 'reference' }))

const [nan, infinity] = [Number.NaN, Number.POSITIVE_INFINITY]
const f = Math.fround

/** Several operations in one kernel, which a compiler of shaders would make one: each is rounded by itself, as it is written. */
describe.each(targets)('what is computed is what is written: %s', (target) => {
  beforeAll(() => use(target))

  it.each<[string, (x: AnyTensor) => AnyTensor, readonly number[], (x: number) => number]>([
    ['(x + 1e20) - 1e20', (x) => t.sub(t.add(x, 1e20), 1e20), [1, 2], () => 0],
    ['(x - 1e8) + 1e8', (x) => t.add(t.sub(x, 1e8), 1e8), [1, 3, 12], (x) => f(f(x - 1e8) + 1e8)],
    ['x + 1e8 - x', (x) => t.sub(t.add(x, 1e8), x), [1, 3, 12], (x) => f(f(x + 1e8) - x)],
    ['(x 1e30) 1e30 1e-30', (x) => t.mul(t.mul(t.mul(x, 1e30), 1e30), 1e-30), [1, -2, 0], (x) => (x === 0 ? 0 : x * infinity)],
    ['(x / 1e30) / 1e30 1e30 1e30', (x) => t.mul(t.mul(t.div(t.div(x, 1e30), 1e30), 1e30), 1e30), [1, 2], () => 0],
    ['x 0', (x) => t.mul(x, 0), [1, -1, nan, infinity, -infinity], (x) => x * 0],
    ['0 x', (x) => t.mul(0, x), [1, -1, nan, infinity, -infinity], (x) => x * 0],
    ['0 / x', (x) => t.div(0, x), [1, -1, nan, 0, infinity], (x) => 0 / x],
    ['x / x', (x) => t.div(x, x), [1, nan, 0, infinity], (x) => x / x],
    ['x - x', (x) => t.sub(x, x), [1, nan, infinity, -infinity], (x) => x - x],
    ['x + -x', (x) => t.add(x, t.neg(x)), [1, nan, infinity], (x) => x - x],
    ['2 x - (x + x)', (x) => t.sub(t.mul(x, 2), t.add(x, x)), [1, nan, infinity, 3e38], (x) => (Math.abs(x) > 2e38 ? nan : x - x)],
    ['x + 0', (x) => t.add(x, 0), [-0, 0, 1, nan], (x) => x + 0],
    ['0 - x', (x) => t.sub(0, x), [-0, 0, 1, nan], (x) => 0 - x],
    ['-(x - x)', (x) => t.neg(t.sub(x, x)), [1, nan], (x) => -(x - x)],
    ['sqrt(x) sqrt(x)', (x) => t.square(t.sqrt(x)), [-1, nan, 4], (x) => Math.sqrt(x) ** 2],
    ['sqrt(x x)', (x) => t.sqrt(t.square(x)), [-2, 1e30, nan], (x) => Math.sqrt(f(x * x))],
    ['exp(log(x))', (x) => t.exp(t.log(x)), [-1, 0, nan, infinity], (x) => Math.exp(Math.log(x))],
    ['log(exp(x))', (x) => t.log(t.exp(x)), [200, -200, nan], (x) => Math.log(f(Math.exp(x)))],
    ['1 / (1 / x)', (x) => t.reciprocal(t.reciprocal(x)), [0, -0, infinity, nan], (x) => 1 / (1 / x)],
    ['x + 1 > x', (x) => t.greater(t.add(x, 1), x), [1, f(1e20), infinity, nan], (x) => Number(f(x + 1) > x)],
    ['x 2 > x', (x) => t.greater(t.mul(x, 2), x), [1, infinity, nan], (x) => Number(x * 2 > x)],
    ['x 1.1 - 1.1 x', (x) => t.sub(t.mul(x, 1.1), t.mul(1.1, x)), [1, nan, infinity], (x) => x - x],
    ['x - x is 0', (x) => t.equal(t.sub(x, x), 0), [1, infinity, nan], (x) => Number(x - x === 0)],
    ['x is x', (x) => t.equal(x, x), [1, infinity, nan], (x) => Number(!Number.isNaN(x))],
    ['x at most x', (x) => t.lessEqual(x, x), [1, nan], (x) => Number(!Number.isNaN(x))],
    ['relu(x - x)', (x) => t.relu(t.sub(x, x)), [1, nan, infinity], (x) => x - x],
    ['maximum(x 0, 1)', (x) => t.maximum(t.mul(x, 0), 1), [1, nan, infinity], (x) => Math.max(x * 0, 1)],
    ['clip(x, 0, 1)', (x) => t.clip(x, 0, 1), [nan, 2, -1, infinity], (x) => (Number.isNaN(x) ? nan : Math.min(1, Math.max(0, x)))],
    ['where(x < 0, x - x, x 0)', (x) => t.where(t.less(x, 0), t.sub(x, x), t.mul(x, 0)), [-infinity, infinity, nan, 1], (x) => x * 0 + 0],
    ['x y - x y', (x) => t.sub(t.mul(x, 1.1), f(f(1.3) * f(1.1))), [f(1.3)], () => 0],
  ])('%s', async (_, expression, xs, want) => {
    const x = tensor([...xs])
    expect(await numbers(expression(x))).toEqual(xs.map((one) => want(one) + 0).map((y, i) => (Object.is(want(xs[i] ?? nan), -0) ? -0 : y)))
    expect(await numbers(t.jit(expression)(x))).toEqual(await numbers(expression(x)))
  })

  /** Knuth's 2Sum: `a + b` and what it lost. */
  const twoSum = (a: AnyTensor, b: AnyTensor): readonly [sum: AnyTensor, lost: AnyTensor] => {
    const s = t.add(a, b)
    const bb = t.sub(s, a)
    return [s, t.add(t.sub(a, t.sub(s, bb)), t.sub(b, bb))]
  }

  it("a sum's error is found by 2Sum", async () => {
    const [a, b] = [
      [1, 1e8, 3, -1e20],
      [1e20, 1, 2 ** -30, 3],
    ]
    const [s, lost] = twoSum(tensor(a ?? []), tensor(b ?? []))
    expect(await numbers(s)).toEqual([f(1e20), 1e8, 3, -f(1e20)])
    expect(await numbers(lost)).toEqual([1, 1, 2 ** -30, 3])
  })

  it("a product's error is found by Veltkamp and Dekker", async () => {
    const halves = (x: AnyTensor): readonly [AnyTensor, AnyTensor] => {
      const c = t.mul(x, 4097)
      const high = t.sub(c, t.sub(c, x))
      return [high, t.sub(x, high)]
    }
    const [a, b] = [f(1.1), f(1.3)]
    const product = t.jit((x: AnyTensor, y: AnyTensor) => {
      const p = t.mul(x, y)
      const [xh, xl] = halves(x)
      const [yh, yl] = halves(y)
      return t.add(t.add(t.add(t.sub(t.mul(xh, yh), p), t.mul(xh, yl)), t.mul(xl, yh)), t.mul(xl, yl))
    })
    expect(await numbers(product(tensor([a]), tensor([b])))).toEqual([a * b - f(a * b)])
  })

  it("Kahan's sum in a scan keeps what each addition loses", async () => {
    const count = 3000
    const kahan = t.jit((xs: t.Tensor<[3000]>) =>
      t.scan(
        ({ total, carry }: { total: t.Tensor<[]>; carry: t.Tensor<[]> }, x: t.Tensor<[]>) => {
          const y = t.sub(x, carry)
          const next = t.add(total, y)
          return [{ total: next, carry: t.sub(t.sub(next, total), y) }, next] as const
        },
        { total: tensor(1e6), carry: tensor(0) },
        xs,
      ),
    )
    const [{ total }] = kahan(tensor(new Float32Array(count).fill(0.01), { shape: [3000] }))
    const exact = 1e6 + count * f(0.01)
    expect(Math.abs(((await total.data())[0] ?? nan) - exact)).toBeLessThan(0.07) // one rounding; without Kahan all are lost
  })
})
