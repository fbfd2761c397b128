import { beforeAll, describe, expect, it } from 'vitest'
import { acquireWebGpu } from '../../src/backends/webgpu/adapter.js'
import { type WebGpuBackend, webGpuBackend } from '../../src/backends/webgpu/webgpu.js'
import { shaderOf } from '../../src/backends/webgpu/wgsl/print.js'
import { compile } from '../../src/compile/compile.js'
import { threadSchedules } from '../../src/compile/schedule/build.js'
import { all } from '../../src/primitives/any-all.js'
import { argmax } from '../../src/primitives/arg.js'
import { divide, subtract } from '../../src/primitives/arithmetic.js'
import { broadcast, sum } from '../../src/primitives/broadcast.js'
import { greater } from '../../src/primitives/compare.js'
import { dot } from '../../src/primitives/dot.js'
import { exp } from '../../src/primitives/exponential.js'
import { max } from '../../src/primitives/extremum.js'
import { multiply } from '../../src/primitives/multiply.js'
import { variance } from '../../src/primitives/variance.js'
import { item, type Program } from '../../src/program/program.js'
import { trace } from '../../src/program/trace.js'
import { sizeOf } from '../../src/shape/dim.js'
import type { NdArray } from '../../src/tensor/ndarray.js'
import type { AnyTensor } from '../../src/tensor/tensor.js'
import { onBackend } from '../support/targets.js'

/* Threads of a subgroup tell each other what they have, without memory: in the same order as by memory, so to the same bits. */

const array = (...shape: readonly number[]): NdArray => ({
  shape,
  dtype: 'f32',
  data: Float64Array.from({ length: sizeOf(shape) }, (_, i) => Math.fround(((i * 7919) % 1009) / 1009 - 0.5)),
})

const softmax = (x: AnyTensor): AnyTensor => {
  const [rows, n] = x.type.shape as [number, number]
  const along = (y: AnyTensor) => broadcast(y, [rows, n], [1])
  const e = exp(subtract(x, along(max(x, [1]))))
  return divide(e, along(sum(e, [1])))
}

const folds: readonly (readonly [string, (x: AnyTensor, y: AnyTensor) => AnyTensor, readonly NdArray[]])[] = [
  ['a sum', (x) => sum(x, [0, 1]), [array(50, 40)]],
  ['a dot product', (x, y) => dot(x, y, { contract: [[0], [0]], batch: [[], []] }), [array(3001), array(3001)]],
  ['a matrix times a vector', (x, y) => dot(x, y, { contract: [[1], [0]], batch: [[], []] }), [array(70, 300), array(300, 1)]],
  ['a place and a value', (x) => argmax(x, 1), [array(9, 500)]],
  ['mean and variance of rows', (x) => variance(x, [1]), [array(9, 500)]],
  ['softmax of rows', softmax, [array(70, 333)]],
]

describe('what threads of a subgroup fold', () => {
  let [inSubgroups, inMemory]: (WebGpuBackend | undefined)[] = []
  beforeAll(async () => {
    const { device } = await acquireWebGpu()
    if (!device.features.has('subgroups')) return // said by the test that needs it
    inSubgroups = webGpuBackend(device, device.adapterInfo, threadSchedules('gpu', undefined, { subgroups: true }))
    inMemory = webGpuBackend(device, device.adapterInfo, threadSchedules('gpu'))
  })

  const textOf = (program: Program, subgroups: boolean): string =>
    compile(program, { bindings: 8, schedules: threadSchedules('gpu', undefined, { subgroups }) })
      .nests.map((nest) => shaderOf(nest).wgsl)
      .join('\n')

  it.for(folds)('%s has the bits that memory gives', async ([, f, inputs], { skip }) => {
    const program = trace((args) => [f(...(args as [AnyTensor, AnyTensor]))], inputs)
    expect(textOf(program, true)).toContain('enable subgroups;')
    expect(textOf(program, true)).toContain('subgroupShuffleDown')
    expect(textOf(program, false)).not.toContain('subgroup')
    if (!inSubgroups || !inMemory) return skip('the adapter has no subgroups; both software adapters have')
    const [got, meant] = [await onBackend(inSubgroups, program, inputs), await onBackend(inMemory, program, inputs)]
    expect(item(got, 0).data).toEqual(item(meant, 0).data)
    expect(new Set(item(got, 0).data).size).toBeGreaterThan(got[0]?.data.length === 1 ? 0 : 2)
  })

  it('is folded in memory where it is true or false, or where a workgroup folds several rows', () => {
    const truth = trace(([x]) => [all(greater(x as AnyTensor, x as AnyTensor), [0])], [array(3000)])
    expect(textOf(truth, true)).not.toContain('subgroup')
    const short = trace(([x]) => [softmax(multiply(x as AnyTensor, x as AnyTensor))], [array(70, 20)])
    expect(textOf(short, true)).not.toContain('subgroup')
  })
})
