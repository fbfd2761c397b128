import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { acquireWebGpu } from '../../src/backends/webgpu/adapter.js'
import { type WebGpuBackend, webGpuBackend } from '../../src/backends/webgpu/webgpu.js'
import { compile, targetOf } from '../../src/compile/compile.js'
import { threadSchedules } from '../../src/compile/schedule/build.js'
import { simplify } from '../../src/compile/simplify.js'
import { conv, ofArray } from '../../src/primitives/conv.js'
import { dot } from '../../src/primitives/dot.js'
import { permute } from '../../src/primitives/permute.js'
import { piecesWithin } from '../../src/primitives/pieces.js'
import { tanh } from '../../src/primitives/sigmoidal.js'
import { item, type Program } from '../../src/program/program.js'
import { trace } from '../../src/program/trace.js'
import { sizeOf } from '../../src/shape/dim.js'
import type { NdArray } from '../../src/tensor/ndarray.js'
import type { Draw } from '../../src/tensor/sample.js'
import type { AnyTensor } from '../../src/tensor/tensor.js'
import { array } from '../support/arrays.js'
import { expectCloseToLargest } from '../support/close.js'
import { drawWith } from '../support/draw.js'
import { compilesSlowly, onReference } from '../support/programs.js'
import { onBackend } from '../support/targets.js'

/* Products that are small where they are wide, or fold much to little: how a GPU's layout makes them, proven on whatever adapter there is. */

const schedules = threadSchedules('gpu')
const limits = { bindings: 8, schedules }
let backend: WebGpuBackend
beforeAll(async () => {
  const { device } = await acquireWebGpu()
  backend = webGpuBackend(device, device.adapterInfo, schedules)
})

const slowly = await compilesSlowly()

const described = (program: Program): string => compile(program, limits).fused.kernels.map(schedules.describe).join('; ')
/** How many pieces products are made in, each that is. */
const piecesIn = (program: Program): readonly number[] =>
  simplify(program, targetOf(limits)).equations.flatMap(({ params: { pieces } }) => (typeof pieces === 'number' ? [pieces] : []))

const agree = async (program: Program, inputs: readonly NdArray[]): Promise<void> => {
  const expected = onReference(program, inputs)
  const got = await onBackend(backend, program, inputs)
  expectCloseToLargest(got, expected, 1e-5)
}

const programOf = (f: (...x: readonly AnyTensor[]) => AnyTensor, inputs: readonly NdArray[]): Program =>
  trace((args) => [f(...args)], inputs)
const product = (a?: AnyTensor, b?: AnyTensor) => dot(a as AnyTensor, b as AnyTensor, { contract: [[1], [0]], batch: [[], []] })

/** A product of so many rows and columns, over so much, each factor lying either way. */
const drawnProduct = (
  draw: Draw,
  rows: number,
  columns: number,
  folded: number,
): { readonly program: Program; readonly inputs: readonly NdArray[] } => {
  const batch = draw.pick([[], [2]])
  const dtype = draw.pick(['f32', 'i32', 'u32'] as const)
  const [turnsA, turnsB] = [draw.int(0, 1), draw.int(0, 1)]
  const along = batch.map((_, axis) => axis)
  const contract = [[batch.length + (turnsA ? 0 : 1)], [batch.length + (turnsB ? 1 : 0)]] as const
  const inputs = [
    array([...batch, ...(turnsA ? [folded, rows] : [rows, folded])], dtype),
    array([...batch, ...(turnsB ? [columns, folded] : [folded, columns])], dtype),
  ]
  const f = (a?: AnyTensor, b?: AnyTensor) => dot(a as AnyTensor, b as AnyTensor, { contract, batch: [along, along] })
  return { program: programOf(f, inputs), inputs }
}

describe('a product of few rows or few columns', () => {
  it('is made of any size, and read from both sides', { timeout: 300_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.gen(), async (gen) => {
        const draw = drawWith(gen)
        const [few, many, folded] = [draw.int(1, 4), draw.int(17, 70), draw.int(128, 300)]
        const [n, l] = draw.pick([
          [few, many],
          [many, few],
        ])
        const { program, inputs } = drawnProduct(draw, n, l, folded)
        expect(described(program)).toContain('slim product')
        await agree(program, inputs)
      }),
      { numRuns: 12 },
    )
  })

  it('is folded by neighbours of a row where rows lie together, and by neighbours of a column where columns do', () => {
    const codeOf = (program: Program): string => {
      const { nests } = compile(program, limits)
      return nests.map(({ outer, shared }) => [...outer.map(({ extent }) => extent), ...shared.map(({ size }) => size)].join()).join('; ')
    }
    const row = [array([1, 512]), array([512, 4096])]
    const column = [array([4096, 512]), array([512, 1])]
    expect(codeOf(programOf(product, row))).toBe('256,256,256')
    expect(codeOf(programOf(product, column))).toBe('4096,64,64')
    // The same products, of what lies the other way.
    expect(codeOf(programOf((x, w) => product(x, permute(w as AnyTensor, [1, 0])), [array([1, 512]), array([4096, 512])]))).toBe(
      '4096,64,64',
    )
    expect(codeOf(programOf((w, x) => product(permute(w as AnyTensor, [1, 0]), x), [array([512, 4096]), array([512, 1])]))).toBe(
      '256,256,256',
    )
  })

  it('reads through what stands before, and does what comes after', async () => {
    const inputs = [array([2, 200]), array([200, 33])]
    await agree(
      programOf((a, b) => tanh(product(tanh(a as AnyTensor), b)), inputs),
      inputs,
    )
  })

  it('stays in tiles where results are many, or little is folded', () => {
    expect(described(programOf(product, [array([2, 256]), array([256, 2 ** 15])]))).toBe('tile over 256')
    expect(described(programOf(product, [array([2, 100]), array([100, 400])]))).toBe('tile over 100')
  })
})

