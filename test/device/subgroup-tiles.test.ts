import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { acquireWebGpu } from '../../src/backends/webgpu/adapter.js'
import { subgroupsOf, type WebGpuBackend, webGpuBackend } from '../../src/backends/webgpu/webgpu.js'
import { shaderOf } from '../../src/backends/webgpu/wgsl/print.js'
import { compile } from '../../src/compile/compile.js'
import { threadSchedules } from '../../src/compile/schedule/build.js'
import { scheduleOf, usual } from '../../src/compile/schedule/schedule.js'
import { broadcast } from '../../src/primitives/broadcast.js'
import { conv } from '../../src/primitives/conv.js'
import { convert } from '../../src/primitives/convert.js'
import { dot } from '../../src/primitives/dot.js'
import { multiply } from '../../src/primitives/multiply.js'
import { permute } from '../../src/primitives/permute.js'
import { tanh } from '../../src/primitives/sigmoidal.js'
import { item, type Program } from '../../src/program/program.js'
import { trace } from '../../src/program/trace.js'
import type { NdArray } from '../../src/tensor/ndarray.js'
import type { AnyTensor } from '../../src/tensor/tensor.js'
import { array } from '../support/arrays.js'
import { expectCloseToLargest } from '../support/close.js'
import { drawWith } from '../support/draw.js'
import { compilesSlowly, onReference } from '../support/programs.js'
import { onBackend } from '../support/targets.js'

/* Products by tiles of a subgroup, whose threads tell each other what they read. */

const slowly = await compilesSlowly()
const { subgroups, halves } = await (async () => {
  const { device } = await acquireWebGpu()
  return { subgroups: subgroupsOf(device, device.adapterInfo), halves: device.features.has('shader-f16') }
})()
const size = typeof subgroups === 'number' ? subgroups : undefined

const product = (a: AnyTensor, b: AnyTensor) => dot(a, b, { contract: [[1], [0]], batch: [[], []] })
const programOf = (f: (...x: AnyTensor[]) => AnyTensor, inputs: readonly NdArray[]): Program => trace((args) => [f(...args)], inputs)
const whole = { stride: [1, 1], low: [1, 1], high: [1, 1], dilation: [1, 1], gap: [1, 1], groups: 1 }

it('are there on both software adapters', ({ skip }) => {
  if (size === undefined) return skip('this adapter has no subgroups of one size')
  expect([4, 8]).toContain(size)
})

