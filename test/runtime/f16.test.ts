import { beforeAll, describe, expect, it } from 'vitest'
import {
  acquire,
  add,
  arange,
  astype,
  cholesky,
  exp,
  eye,
  full,
  grad,
  inspect,
  jit,
  key,
  logSumExp,
  matmul,
  mean,
  mul,
  norm,
  normal,
  scaledDotProductAttention,
  scan,
  softmax,
  square,
  sub,
  sum,
  type Tensor,
  tensor,
  variance,
  vmap,
  zeros,
} from '../../src/index.js'
import type { BackendDevice } from '../../src/runtime/device.js'
import { half } from '../../src/shape/half.js'
import { backends } from '../support/targets.js'

const halves = (values: readonly number[]): number[] => values.map(half)

const furthest = (got: ArrayLike<number>, want: ArrayLike<number>): number =>
  Array.from(got).reduce((most, x, i) => Math.max(most, Math.abs(x - (want[i] as number))), 0)

describe.each(backends)('f16 on %s', (backend) => {
  beforeAll(async () => {
    await acquire({ backend })
  })

  it('holds what it is given, rounded to nearest, and reads as f32', async () => {
    const x = tensor([0.1, -65504, 1 / 3, 2 ** -24, 0, -0, Number.NaN, Number.NEGATIVE_INFINITY, 2049], { dtype: 'f16' })
    expect(x.dtype).toBe('f16')
    const data = await add(x, zeros([9], { dtype: 'f16' })).data()
    expect(data).toBeInstanceOf(Float32Array)
    expect([...data]).toEqual([half(0.1), -65504, half(1 / 3), 2 ** -24, 0, 0, Number.NaN, Number.NEGATIVE_INFINITY, 2048])
    expect(String(await tensor([0.1, 0.2], { dtype: 'f16' }).toArray())).toBe(String(halves([0.1, 0.2])))
  })

  it('keeps lists of odd length, and of none', async () => {
    for (const length of [0, 1, 3, 17]) {
      const values = Array.from({ length }, (_, i) => i / 7)
      expect([...(await mul(tensor(values, { dtype: 'f16', shape: [length] }), 1).data())]).toEqual(halves(values))
    }
  })

  it('is rounded by astype, and widened by it without a change', async () => {
    const x = tensor([0.1, 1e-9, 70000, -1e6, 65519, 3])
    const there = astype(x, 'f16')
    expect([...(await there.data())]).toEqual(halves([0.1, 1e-9, 70000, -1e6, 65519, 3]))
    expect([...(await astype(astype(x, 'f16'), 'f32').data())]).toEqual([...(await there.data())])
    expect([...(await astype(tensor([2049, -3], { dtype: 'i32' }), 'f16').data())]).toEqual([2048, -3])
    expect([...(await astype(tensor([1.5, Number.NaN, Number.POSITIVE_INFINITY], { dtype: 'f16' }), 'i32').data())]).toEqual([
      1,
      0,
      2 ** 31 - 1,
    ])
    expect([...(await astype(tensor([true, false]), 'f16').data())]).toEqual([1, 0])
  })

  it('is rounded when it is stored; within a kernel it keeps at most what f32 keeps', async () => {
    const step = jit((x: Tensor<[64], 'f16'>) => exp(add(mul(x, 3), 0.1)))
    const values = Array.from({ length: 64 }, (_, i) => half(i / 64))
    const got = await step(tensor(values, { dtype: 'f16', shape: [64] })).data()
    expect([...got]).toEqual([...got].map(half))
    // What is rounded between, at most by 2^-11 of 3.1, adds as much to the exponent.
    for (const [i, x] of got.entries()) expect(Math.abs(x / Math.exp((values[i] as number) * 3 + half(0.1)) - 1)).toBeLessThan(2 ** -8)
    const rounded = jit((x: Tensor<[], 'f16'>) => sub(astype(astype(add(x, 1), 'f32'), 'f16'), 0))
    expect(await rounded(tensor(2048, { dtype: 'f16' })).item()).toBe(2048)
    const through = jit((x: Tensor<[]>) => sub(astype(astype(x, 'f16'), 'f32'), x))
    expect(await through(tensor(2049)).item()).toBe(-1)
  })

  it('adds up in f32', async () => {
    const ones = full([3, 4099], 1, { dtype: 'f16' })
    expect([...(await sum(ones, { axis: 1 }).data())]).toEqual([4100, 4100, 4100])
    const a = full([2, 5000], half(0.1), { dtype: 'f16' })
    expect(await sum(sum(matmul(a, full([5000, 2], 1, { dtype: 'f16' })))).item()).toBe(half(4 * half(5000 * half(0.1))))
    expect(await sum(full([70000], 1, { dtype: 'f16' })).item()).toBe(Number.POSITIVE_INFINITY)
  })

  it('does not overflow on the way to a result that it holds', async () => {
    const large = full([70000], 3, { dtype: 'f16' })
    expect(await mean(large).item()).toBe(3)
    expect(await variance(tensor([300, -300, 300, -300], { dtype: 'f16' })).item()).toBe(Number.POSITIVE_INFINITY)
    expect(await norm(tensor([300, 400], { dtype: 'f16' })).item()).toBe(500)
    expect(await logSumExp(tensor([1000, 1000], { dtype: 'f16' })).item()).toBe(half(1000 + Math.log(2)))
    expect([...(await softmax(full([4000], 1, { dtype: 'f16' })).data())].every((x) => x === half(1 / 4000))).toBe(true)
  })

  it('has derivatives, in f16', async () => {
    const x = tensor([1, 2, 3], { dtype: 'f16' })
    const slope = grad((v: Tensor<[3], 'f16'>) => sum(mul(square(v), 0.5)))(x)
    expect(slope.dtype).toBe('f16')
    expect([...(await slope.data())]).toEqual([1, 2, 3])
    const through = grad((v: Tensor<[3]>) => sum(astype(square(astype(v, 'f16')), 'f32')))(tensor([1, 2, 0.1]))
    expect(through.dtype).toBe('f32')
    expect([...(await through.data())]).toEqual([2, 4, half(2 * half(0.1))])
  })

  it('attends in f32', async () => {
    const [q, k, v] = [0, 1, 2].map((i) => astype(normal(key(i), [5, 4]), 'f16')) as [
      Tensor<[5, 4], 'f16'>,
      Tensor<[5, 4], 'f16'>,
      Tensor<[5, 4], 'f16'>,
    ]
    const got = scaledDotProductAttention(q, k, v, { causal: true })
    const wide = [q, k, v].map((x) => astype(x, 'f32')) as [Tensor<[5, 4]>, Tensor<[5, 4]>, Tensor<[5, 4]>]
    const want = astype(scaledDotProductAttention(...wide, { causal: true }), 'f16')
    expect(got.dtype).toBe('f16')
    expect([...(await got.data())]).toEqual([...(await want.data())])
  })

  it('is carried by loops, in slices that begin at no word', async () => {
    const rows = astype(normal(key(0), [4, 3, 5]), 'f16')
    const run = jit((xs: Tensor<[4, 3, 5], 'f16'>) =>
      scan(
        (total: Tensor<[], 'f16'>, row: Tensor<[3, 5], 'f16'>) => {
          const [inner, each] = scan((c: Tensor<[], 'f16'>, x: Tensor<[5], 'f16'>) => [add(c, sum(x)), add(x, c)] as const, total, row)
          return [inner, each] as const
        },
        zeros([], { dtype: 'f16' }),
        xs,
      ),
    )
    const data = [...(await rows.data())]
    const [last, each] = run(rows)
    let total = 0
    const want: number[] = []
    for (let i = 0; i < 12; i++) {
      const x = data.slice(5 * i, 5 * i + 5)
      want.push(...x.map((one) => half(one + total)))
      total = half(total + half(x.reduce((a, b) => a + b, 0)))
    }
    expect(furthest(await each.data(), want)).toBeLessThan(2 ** -6)
    expect(furthest([await last.item()], [total])).toBeLessThan(2 ** -6)
  })

  it('is mapped', async () => {
    const got = vmap((x: Tensor<[3], 'f16'>) => sum(mul(x, x)))(
      tensor(
        [
          [1, 2, 3],
          [0, 0, 1],
        ],
        { dtype: 'f16' },
      ),
    )
    expect([...(await got.data())]).toEqual([14, 1])
  })

  it('counts, up to where it cannot', async () => {
    expect([...(await arange(5, { dtype: 'f16', step: 0.5 }).data())]).toEqual([0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4, 4.5])
    expect(() => arange(3, { dtype: 'f16', start: 70000, stop: 70003 } as never)).toThrow()
    expect(() => full([2], 1e6, { dtype: 'f16' })).toThrow('full: 1000000 is not a value of f16')
    expect(() => tensor([65520], { dtype: 'f16' })).toThrow('tensor: 65520 is not a value of f16')
  })

  it('is refused where it would lose all digits, and where it meets another dtype', () => {
    expect(() => cholesky(eye(2, { dtype: 'f16' }) as never)).toThrow("cholesky: f16 is not f32 or f64; convert it with astype(x, 'f32')")
    expect(() => add(zeros([2], { dtype: 'f16' }), zeros([2]) as never)).toThrow('add: f16 and f32 differ; convert one with astype')
  })
})

it('takes two bytes where WebGPU has f16, else four; inspect says which', async () => {
  const device = await acquire({ backend: 'webgpu' })
  const hasHalves = (device as BackendDevice).on.limits?.halves === true
  const x = mul(zeros([4096], { dtype: 'f16' }), 2)
  await x.data()
  // in one turn: what other tests left is released between turns, when the garbage collector has found it
  const before = device.memory().liveBytes
  x.dispose()
  expect(before - device.memory().liveBytes).toBe(4096 * (hasHalves ? 2 : 4))
  const { plan, code } = inspect((y: Tensor<[1001], 'f16'>) => exp(y))(zeros([1001], { dtype: 'f16' }))
  expect(plan).toContain(`input 0   f16[1001]  ${hasHalves ? 2004 : 4004} bytes`)
  expect(code.includes('enable f16;')).toBe(hasHalves)
})