describe('a product that folds much to little is made in pieces', () => {
  it('of any size, in as many as its loops can be cut into', { timeout: 300_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.gen(), async (gen) => {
        const draw = drawWith(gen)
        const [n, l, folded] = [draw.int(5, 40), draw.int(5, 40), 4096 + 512 * draw.int(0, 4)]
        const { program, inputs } = drawnProduct(draw, n, l, folded)
        expect(piecesIn(program)).toEqual([folded / 512])
        await agree(program, inputs)
      }),
      { numRuns: slowly ? 1 : 5 },
    )
  })

  it('over several axes', async () => {
    const inputs = [array([8, 16, 32, 5]), array([8, 16, 32, 7])]
    const program = programOf(
      (a, b) =>
        dot(a as AnyTensor, b as AnyTensor, {
          contract: [
            [0, 1, 2],
            [0, 1, 2],
          ],
          batch: [[], []],
        }),
      inputs,
    )
    expect(piecesIn(program)).toEqual([8])
    await agree(program, inputs)
  })

  it('as are the gradients of a convolution, with padding, stride and gaps', async () => {
    const params = { stride: [1, 2], low: [1, 0], high: [1, 1], dilation: [1, 2], gap: [1, 1], groups: 1 }
    const x = { shape: [16, 18, 32, 3], dtype: 'f32' } as const
    const inputs = [array(x.shape), array([3, 3, 3, 6])]
    const made = trace(([a, w]) => [conv(a as AnyTensor, w as AnyTensor, params)], inputs)
    const ct = array(item(made.outputs, 0).type.shape)
    const program = programOf(
      (a, w, flow) => {
        const [of] = [
          conv.primitive.transpose?.([flow as AnyTensor], 1, { operands: [a, undefined], types: [x, (w as AnyTensor).type], params }),
        ]
        return of as AnyTensor
      },
      [...inputs, ct],
    )
    expect(piecesIn(program)).toEqual([8])
    await agree(program, [...inputs, ct])
    const back = programOf((w, flow) => ofArray(flow as AnyTensor, w as AnyTensor, x, params), [item(inputs, 1), ct])
    expect(piecesIn(back)).toEqual([])
  })

  it('adds nothing where padding meets a weight that is infinite', async () => {
    const inputs = [array([1, 9, 9, 128]), array([3, 3, 128, 5])]
    ;(item(inputs, 1).data as Float64Array)[0] = Number.POSITIVE_INFINITY
    const params = { stride: [1, 1], low: [1, 1], high: [1, 1], dilation: [1, 1], gap: [1, 1], groups: 1 }
    const program = programOf((x, w) => conv(x as AnyTensor, w as AnyTensor, params), inputs)
    expect(piecesIn(program)).toEqual([])
    const long = [array([1, 5, 5, 512]), array([3, 3, 512, 5])]
    ;(item(long, 1).data as Float64Array)[0] = Number.POSITIVE_INFINITY
    const cut = programOf((x, w) => conv(x as AnyTensor, w as AnyTensor, params), long)
    expect(piecesIn(cut)).toEqual([9])
    await agree(cut, long)
  })

  it('of f16 without rounding a piece', async () => {
    const half = (shape: readonly number[]): NdArray => ({ ...array(shape), dtype: 'f16', data: new Float64Array(sizeOf(shape)).fill(1) })
    const inputs = [half([5, 4096]), half([4096, 6])]
    const program = programOf(product, inputs)
    const [cut] = simplify(program, targetOf(limits)).equations.filter(({ params }) => params.pieces)
    expect(item(cut?.results ?? [], 0).type).toEqual({ shape: [8, 5, 6], dtype: 'f32' })
    await agree(program, inputs)
  })

  it('but not one that keeps a GPU busy, folds little, or has a length that is prime', () => {
    expect(piecesIn(programOf(product, [array([1024, 1024]), array([1024, 1024])]))).toEqual([])
    expect(piecesIn(programOf(product, [array([64, 3072]), array([3072, 64])]))).toEqual([])
    expect(piecesIn(programOf(product, [array([64, 4099]), array([4099, 64])]))).toEqual([])
  })
})

it('loops are cut into as many pieces as there may be, of any axes', () => {
  expect(piecesWithin([100], 9)).toBe(5)
  expect(piecesWithin([3, 8], 7)).toBe(6)
  expect(piecesWithin([7, 8], 6)).toBe(4)
  expect(piecesWithin([4, 4, 4], 64)).toBe(64)
  expect(piecesWithin([], 4)).toBe(1)
})