describe.skipIf(size === undefined)('tiles of a subgroup', () => {
  const schedules = threadSchedules('cpu', [{ registers: 8, subgroup: size }])
  let backend: WebGpuBackend
  beforeAll(async () => {
    const { device } = await acquireWebGpu()
    backend = webGpuBackend(device, device.adapterInfo, schedules)
  })

  /** Whose rows or columns the threads of each kernel have for themselves. */
  const ownOf = (program: Program) => {
    const { fused } = compile(program, { bindings: 8, schedules })
    return fused.kernels.flatMap(({ parts }) =>
      parts.flatMap((part) => {
        const schedule = scheduleOf(part, parts, 'cpu', [{ registers: 8, subgroup: size }])
        return schedule.kind === 'subgroup tile' ? [schedule.strides[0] === 1 ? 'columns' : 'rows'] : []
      }),
    )
  }
  const agree = async (program: Program, inputs: readonly NdArray[], bound = 1e-5): Promise<void> => {
    expect(ownOf(program).length).toBeGreaterThan(0)
    const got = await onBackend(backend, program, inputs)
    expectCloseToLargest(got, onReference(program, inputs), bound)
  }

  it('give products of matrices of any size', { timeout: 600_000 }, async () => {
    const met = new Set<string>()
    await fc.assert(
      fc.asyncProperty(fc.gen(), async (gen) => {
        const draw = drawWith(gen)
        const [short, long] = [draw.int(5, 40), draw.int(17, 150)]
        const [n, l] = draw.pick([
          [short, long],
          [long, short],
        ] as const)
        const m = draw.int(1, 40)
        const batch = draw.pick([[], [2], [1, 2]])
        const dtype = draw.pick(['f32', 'i32'] as const)
        const [turnsA, turnsB] = [draw.int(0, 1), draw.int(0, 1)]
        const inputs = [array([...batch, ...(turnsA ? [m, n] : [n, m])], dtype), array([...batch, ...(turnsB ? [l, m] : [m, l])], dtype)]
        const along = batch.map((_, axis) => axis)
        const contract = [[batch.length + (turnsA ? 0 : 1)], [batch.length + (turnsB ? 1 : 0)]] as const
        const program = programOf((a, b) => dot(a as AnyTensor, b as AnyTensor, { contract, batch: [along, along] }), inputs)
        for (const own of ownOf(program)) met.add(own)
        expectCloseToLargest(await onBackend(backend, program, inputs), onReference(program, inputs), 1e-5)
      }),
      { numRuns: slowly ? 10 : 40 },
    )
    expect([...met].sort()).toEqual(['columns', 'rows'])
  })

  it('read through what stands before, and do what comes after', async () => {
    const inputs = [array([70, 50]), array([63, 50]), array([63])]
    const f = (a: AnyTensor, b: AnyTensor, c: AnyTensor) =>
      tanh(multiply(product(tanh(a), permute(b, [1, 0])), broadcast(c, [70, 63], [0])))
    await agree(programOf(f as never, inputs), inputs)
  })

  it('add long products in runs', async () => {
    const inputs = [array([31, 1100]), array([1100, 63])]
    await agree(programOf(product as never, inputs), inputs)
  })

  it('give convolutions, with padding, stride and gaps', async () => {
    const inputs = [array([2, 13, 11, 5]), array([3, 3, 5, 32])]
    for (const one of [whole, { stride: [2, 1], low: [0, 2], high: [1, 0], dilation: [1, 2], gap: [2, 1], groups: 1 }])
      await agree(
        programOf((x, w) => conv(x as AnyTensor, w as AnyTensor, one), inputs),
        inputs,
      )
  })

  it('add nothing where padding meets a weight that is infinite', async () => {
    const inputs = [array([1, 9, 9, 4]), array([3, 3, 4, 32])]
    const weights = item(inputs, 1).data as Float64Array
    weights[0] = Number.POSITIVE_INFINITY
    await agree(
      programOf((x, w) => conv(x as AnyTensor, w as AnyTensor, whole), inputs),
      inputs,
    )
  })

  it('keep infinities and NaN of one row or column to it', async () => {
    const inputs = [array([48, 40]), array([40, 63])]
    ;(item(inputs, 0).data as Float64Array)[41] = Number.NaN
    ;(item(inputs, 1).data as Float64Array)[3] = Number.POSITIVE_INFINITY
    await agree(programOf(product as never, inputs), inputs)
  })

  it.skipIf(!halves)('multiply halves, and add them as floats', async () => {
    const inputs = [array([48, 30]), array([30, 63])]
    const f = (a: AnyTensor, b: AnyTensor) => convert(product(convert(a, 'f16'), convert(b, 'f16')), 'f32')
    await agree(programOf(f as never, inputs), inputs, 1e-3)
  })
})

describe('where tiles of a subgroup', () => {
  const made = (shapes: readonly (readonly [number, number])[], subgroup?: number) => {
    const program = programOf(
      product as never,
      shapes.map((shape) => array(shape)),
    )
    return compile(program, { bindings: 8, schedules: threadSchedules('cpu', undefined, subgroup ? { subgroups: subgroup } : {}) })
  }
  const described = (...given: Parameters<typeof made>) => {
    const { fused, limits } = made(...given)
    return fused.kernels.map(limits.schedules.describe).join()
  }

  it('are used where subgroups have one size, and not where which channels are read depends on the column', () => {
    const wide = [
      [64, 50],
      [50, 64],
    ] as const
    expect(described(wide, 8)).toBe('subgroup tile over 50')
    expect(described(wide)).toBe('tile over 50')
    const grouped = programOf(
      (x, w) => conv(x as AnyTensor, w as AnyTensor, { ...whole, groups: 2 }),
      [array([2, 13, 11, 10]), array([3, 3, 5, 64])],
    )
    const { fused, limits } = compile(grouped, { bindings: 8, schedules: threadSchedules('cpu', undefined, { subgroups: 8 }) })
    expect(fused.kernels.map(limits.schedules.describe).join()).toMatch(/^tile over/)
    expect(usual('gpu', 8)).toEqual(usual('gpu'))
  })

  it('are of nothing, nothing is made', async () => {
    const inputs = [array([0, 5]), array([5, 70])]
    const backend = await acquireWebGpu()
    expect(await onBackend(backend, programOf(product as never, inputs), inputs)).toEqual(
      onReference(programOf(product as never, inputs), inputs),
    )
  })

  it('read a line once for all threads: of 16 rows two each, and 8 columns', () => {
    const [nest] = made(
      [
        [512, 512],
        [512, 512],
      ],
      8,
    ).nests
    const { wgsl, workgroups } = shaderOf(nest as never)
    expect(wgsl).toContain('@workgroup_size(8)')
    expect(workgroups).toEqual([(512 / 16) * (512 / 64), 1, 1])
    expect(wgsl.match(/= x\d\[/g)).toHaveLength(2 + 8)
    expect(wgsl.match(/subgroupBroadcast\(own\d, \du\)/g)).toHaveLength(16)
  })
})
