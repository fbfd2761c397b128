import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { acquireWebGpu } from '../../src/backends/webgpu/adapter.js'
import { type WebGpuBackend, webGpuBackend } from '../../src/backends/webgpu/webgpu.js'
import { compile } from '../../src/compile/compile.js'
import { threadSchedules } from '../../src/compile/schedule/build.js'
import { broadcast, sum } from '../../src/primitives/broadcast.js'
import { max } from '../../src/primitives/extremum.js'
import { multiply } from '../../src/primitives/multiply.js'
import { tanh } from '../../src/primitives/sigmoidal.js'
import { variance } from '../../src/primitives/variance.js'
import { item, type Program } from '../../src/program/program.js'
import { trace } from '../../src/program/trace.js'
import { sizeOf } from '../../src/shape/dim.js'
import type { NdArray } from '../../src/tensor/ndarray.js'
import type { AnyTensor } from '../../src/tensor/tensor.js'
import { drawWith } from '../support/draw.js'
import { onReference } from '../support/programs.js'
import { onBackend } from '../support/targets.js'

/* Folds over all but the last axis on a GPU's layout: a workgroup makes neighbouring results side by side. */

const array = (shape: readonly number[], of = (i: number): number => ((i * 7919) % 1009) / 1009 - 0.5): NdArray => ({
  shape,
  dtype: 'f32',
  data: Float64Array.from({ length: sizeOf(shape) }, (_, i) => Math.fround(of(i))),
})

describe('folds of columns', () => {
  const schedules = threadSchedules('gpu')
  let backend: WebGpuBackend
  beforeAll(async () => {
    const { device } = await acquireWebGpu()
    backend = webGpuBackend(device, device.adapterInfo, schedules)
  })

  const described = (program: Program): string => {
    const { fused, limits } = compile(program, { bindings: 8, schedules })
    return fused.kernels.map((kernel) => limits.schedules.describe(kernel)).join('; ')
  }

  const agree = async (program: Program, inputs: readonly NdArray[]): Promise<void> => {
    const expected = onReference(program, inputs)
    const got = await onBackend(backend, program, inputs)
    got.forEach(({ data }, i) => {
      data.forEach((x, j) => {
        const y = Number(item(expected, i).data[j])
        if (!Object.is(x, y) && !(Math.abs(Number(x) - y) <= 1e-5 * Math.max(1, Math.abs(y))))
          throw new Error(`output ${i} place ${j}: ${x} is not ${y}`)
      })
    })
  }

  const traced = (f: (x: AnyTensor) => readonly AnyTensor[], input: NdArray): Program => trace(([x]) => f(x as AnyTensor), [input])

  it('give sums and maxima of any number of columns and rows', async () => {
    await fc.assert(
      fc.asyncProperty(fc.gen(), async (gen) => {
        const draw = drawWith(gen)
        const input = array([draw.int(16, 40), draw.int(16, 40), draw.int(16, 70)])
        const axes = [0, 1]
        const program = traced((x) => {
          const total = sum(x, axes)
          return [tanh(total), sum(multiply(x, x), axes), max(x, axes), multiply(x, broadcast(total, x.type.shape, axes))]
        }, input)
        expect(described(program)).toContain('group over')
        await agree(program, [input])
      }),
      { numRuns: 12 },
    )
  })

  it('pass on NaN and infinities, each in its column alone', async () => {
    const input = array([300, 21], (i) => (i === 21 * 69 + 3 ? Number.NaN : i === 5 ? Number.POSITIVE_INFINITY : i % 7))
    const program = traced((x) => [sum(x, [0]), max(x, [0])], input)
    expect(described(program)).toContain('group over')
    await agree(program, [input])
  })

  it('are one kernel up to 4,096 rows, and two beyond', () => {
    const kernels = (rows: number): string =>
      described(
        traced(
          (x) => [sum(x, [0])],
          array([rows, 64], () => 1),
        ),
      )
    expect(kernels(4095)).toBe('group over 4095')
    expect(kernels(4096)).toBe('group over 256; serial over 16')
  })

  it('keep sums of many equal numbers within 1e-6', async () => {
    const input = array([4000, 32], () => 1.1)
    const program = traced((x) => [sum(x, [0])], input)
    const [got] = await onBackend(backend, program, [input])
    for (const x of got?.data ?? []) expect(Math.abs(Number(x) / (4000 * Math.fround(1.1)) - 1)).toBeLessThan(1e-6)
  })

  it('give the variance of columns', async () => {
    const input = array([600, 33])
    await agree(
      traced((x) => [variance(x, [0])], input),
      [input],
    )
  })
})
