import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { acquireWebGpu } from '../../src/backends/webgpu/adapter.js'
import { type WebGpuBackend, webGpuBackend } from '../../src/backends/webgpu/webgpu.js'
import { compile } from '../../src/compile/compile.js'
import { threadSchedules } from '../../src/compile/schedule/build.js'
import { type TileSize, tileSizes } from '../../src/compile/schedule/schedule.js'
import { broadcast } from '../../src/primitives/broadcast.js'
import { conv } from '../../src/primitives/conv.js'
import { convert } from '../../src/primitives/convert.js'
import { dot } from '../../src/primitives/dot.js'
import { gather } from '../../src/primitives/gather.js'
import { add, multiply } from '../../src/primitives/multiply.js'
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

/* Products by tiles in the memory of a workgroup, of every size that there is, wherever such a tile can be used at all. */

const sizes: readonly TileSize[] = [
  ...tileSizes.map((size) => ({ ...size, least: 1 })),
  { tile: [32, 64], folds: 8, block: [4, 8], least: 1 },
  { tile: [32, 32], folds: 16, block: [4, 4], least: 1, ahead: true },
  { tile: [64, 32], folds: 16, block: [8, 4], least: 1, ahead: true },
]
const nameOf = ({ tile, folds, block, ahead }: TileSize): string =>
  `${tile.join(' x ')} by ${folds}, ${block.join(' x ')} a thread${ahead ? ', read ahead' : ''}`

// Mesa's driver for processors takes 10 to 20 s for each of these kernels, which are made for GPUs: one size there, all on SwiftShader.
const slowly = await compilesSlowly()
const tested = slowly ? sizes.filter(({ tile, ahead }) => ahead && Math.max(...tile) === 32) : sizes

