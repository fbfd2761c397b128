import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { apply, init, sequential, transformerBlock } from '../../dsl/index.js'
import type { Compiled, Limits } from '../../src/compile/compile.js'
import { threadSchedules } from '../../src/compile/schedule/build.js'
import { prepare } from '../../src/compile/stages.js'
import {
  acquire,
  grad,
  inspect,
  jit,
  jvp,
  key,
  matmul,
  mul,
  normal,
  scaledDotProductAttention,
  scan,
  square,
  sum,
  type Tensor,
  tree,
  zeros,
} from '../../src/index.js'
import { attention, attentionCotangents } from '../../src/primitives/attention.js'
import { checkProgram } from '../../src/program/check.js'
import { evaluate } from '../../src/program/evaluate.js'
import { item, type Program } from '../../src/program/program.js'
import { trace } from '../../src/program/trace.js'
import { sizeOf } from '../../src/shape/dim.js'
import type { DType } from '../../src/shape/dtype.js'
import { applyAll } from '../../src/tensor/apply.js'
import type { NdArray } from '../../src/tensor/ndarray.js'
import type { AnyTensor } from '../../src/tensor/tensor.js'
import { expectClose, expectCloseToLargest } from '../support/close.js'
import { drawOperand, drawWith } from '../support/draw.js'
import { compilesSlowly } from '../support/programs.js'
import { on, use } from '../support/targets.js'

type One = AnyTensor

// Mesa's driver for processors takes 10 s for most of these kernels, which are made for GPUs, and a minute for those of wide features.
const slowly = await compilesSlowly()

const gpu: Limits = { bindings: 8, schedules: threadSchedules('gpu') }

/** A use of attention: its extents and, if there is a mask, its shape. */
interface Use {
  readonly batch: readonly number[]
  readonly rows: number
  readonly keys: number
  readonly features: number
  readonly size: number
  readonly period?: number
  readonly mask?: readonly number[]
}

/** Attention and what flows back of it: of query, key, value, what flows back of what was gathered, and perhaps a mask. */
const wayBack = (
  inputs: readonly { readonly shape: readonly number[]; readonly dtype: DType }[],
  period: number,
  scale?: number,
): Program =>
  checkProgram(
    trace((args) => {
      const [query, key, value, flow, ...mask] = args as unknown as readonly [One, One, One, One, ...One[]] // four and a mask
      const seeing = { scale: scale ?? 1 / Math.sqrt(query.type.shape.at(-1) ?? 1), period }
      const [gathered, logSums] = applyAll(attention, [query, key, value, ...mask], seeing) as readonly [One, One]
      return [gathered, logSums, ...applyAll(attentionCotangents, [query, key, value, logSums, logSums, flow, ...mask], seeing)]
    }, inputs),
  )

const shapesOf = ({ batch, rows, keys, features, size, mask }: Use) => ({
  floats: [
    [rows, features],
    [keys, features],
    [keys, size],
    [rows, size],
  ].map((shape) => [...batch, ...shape]),
  masks: mask ? [mask] : [],
})

/** Numbers without a pattern that a wrong index could repeat. */
const numbersOf = (use: Use): NdArray[] => {
  const { floats, masks } = shapesOf(use)
  const at = (seed: number) => (i: number) => (((i + seed * 131) * 7919) % 1009) / 504.5 - 1
  return [
    ...floats.map(
      (shape, n): NdArray => ({ shape, dtype: 'f32', data: Float64Array.from({ length: sizeOf(shape) }, (_, i) => Math.fround(at(n)(i))) }),
    ),
    ...masks.map(
      (shape): NdArray => ({ shape, dtype: 'bool', data: Uint8Array.from({ length: sizeOf(shape) }, (_, i) => Number(at(7)(i) > -0.4)) }),
    ),
  ]
}

const compiledFor = (program: Program, limits = gpu): Compiled => {
  const prepared = prepare(program, limits)
  if (prepared.kind !== 'kernels') throw new Error('it is no set of kernels')
  return prepared.compiled
}

