import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { vmap } from '../../../src/index.js'
import { fileOf } from '../../../src/interchange/onnx/write/file.js'
import { graphOf } from '../../../src/interchange/onnx/write/lay-out.js'
import { symbolsOf } from '../../../src/interchange/onnx/write/sizes.js'
import { primitives } from '../../../src/primitives/index.js'
import { interpret } from '../../../src/program/interpret.js'
import { trace } from '../../../src/program/trace.js'
import { applyAll } from '../../../src/tensor/apply.js'
import { allocate, type NdArray } from '../../../src/tensor/ndarray.js'
import type { AnyTensor } from '../../../src/tensor/tensor.js'
import { drawUse, type Use } from '../../support/draw.js'
import { onReference } from '../../support/programs.js'
import { drawProgram } from '../../support/random-program.js'
import { refused } from './refused.js'
import { demandClose, engine, runOnnx } from './runtime.js'

/** So many copies along a new first axis. */
const stacked = ({ shape, dtype, data }: NdArray, count: number): NdArray => {
  const all = allocate(dtype, count * data.length)
  for (let i = 0; i < count; i++) all.set(data, i * data.length)
  return { shape: [count, ...shape], dtype, data: all }
}

type Tensors = readonly AnyTensor[]

/** A function mapped over so many of its operands. */
const mapped = (f: (...own: Tensors) => Tensors, operands: readonly NdArray[], count: number) =>
  trace(
    (args) => (vmap as unknown as (of: typeof f) => typeof f)(f)(...args), // tensors in, tensors out
    operands.map(({ shape, dtype }) => ({ shape: [count, ...shape], dtype })),
  )

const mappedOver = ({ primitive, operands, params }: Use, count: number) =>
  mapped((...own) => applyAll(primitive, own, params), operands, count)

describe.skipIf(!engine)('primitives mapped over any number, in ONNX Runtime (needs TYPEGRAD_ONNX, see runtime.ts)', () => {
  const symbols = symbolsOf(new Map([['N', 3]]))
  const counts = [1, 4]

  /** The graph of a mapped use, with its size left open. */
  const graphFor = (use: Use) => {
    const programs = symbols.at[0]?.map((count) => mappedOver(use, count)) ?? []
    const results = programs[0]?.outputs.map((_, i) => `result${i}`) ?? []
    const given = use.operands.map((_, i) => ({ name: `arg${i}` }))
    return graphOf(programs, given, results, symbols)
  }

  it('but convolutions of as many kernels, whose number of groups that is', () => {
    const kernel: NdArray = { shape: [2, 1, 3], dtype: 'f32', data: allocate('f32', 6) }
    const x: NdArray = { shape: [1, 4, 1], dtype: 'f32', data: allocate('f32', 4) }
    const params = { stride: [1], low: [0], high: [0], dilation: [1], gap: [1], groups: 1 }
    const primitive = primitives.find(({ name }) => name === 'conv')
    expect(() => primitive && graphFor({ primitive, operands: [x, kernel], params })).toThrow(
      'its groups changes with a size that has a name',
    )
  })

  it('random programs', async () => {
    const allowed = primitives.filter(({ name }) => ![...refused, 'conv'].includes(name))
    await fc.assert(
      fc.asyncProperty(fc.gen(), async (gen) => {
        const { program, inputs } = drawProgram(gen, 6, allowed)
        if (inputs.length === 0) return
        const at = (count: number) => mapped((...own) => interpret(program, own), inputs, count)
        const names = (kind: string, list: readonly unknown[]) => list.map((_, i) => `${kind}${i}`)
        const given = names('arg', inputs).map((name) => ({ name }))
        const graph = graphOf(symbols.at[0]?.map(at) ?? [], given, names('result', program.outputs), symbols)
        const runs = counts.map((count) => inputs.map((input) => stacked(input, count)))
        const got = await runOnnx(await fileOf(graph, symbols, undefined), runs)
        counts.forEach((count, i) => {
          demandClose('program', got[i] ?? [], onReference(at(count), runs[i] ?? []), 1e-4)
        })
      }),
      { numRuns: 60 },
    )
  }, 1_200_000)

  for (const primitive of primitives.filter(({ name }) => ![...refused, 'conv'].includes(name)))
    it(primitive.name, async () => {
      await fc.assert(
        fc.asyncProperty(fc.gen(), async (gen) => {
          const use = drawUse(gen, primitive)
          if (use.operands.length === 0) return
          const graph = graphFor(use)
          const runs = counts.map((count) => use.operands.map((operand) => stacked(operand, count)))
          const got = await runOnnx(await fileOf(graph, symbols, undefined), runs)
          counts.forEach((count, i) => {
            demandClose(primitive.name, got[i] ?? [], onReference(mappedOver(use, count), runs[i] ?? []), 1e-5)
          })
        }),
        { numRuns: 8 },
      )
    }, 300_000)
})
