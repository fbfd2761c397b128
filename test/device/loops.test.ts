import { beforeAll, describe, expect, it } from 'vitest'
import type { WebGpuBackend } from '../../src/backends/webgpu/webgpu.js'
import {
  acquire,
  add,
  checkpoint,
  type Device,
  div,
  grad,
  inspect,
  jit,
  key,
  matmul,
  mul,
  normal,
  scan,
  sin,
  sum,
  type Tensor,
  tanh,
  tensor,
  zeros,
} from '../../src/index.js'
import { BackendDevice } from '../../src/runtime/device.js'
import { backends } from '../support/targets.js'

let device: Device
const counts = () => {
  if (!(device instanceof BackendDevice) || !('counts' in device.on)) throw new Error('not WebGPU')
  const { counts: made, pipelines } = device.on as WebGpuBackend
  return { ...made, kernels: pipelines.compiled }
}

beforeAll(async () => {
  device = await acquire({ backend: 'webgpu' })
})

const steps = 1000

/** A recurrent cell over a list of inputs, with its weights and these. */
const recurrent = <const N extends number>(units: N) => ({
  cell: (w: Tensor<[N, N]>, xs: Tensor<[typeof steps, N]>) =>
    scan(
      (h: Tensor<[N]>, x: Tensor<[N]>) => {
        const next = tanh(add(matmul(w, h), x) as Tensor<[N]>)
        return [next, sum(next)] as const
      },
      zeros([units]) as Tensor<[N]>,
      xs,
    ),
  w: div(normal(key(0), [units, units]), Math.sqrt(units)) as Tensor<[N, N]>,
  xs: normal(key(1), [steps, units]) as Tensor<[typeof steps, N]>,
})

const small = recurrent(4)
/** More than a kernel may hold a whole loop of. */
const wide = recurrent(96)
const { cell, w, xs } = small

describe('a loop of 1,000 steps', () => {
  it.each([
    ['4 units, one dispatch', small, 1, 3],
    ['96 units, a dispatch or two in each', wide, steps, 2 * steps + 3],
  ] as const)('of %s, is one submit, and its body is compiled once', async (_, { cell: own, w: weights, xs: list }, least, most) => {
    await list.data()
    await weights.data()
    const run = jit(own as typeof cell)
    const before = counts()
    const [h] = run(weights as typeof w, list as typeof xs)
    await h.data()
    const after = counts()
    expect(after.submits - before.submits).toBe(1)
    expect(after.kernels - before.kernels).toBeLessThanOrEqual(6)
    expect(after.dispatches - before.dispatches).toBeGreaterThanOrEqual(least)
    expect(after.dispatches - before.dispatches).toBeLessThanOrEqual(most)
    const again = counts()
    run(weights as typeof w, list as typeof xs)
    expect(counts().kernels).toBe(again.kernels)
  })

  it('says what the reference says, forward and back', async () => {
    const loss = (m: Tensor<[4, 4]>) => sum(cell(m, xs)[1])
    const found = await jit(grad(loss))(w).data()
    const value = await jit(loss)(w).item()
    const inputs = [await w.data(), await xs.data()] as const
    await acquire({ backend: 'reference' })
    const [m, list] = [tensor(inputs[0], { shape: [4, 4] }), tensor(inputs[1], { shape: [steps, 4] })]
    const expected = await grad((n: Tensor<[4, 4]>) => sum(cell(n, list)[1]))(m).data()
    const meant = await sum(cell(m, list)[1]).item()
    device = await acquire({ backend: 'webgpu' })
    expect(value).toBeCloseTo(meant, 2)
    const largest = Math.max(...expected.map(Math.abs))
    found.forEach((n, i) => {
      expect(Math.abs(n - (expected[i] ?? Number.NaN))).toBeLessThan(1e-3 * largest)
    })
  })
})

it.each(backends)('loops hold loops, on %s', async (backend) => {
  await acquire({ backend })
  const grid = tensor([
    [1, 2, 3],
    [4, 5, 6],
  ])
  const f = (a: Tensor<[]>) =>
    scan(
      (total: Tensor<[]>, row: Tensor<[3]>) => {
        const [inner] = scan((c: Tensor<[]>, x: Tensor<[]>) => [add(mul(c, a), x), null] as const, total, row)
        return [sin(inner), inner] as const
      },
      tensor(1),
      grid,
    )
  const plain = (a: number) => {
    let total = 1
    const all: number[] = []
    for (const row of [
      [1, 2, 3],
      [4, 5, 6],
    ]) {
      for (const x of row) total = total * a + x
      all.push(total)
      total = Math.sin(total)
    }
    return { total, all }
  }
  const [total, all] = f(tensor(0.5))
  expect(await total.item()).toBeCloseTo(plain(0.5).total, 4)
  ;[...(await all.data())].forEach((n, i) => {
    expect(n).toBeCloseTo(plain(0.5).all[i] ?? Number.NaN, 4)
  })
  const slope = await jit(grad((a: Tensor<[]>) => f(a)[0]))(tensor(0.5)).item()
  expect(slope).toBeCloseTo((plain(0.5 + 1e-6).total - plain(0.5 - 1e-6).total) / 2e-6, 3)
})

it('the way back stacks what a step needs; a checkpointed step stacks less', () => {
  const m = zeros([64, 64])
  const deep = (wrap: (f: (h: Tensor<[64]>) => Tensor<[64]>) => (h: Tensor<[64]>) => Tensor<[64]>) => {
    const step = wrap((h) => sin(matmul(sin(matmul(sin(matmul(h, m)), m)), m)))
    return (h: Tensor<[64]>) => sum(scan((c: Tensor<[64]>) => [step(c), null] as const, h, null, { length: 100 })[0])
  }
  const peak = (f: (h: Tensor<[64]>) => Tensor<[]>) => inspect(grad(f))(zeros([64])).counts.peakBytes
  expect(peak(deep((f) => checkpoint(f)))).toBeLessThan(peak(deep((f) => f)) / 2)
})

it('inspect prints steps, with the turns of each', () => {
  const whole = inspect(grad((m: Tensor<[4, 4]>) => sum(cell(m, xs)[1])))(w)
  expect(whole.kernels).toContain('all 1000 turns of 1 rows')
  expect(whole.counts.dispatches).toBeLessThanOrEqual(6)
  const shown = inspect(grad((m: Tensor<[96, 96]>) => sum(wide.cell(m, wide.xs)[1])))(wide.w)
  expect(shown.kernels).toMatch(/step \d: 1000 turns, make/)
  expect(shown.kernels).toMatch(/1000 turns, the last first/)
  expect(shown.counts.dispatches).toBeGreaterThanOrEqual(2 * steps)
})
