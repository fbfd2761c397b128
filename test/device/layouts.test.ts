import { describe, expect, it } from 'vitest'
import { compile } from '../../src/compile/compile.js'
import { threadSchedules } from '../../src/compile/schedule/build.js'
import { scheduleOf } from '../../src/compile/schedule/schedule.js'
import { argmax } from '../../src/primitives/arg.js'
import { broadcast, sum } from '../../src/primitives/broadcast.js'
import { dot } from '../../src/primitives/dot.js'
import { max } from '../../src/primitives/extremum.js'
import { add, multiply } from '../../src/primitives/multiply.js'
import { permute } from '../../src/primitives/permute.js'
import { tanh } from '../../src/primitives/sigmoidal.js'
import { slice } from '../../src/primitives/slice.js'
import { trace } from '../../src/program/trace.js'
import { sizeOf } from '../../src/shape/dim.js'
import type { NdArray } from '../../src/tensor/ndarray.js'
import type { AnyTensor } from '../../src/tensor/tensor.js'
import { onReference } from '../support/programs.js'
import { type Layout, on, targets } from '../support/targets.js'

/** Numbers without a pattern that a wrong index could repeat. */
const array = (shape: readonly number[]): NdArray => ({
  shape,
  dtype: 'f32',
  data: Float64Array.from({ length: sizeOf(shape) }, (_, i) => Math.fround(((i * 7919) % 1009) / 1009 - 0.5)),
})

interface Case {
  readonly shapes: readonly (readonly number[])[]
  readonly f: (...x: AnyTensor[]) => readonly AnyTensor[]
  readonly kinds: { readonly [L in Layout]: readonly string[] }
}

const product = (a: AnyTensor, b: AnyTensor) => dot(a, b, { contract: [[1], [0]], batch: [[], []] })

const cases: { readonly [name: string]: Case } = {
  'a large elementwise chain with a transposed and a repeated operand': {
    shapes: [[64, 96], [96, 64], [96]],
    f: (a, b, c) => [add(multiply(tanh(a as AnyTensor), permute(b as AnyTensor, [1, 0])), broadcast(c as AnyTensor, [64, 96], [0]))],
    kinds: { cpu: ['map of 4'], gpu: ['map of 1'] },
  },
  'two elementwise results of different sizes side by side': {
    shapes: [[64, 96], [100]],
    f: (a, b) => [tanh(a as AnyTensor), multiply(b as AnyTensor, b as AnyTensor)],
    kinds: { cpu: ['map of 4'], gpu: ['map of 1'] },
  },
  'a product whose sides fit no tile, with an epilogue': {
    shapes: [[37, 11], [11, 29], [29]],
    f: (a, b, c) => [tanh(add(product(a as AnyTensor, b as AnyTensor), broadcast(c as AnyTensor, [37, 29], [0])))],
    kinds: { cpu: ['tile'], gpu: ['tile'] },
  },
  'a batched product': {
    shapes: [
      [3, 9, 5],
      [3, 10, 5],
    ],
    f: (a, b) => [dot(a as AnyTensor, b as AnyTensor, { contract: [[2], [2]], batch: [[0], [0]] })],
    kinds: { cpu: ['tile'], gpu: ['tile'] },
  },
  'few results of a long product': {
    shapes: [
      [2, 5000],
      [5000, 3],
    ],
    f: (a, b) => [product(a as AnyTensor, b as AnyTensor)],
    kinds: { cpu: ['group'], gpu: ['group'] },
  },
  'the place of the largest of many': {
    shapes: [[2, 5000]],
    f: (a) => [argmax(a as AnyTensor, 1)],
    kinds: { cpu: ['group'], gpu: ['group'] },
  },
  'sums of rows and of columns': {
    shapes: [[70, 130]],
    f: (a) => [sum(a as AnyTensor, [0]), sum(a as AnyTensor, [1])],
    kinds: { cpu: ['serial', 'serial'], gpu: ['serial', 'group'] },
  },
  'everything folded to one, in two steps': {
    shapes: [[280, 250]],
    f: (a) => [max(a as AnyTensor, [0, 1])],
    kinds: { cpu: ['serial', 'serial'], gpu: ['serial', 'group'] },
  },
  'a part of a large array': {
    shapes: [[130, 70]],
    f: (a) => [tanh(slice(a as AnyTensor, [1, 0], [129, 64], [2, 1]))],
    kinds: { cpu: ['map of 4'], gpu: ['map of 1'] },
  },
}

describe.each(['cpu', 'gpu'] as const)('threads are laid out for a %s', (layout) => {
  it.each(Object.entries(cases))('%s', (_, { shapes, f, kinds }) => {
    const program = trace((args) => f(...args), shapes.map(array))
    const { fused } = compile(program, { bindings: 8, schedules: threadSchedules(layout) })
    const schedules = fused.kernels.map((kernel) => scheduleOf(kernel, layout))
    expect(schedules.map((schedule) => (schedule.kind === 'map' ? `map of ${schedule.each}` : schedule.kind)).sort()).toEqual(
      [...kinds[layout]].sort(),
    )
  })
})

describe.each(targets)('is right on %s', (target) => {
  it.each(Object.entries(cases))('%s', async (_, { shapes, f }) => {
    const inputs = shapes.map(array)
    const program = trace((args) => f(...args), inputs)
    const expected = onReference(program, inputs)
    const got = await on(target, program, inputs)
    got.forEach(({ data }, i) => {
      const want = expected[i]?.data ?? []
      expect(data.length).toBe(want.length)
      data.forEach((x, j) => {
        expect(Math.abs(x - (want[j] ?? Number.NaN))).toBeLessThanOrEqual(1e-5 * Math.max(1, Math.abs(want[j] ?? 0)))
      })
    })
  })
})