describe.each(tested.map((size) => [nameOf(size), size] as const))('tiles of %s', (_, size) => {
  const schedules = threadSchedules('gpu', [size])
  let backend: WebGpuBackend
  beforeAll(async () => {
    const { device } = await acquireWebGpu()
    backend = webGpuBackend(device, device.adapterInfo, schedules)
  })

  const agree = async (program: Program, inputs: readonly NdArray[], bound = 1e-5): Promise<void> => {
    const { fused, limits } = compile(program, { bindings: 8, schedules })
    expect(fused.kernels.map(limits.schedules.describe).join()).toContain('shared tile')
    const expected = onReference(program, inputs)
    const got = await onBackend(backend, program, inputs)
    expectCloseToLargest(got, expected, bound)
  }

  const programOf = (f: (...x: AnyTensor[]) => AnyTensor, inputs: readonly NdArray[]): Program => trace((args) => [f(...args)], inputs)

  const [rows, columns] = size.tile
  const product = (a: AnyTensor, b: AnyTensor) => dot(a, b, { contract: [[1], [0]], batch: [[], []] })

  it('give products of matrices of any size', { timeout: 600_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.gen(), async (gen) => {
        const draw = drawWith(gen)
        const [n, m, l] = [
          draw.int(rows / 2 + 1, 2 * rows + 2),
          draw.int(2 * size.folds, 3 * size.folds + 3),
          draw.int(columns / 2 + 1, 2 * columns + 2),
        ]
        const batch = draw.pick([[], [2], [1, 2]])
        const dtype = draw.pick(['f32', 'i32'] as const)
        const [turnsA, turnsB] = [draw.int(0, 1), draw.int(0, 1)]
        const inputs = [array([...batch, ...(turnsA ? [m, n] : [n, m])], dtype), array([...batch, ...(turnsB ? [l, m] : [m, l])], dtype)]
        const along = batch.map((_, axis) => axis)
        const contract = [[batch.length + (turnsA ? 0 : 1)], [batch.length + (turnsB ? 1 : 0)]] as const
        await agree(
          programOf((a, b) => dot(a as AnyTensor, b as AnyTensor, { contract, batch: [along, along] }), inputs),
          inputs,
        )
      }),
      { numRuns: slowly ? 2 : 3 },
    )
  })

  it('read through what stands before, and do what comes after', async () => {
    const inputs = [array([40 + rows, 50]), array([columns + 3, 50]), array([columns + 3])]
    const f = (a: AnyTensor, b: AnyTensor, c: AnyTensor) =>
      tanh(multiply(product(tanh(a), permute(b, [1, 0])), broadcast(c, [40 + rows, columns + 3], [0])))
    await agree(programOf(f as never, inputs), inputs)
  })

  it('lie side by side in one kernel where they share an operand', async () => {
    const inputs = [array([rows + 3, 50]), array([50, columns]), array([50, columns + 5]), array([rows + 3, columns + 1])]
    // The last two are what a layer's gradients are: of one flow, with what went in and with the weights.
    const f = (x: AnyTensor, w: AnyTensor, v: AnyTensor, flow: AnyTensor) => [
      product(x, w),
      tanh(product(x, v)),
      product(permute(x, [1, 0]), flow),
      product(flow, permute(flow, [1, 0])),
    ]
    const program = trace((args) => f(...(args as [AnyTensor, AnyTensor, AnyTensor, AnyTensor])), inputs)
    const { kernels } = compile(program, { bindings: 8, schedules }).fused
    expect(kernels.length).toBeLessThanOrEqual(2)
    expect(kernels.flatMap(({ parts }) => parts)).toHaveLength(4)
    await agree(program, inputs)
  })

  it('are kernels of their own where the one multiplies floats and the other whole numbers', async () => {
    const rowsOf = { ...array([rows], 'i32'), data: Float64Array.from({ length: rows }, (_, i) => i % 40) }
    const inputs = [array([rows, 40]), array([40, columns]), array([rows, 40], 'i32'), array([40, columns], 'i32'), rowsOf]
    // Both read the whole numbers at many places.
    const f = (x: AnyTensor, v: AnyTensor, n: AnyTensor, w: AnyTensor, at: AnyTensor) => [
      add(product(x, v), convert(gather(w, at, 0), 'f32')),
      product(n, w),
    ]
    const program = trace((args) => f(...(args as [AnyTensor, AnyTensor, AnyTensor, AnyTensor, AnyTensor])), inputs)
    await agree(program, inputs)
  })

  it('add long products in runs', async () => {
    const inputs = [array([rows - 1, 1100]), array([1100, columns - 1])]
    await agree(programOf(product as never, inputs), inputs)
  })

  it('give convolutions, with padding, stride and gaps', async () => {
    const inputs = [array([2, 13, 11, 5]), array([3, 3, 5, columns])]
    const params = [
      { stride: [1, 1], low: [1, 1], high: [1, 1], dilation: [1, 1], gap: [1, 1], groups: 1 },
      { stride: [2, 1], low: [0, 2], high: [1, 0], dilation: [1, 2], gap: [2, 1], groups: 1 },
    ]
    for (const one of params)
      await agree(
        programOf((x, w) => conv(x as AnyTensor, w as AnyTensor, one), inputs),
        inputs,
      )
  })

  it('add nothing where padding meets a weight that is infinite', async () => {
    const inputs = [array([1, 9, 9, 4]), array([3, 3, 4, columns])]
    const weights = item(inputs, 1).data as Float64Array
    weights[0] = Number.POSITIVE_INFINITY
    const params = { stride: [1, 1], low: [1, 1], high: [1, 1], dilation: [1, 1], gap: [1, 1], groups: 1 }
    await agree(
      programOf((x, w) => conv(x as AnyTensor, w as AnyTensor, params), inputs),
      inputs,
    )
  })

  it('keep infinities and NaN of one row or column to it', async () => {
    const inputs = [array([rows, 40]), array([40, columns])]
    ;(item(inputs, 0).data as Float64Array)[41] = Number.NaN
    ;(item(inputs, 1).data as Float64Array)[3] = Number.POSITIVE_INFINITY
    await agree(programOf(product as never, inputs), inputs)
  })
})

it('are not used where groups of channels are read, or a side is short', () => {
  const kinds = (program: Program) => {
    const { fused, limits } = compile(program, { bindings: 8, schedules: threadSchedules('gpu') })
    return fused.kernels.map(limits.schedules.describe).join()
  }
  const params = { stride: [1, 1], low: [0, 0], high: [0, 0], dilation: [1, 1], gap: [1, 1], groups: 2 }
  const grouped = [array([2, 13, 11, 10]), array([3, 3, 5, 64])]
  expect(kinds(trace(([x, w]) => [conv(x as AnyTensor, w as AnyTensor, params)], grouped))).not.toContain('shared')
  const skinny = [array([16, 512]), array([512, 512])]
  const program = trace(([a, b]) => [dot(a as AnyTensor, b as AnyTensor, { contract: [[1], [0]], batch: [[], []] })], skinny)
  expect(kinds(program)).not.toContain('shared')
})