describe('on the layout for a GPU', () => {
  const target = 'webgpu laid out for a gpu'
  const uses: { readonly [name: string]: Use } = {
    'tiles that end early, of rows that see what is before them': { batch: [2], rows: 39, keys: 37, features: 9, size: 5, period: 13 },
    'a single row': { batch: [3], rows: 1, keys: 70, features: 8, size: 8, period: 1 },
    'two rows of many keys': { batch: [], rows: 2, keys: 100, features: 3, size: 33 },
    'more of a batch than keep a device busy, where a thread makes two places': {
      batch: [64],
      rows: 17,
      keys: 19,
      features: 3,
      size: 4,
      period: 17,
    },
    'a mask of every score': { batch: [2, 1], rows: 10, keys: 40, features: 20, size: 33, mask: [2, 1, 10, 40] },
    'a mask of keys, of rows that see what is before them': {
      batch: [3],
      rows: 21,
      keys: 50,
      features: 7,
      size: 3,
      period: 21,
      mask: [1, 1, 50],
    },
    'a mask of rows': { batch: [2], rows: 20, keys: 5, features: 1, size: 1, mask: [2, 20, 1] },
    'keys of several runs': { batch: [], rows: 3, keys: 1100, features: 3, size: 2 },
    'rows of several runs': { batch: [], rows: 1100, keys: 3, features: 2, size: 3, period: 550 },
    'wide features': { batch: [], rows: 3, keys: 5, features: 70, size: 40 },
  }

  describe.each(Object.entries(uses))('%s', (_, use) => {
    const inputs = numbersOf(use)
    const program = wayBack(inputs, use.period ?? 0)

    it('is a kernel forward and two back, which mean the same', () => {
      const { fused, program: simplified } = compiledFor(program, { ...gpu, bindings: 9 })
      expect(fused.kernels.length).toBe(3)
      expectClose(evaluate(simplified, inputs), evaluate(program, inputs), 1e-12)
    })

    it.skipIf(slowly && use.features * use.size > 500)('is right, and the same bits each time', async () => {
      const got = await on(target, program, inputs)
      expectCloseToLargest(got, evaluate(program, inputs), 1e-5)
      const again = await on(target, program, inputs)
      again.forEach(({ data }, i) => {
        expect(data).toEqual(got[i]?.data)
      })
    })
  })

  it.skipIf(slowly)('any use is right', () =>
    fc.assert(
      fc.asyncProperty(fc.gen(), async (gen) => {
        const draw = drawWith(gen)
        const [period, group] = [draw.int(1, 20), draw.int(1, 3)]
        const batch = draw.pick([[], [2], [2, 3]])
        const extents = { batch, rows: period * group, keys: draw.int(1, 80), features: draw.int(1, 20), size: draw.int(1, 20) }
        const mask = draw.pick([undefined, [...batch, extents.rows, extents.keys].map((n) => draw.pick([n, 1]))])
        const { floats, masks } = shapesOf({ ...extents, ...(mask && { mask }) })
        const of = (dtype: DType) => (shape: readonly number[]) => drawOperand(gen, { shape, dtype, within: [-1, 1] })
        const inputs = [...floats.map(of('f32')), ...masks.map(of('bool'))]
        const program = wayBack(inputs, draw.pick([0, period]))
        expectCloseToLargest(await on(target, program, inputs), evaluate(program, inputs), 1e-5)
      }),
      { numRuns: 3, endOnFailure: true },
    ),
  )

  it('of scores as large as they come, in any order', async () => {
    const [rows, keys] = [3, 75]
    const f32 = (shape: readonly number[], of: (i: number) => number): NdArray => ({
      shape,
      dtype: 'f32',
      data: Float64Array.from({ length: sizeOf(shape) }, (_, i) => Math.fround(of(i))),
    })
    const orders: readonly ((i: number) => number)[] = [
      (i) => 200 * i,
      (i) => -200 * i,
      (i) => 200 * ((i * 7) % 11),
      (i) => ((i * 31) % 75 === 50 ? 3e38 : -3e38),
      () => -2e30, // less than what stands for a score that is not seen
    ]
    for (const order of orders) {
      const query = f32([rows, 1], (i) => 1 - i / 2)
      const inputs = [query, f32([keys, 1], order), f32([keys, 2], (i) => Math.sin(i)), f32([rows, 2], (i) => i - 2)]
      const program = wayBack(inputs, 0, 1)
      expectClose((await on(target, program, inputs)).slice(0, 1), evaluate(program, inputs).slice(0, 1), 1e-5)
    }
  })

  it('many equal numbers are added up to the last digits but one', async () => {
    const equal = (value: number, ...shape: readonly number[]): NdArray => ({
      shape,
      dtype: 'f32',
      data: new Float64Array(sizeOf(shape)).fill(Math.fround(value)),
    })
    const many = 30_000
    const [rows, keys] = [
      [equal(0, many, 1), equal(0, 1, 1), equal(0, 1, 1), equal(0.7, many, 1)],
      [equal(0, 1, 1), equal(0, many, 1), equal(0.7, many, 1), equal(1, 1, 1)],
    ] as const
    const [, , , , ofValue] = await on(target, wayBack(rows, 0), rows)
    expect(Math.abs((ofValue?.data[0] ?? 0) / (many * Math.fround(0.7)) - 1)).toBeLessThan(5e-6)
    const [gathered] = await on(target, wayBack(keys, 0), keys)
    expect(Math.abs((gathered?.data[0] ?? 0) / 0.7 - 1)).toBeLessThan(5e-6)
  })

  it('a row that sees nothing gathers 0, and nothing flows back to it', async () => {
    const use: Use = { batch: [], rows: 11, keys: 40, features: 4, size: 6, mask: [11, 1] }
    const inputs = numbersOf(use)
    const hidden = [0, 7, 10]
    item(inputs, 4).data.forEach((_, row, mask) => {
      mask[row] = Number(!hidden.includes(row))
    })
    const program = wayBack(inputs, 0)
    const [gathered, , ofQuery] = (await on(target, program, inputs)) as [NdArray, NdArray, NdArray]
    for (const row of hidden) {
      expect([...gathered.data.slice(row * 6, (row + 1) * 6)]).toEqual([0, 0, 0, 0, 0, 0])
      expect([...ofQuery.data.slice(row * 4, (row + 1) * 4)].map(Math.abs)).toEqual([0, 0, 0, 0])
    }
  })

  it('what is not finite stays in its row, and is what it is where scores are stored', async () => {
    const inputs = numbersOf({ batch: [], rows: 6, keys: 35, features: 2, size: 2 })
    const [query, key, value] = inputs as [NdArray, NdArray, NdArray, NdArray]
    query.data.set([Number.NaN, 1, 1, 0, -1, 0], 0)
    key.data[40] = Number.POSITIVE_INFINITY
    value.data[60] = Number.NEGATIVE_INFINITY
    const program = wayBack(inputs, 0)
    const [[got], [want]] = [await on(target, program, inputs), evaluate(program, inputs)]
    const kinds = (of: NdArray | undefined) => [...(of?.data ?? [])].map((x) => (Number.isFinite(x) ? 'finite' : String(x)))
    expect(new Set(kinds(want)).size).toBeGreaterThan(1)
    expect(kinds(got)).toEqual(kinds(want))
  })

  it('in the turn of a loop, forward and back', async () => {
    const [places, features, turns] = [9, 4, 3]
    type States = Tensor<[number, number]>
    type Lists = Tensor<[number, number, number]>
    const lastOf = (state: States, weights: Lists): States =>
      scan(
        (h: States, w: States) => {
          const query = matmul(h, w)
          return [scaledDotProductAttention(query, h, h, { causal: true }), null] as const
        },
        state,
        weights,
      )[0]
    const shapes = [
      [places, features],
      [turns, features, features],
    ]
    const inputs = shapes.map(
      (shape, n): NdArray => ({
        shape,
        dtype: 'f32',
        data: Float64Array.from({ length: sizeOf(shape) }, (_, i) => Math.fround(Math.sin(i * 7 + n))),
      }),
    )
    const program = trace((args) => {
      const [state, weights] = args as unknown as readonly [States, Lists] // as it is traced with
      const gradients = grad((h: States, w: Lists) => sum(mul(lastOf(h, w), lastOf(h, w))), { argnums: [0, 1] })(state, weights)
      return [lastOf(state, weights), ...gradients]
    }, inputs)
    const prepared = prepare(program, gpu)
    const bodies = prepared.kind === 'staged' ? prepared.steps.flatMap(({ work }) => (work.kind === 'loop' ? [work.body] : [])) : []
    const names = bodies.flatMap((body) =>
      body.kind === 'kernels' ? body.compiled.program.equations.map((one) => one.primitive.name) : [],
    )
    expect(names).toContain('attention')
    expect(names).toContain('attentionCotangentsOfKeys')
    expectClose(await on(target, program, inputs), evaluate(program, inputs), 1e-5)
  })

  it('in a transformer block, whose gradients are those of the reference', async () => {
    const model = sequential([11, 8], transformerBlock({ heads: 2, hidden: 12, causal: true }))
    const gradients = async (): Promise<number[]> => {
      const { params, state } = init(model, key(0))
      const x = normal(key(1), [3, 11, 8])
      const loss = (own: typeof params) => sum(square(apply(model, { params: own, state }, x, { training: true, key: key(2) })[0]))
      const all = await Promise.all(tree.leaves(jit(grad(loss))(params)).map((leaf) => leaf.data()))
      return all.flatMap((data) => [...data])
    }
    await use('reference')
    const want = await gradients()
    await use(target)
    const got = await gradients()
    const largest = Math.max(...want.map(Math.abs))
    got.forEach((x, i) => {
      expect(Math.abs(x - (want[i] ?? Number.NaN))).toBeLessThan(1e-5 * largest)
    })
  })

  it('forward, and twice: beside what the formulas give', async () => {
    const inputs = numbersOf({ batch: [2], rows: 7, keys: 9, features: 3, size: 4 }).slice(0, 3)
    type Batch = Tensor<[number, number, number]>
    const program = trace((args) => {
      const [query, keys, values] = args as unknown as readonly [Batch, Batch, Batch] // as it is traced with
      const loss = (q: Batch, k: Batch) => sum(square(scaledDotProductAttention(q, k, values)))
      const slope = (q: Batch, k: Batch): Tensor<[]> => sum(square(grad(loss)(q, k)))
      const attended = (q: Batch) => scaledDotProductAttention(q, keys, values)
      return [...jvp(attended, [query], [query]), ...grad(slope, { argnums: [0, 1] })(query, keys)]
    }, inputs)
    expect(compiledFor(program).program.equations.map(({ primitive }) => primitive.name)).toContain('attention')
    expectClose(await on(target, program, inputs), evaluate(program, inputs), 1e-4)
  })

  it('features that are too wide for the memory of a workgroup are attended to as ever', () => {
    const wide = numbersOf({ batch: [], rows: 5, keys: 6, features: 400, size: 400 })
    expect(compiledFor(wayBack(wide, 0)).program.equations.some(({ primitive }) => primitive.name.startsWith('attention'))).toBe(false)
  })

  it('keeps no number for each row and key, forward or back', async () => {
    await acquire({ backend: 'reference' }) // `inspect` then shows what any GPU is given
    const places = 4096
    const x = zeros([2, places, 64])
    type Places = Tensor<[2, typeof places, 64]>
    const attended = (q: Places, k: Places, v: Places) => sum(scaledDotProductAttention(q, k, v, { causal: true }))
    const shown = inspect(grad(attended, { argnums: [0, 1, 2] }))(x, x, x)
    expect(shown.counts.dispatches).toBe(3)
    const all = 4 * 2 * places
    // Query, key and value are given; three gradients are given back; of each row there are three numbers beside.
    expect(shown.counts.peakBytes).toBeLessThanOrEqual(all * (3 * 64 + 64 + 3))
    for (const [, bytes] of shown.plan.matchAll(/(\d+) bytes$/gm)) expect(Number(bytes)).toBeLessThan(4 * places * places)
  })
})
