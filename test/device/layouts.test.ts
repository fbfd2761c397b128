import { describe, expect, it } from 'vitest'
import { compile } from '../../src/compile/compile.js'
import { threadSchedules } from '../../src/compile/schedule/build.js'
import { scheduleOf } from '../../src/compile/schedule/schedule.js'
import { argmax } from '../../src/primitives/arg.js'
import { divide, subtract } from '../../src/primitives/arithmetic.js'
import { broadcast, sum } from '../../src/primitives/broadcast.js'
import { less } from '../../src/primitives/compare.js'
import { dot } from '../../src/primitives/dot.js'
import { exp } from '../../src/primitives/exponential.js'
import { max } from '../../src/primitives/extremum.js'
import { add, multiply } from '../../src/primitives/multiply.js'
import { permute } from '../../src/primitives/permute.js'
import { select } from '../../src/primitives/select.js'
import { tanh } from '../../src/primitives/sigmoidal.js'
import { slice } from '../../src/primitives/slice.js'
import { trace } from '../../src/program/trace.js'
import type { AnyTensor } from '../../src/tensor/tensor.js'
import { array } from '../support/arrays.js'
import { onReference } from '../support/programs.js'
import { type Layout, on, targets } from '../support/targets.js'

interface Case {
  readonly shapes: readonly (readonly number[])[]
  readonly f: (...x: AnyTensor[]) => readonly AnyTensor[]
  readonly kinds: { readonly [L in Layout]: readonly string[] }
}

const product = (a: AnyTensor, b: AnyTensor) => dot(a, b, { contract: [[1], [0]], batch: [[], []] })

const softmaxOf = (x: AnyTensor) => {
  const { shape } = x.type
  const powers = exp(subtract(x, broadcast(max(x, [1]), shape, [1])))
  return divide(powers, broadcast(sum(powers, [1]), shape, [1]))
}
const byFours = ['serial', 'serial', 'map of 4', 'map of 4'] as const
const oneByOne = ['serial', 'serial', 'map of 1', 'map of 1'] as const

const cases: { readonly [name: string]: Case } = {
  'a large elementwise chain with a transposed and a repeated operand': {
    shapes: [[64, 96], [96, 64], [96]],
    f: (a, b, c) => [add(multiply(tanh(a as AnyTensor), permute(b as AnyTensor, [1, 0])), broadcast(c as AnyTensor, [64, 96], [0]))],
    kinds: { cpu: ['map of 4'], gpu: ['map of 1'] },
  },
  'two elementwise results of different sizes side by side': {
    shapes: [[64, 96], [100]],
    f: (a, b) => [tanh(a as AnyTensor), multiply(b as AnyTensor, b as AnyTensor)],
    kinds: { cpu: ['map of 4', 'map of 4'], gpu: ['map of 1', 'map of 1'] },
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
  'a sum and an extremum of the same rows, and what is made of both': {
    shapes: [[130, 70]],
    f: (a) => [sum(a as AnyTensor, [1]), add(max(a as AnyTensor, [1]), tanh(sum(tanh(a as AnyTensor), [1])))],
    kinds: { cpu: ['serial'], gpu: ['serial'] },
  },
  'a sum and an extremum of few long rows': {
    shapes: [[6, 5000]],
    f: (a) => [sum(a as AnyTensor, [1]), max(a as AnyTensor, [1])],
    kinds: { cpu: ['group'], gpu: ['group'] },
  },
  'a sum and an extremum of long columns': {
    shapes: [[700, 128]],
    f: (a) => [sum(tanh(a as AnyTensor), [0]), max(a as AnyTensor, [0])],
    kinds: { cpu: ['serial'], gpu: ['group'] },
  },
  'sums of rows and of columns of a square': {
    shapes: [[40, 40]],
    f: (a) => [sum(a as AnyTensor, [1]), sum(a as AnyTensor, [0])],
    kinds: { cpu: ['serial'], gpu: ['serial'] },
  },
  'sums beside something elementwise': {
    shapes: [[64, 96], [100], [3, 5]],
    f: (a, b, c) => [sum(a as AnyTensor, [1]), multiply(b as AnyTensor, b as AnyTensor), sum(c as AnyTensor, [0])],
    kinds: { cpu: ['serial', 'map of 1', 'serial'], gpu: ['serial', 'map of 1', 'serial'] },
  },
  'a softmax of short rows': { shapes: [[512, 30]], f: (a) => [softmaxOf(a as AnyTensor)], kinds: { cpu: byFours, gpu: ['rows'] } },
  'a softmax of short rows that do not fill the last workgroup': {
    shapes: [[517, 12]],
    f: (a) => [softmaxOf(a as AnyTensor)],
    kinds: { cpu: byFours, gpu: ['rows'] },
  },
  'a softmax of rows that fill a workgroup, and of those, one that is tiny': {
    shapes: [
      [64, 500],
      [9, 3],
    ],
    f: (a, b) => [softmaxOf(a as AnyTensor), softmaxOf(b as AnyTensor)],
    // Beside 27 elements all are made one by one.
    kinds: { cpu: [...oneByOne, ...oneByOne], gpu: ['rows', 'rows'] },
  },
  'a softmax of long rows, and what it made on the way': {
    shapes: [[70, 3000]],
    f: (a) => {
      const top = max(a as AnyTensor, [1])
      return [softmaxOf(a as AnyTensor), top, tanh(top)]
    },
    kinds: { cpu: [...byFours, 'serial', 'serial'], gpu: ['rows'] },
  },
  'a softmax of rows that are too long': {
    shapes: [[5, 9000]],
    f: (a) => [softmaxOf(a as AnyTensor)],
    kinds: { cpu: ['group', 'map of 4', 'group', 'map of 4'], gpu: ['group', 'map of 1', 'group', 'map of 1'] },
  },
  'sums of parts of rows, and where rows are above theirs': {
    shapes: [[20, 6, 7]],
    f: (a) => {
      const sums = sum(a as AnyTensor, [2])
      const above = less(broadcast(sum(sums, [1]), [20, 6, 7], [1, 2]), a as AnyTensor)
      return [select(above, a as AnyTensor, broadcast(sums, [20, 6, 7], [2])), sum(tanh(sums), [1])]
    },
    kinds: { cpu: ['serial', 'serial', 'serial', 'map of 1'], gpu: ['rows', 'rows'] },
  },
  'a part of a large array': {
    shapes: [[130, 70]],
    f: (a) => [tanh(slice(a as AnyTensor, [1, 0], [129, 64], [2, 1]))],
    kinds: { cpu: ['map of 4'], gpu: ['map of 1'] },
  },
}

describe.each(['cpu', 'gpu'] as const)('threads are laid out for a %s', (layout) => {
  it.each(Object.entries(cases))('%s', (_, { shapes, f, kinds }) => {
    const program = trace(
      (args) => f(...args),
      shapes.map((shape) => array(shape)),
    )
    const { fused } = compile(program, { bindings: 8, schedules: threadSchedules(layout) })
    const schedules = fused.kernels.flatMap(({ parts, rows }) => {
      if (rows) return ['rows']
      return parts.map((part) => scheduleOf(part, parts, layout)).map((one) => (one.kind === 'map' ? `map of ${one.each}` : one.kind))
    })
    expect(schedules.sort()).toEqual([...kinds[layout]].sort())
  })
})

describe.each(targets)('is right on %s', (target) => {
  it.each(Object.entries(cases))('%s', async (_, { shapes, f }) => {
    const inputs = shapes.map((shape) => array(shape))
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
