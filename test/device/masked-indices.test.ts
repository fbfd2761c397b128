import { describe, expect, it } from 'vitest'
import { divide } from '../../src/primitives/arithmetic.js'
import { broadcast } from '../../src/primitives/broadcast.js'
import { concat } from '../../src/primitives/concat.js'
import { conv } from '../../src/primitives/conv.js'
import { iota } from '../../src/primitives/iota.js'
import { full } from '../../src/primitives/literal.js'
import { add, multiply } from '../../src/primitives/multiply.js'
import { reshape } from '../../src/primitives/reshape.js'
import { pad, slice } from '../../src/primitives/slice.js'
import { trace } from '../../src/program/trace.js'
import type { DType } from '../../src/shape/dtype.js'
import { type NdArray, tabulate } from '../../src/tensor/ndarray.js'
import type { AnyTensor } from '../../src/tensor/tensor.js'
import { onReference } from '../support/programs.js'
import { on, targets } from '../support/targets.js'

const array = (shape: readonly number[], dtype: DType = 'f32'): NdArray => tabulate({ shape, dtype }, (_, position) => position + 5)

const only = (x: AnyTensor, i: number) => slice(x, [i], [i + 1], [1])
const each = (x: AnyTensor) => Array.from({ length: x.type.shape[0] ?? 0 }, (_, i) => only(x, i))

/** Programs in which an index is fixed, masked or out of range on the way. */
const programs: {
  readonly [name: string]: { readonly inputs: readonly NdArray[]; readonly f: (...x: AnyTensor[]) => readonly AnyTensor[] }
} = {
  'every single element of what was padded': { inputs: [array([3])], f: (x) => each(pad(x as AnyTensor, [2], [2], [1])) },
  'every single element of a padded sum of squares': {
    inputs: [array([3])],
    f: (x) => each(pad(multiply(x as AnyTensor, x as AnyTensor), [1], [1], [0])),
  },
  'every single element of what was joined': {
    inputs: [array([3]), array([2])],
    f: (a, b) => each(concat([a as AnyTensor, b as AnyTensor], 0)),
  },
  'a convolution whose one place lies in the padding': {
    inputs: [array([1, 3, 1]), array([1, 1, 1])],
    f: (x, k) => [conv(x as AnyTensor, k as AnyTensor, { stride: [10], low: [1], high: [0], dilation: [1], gap: [1], groups: 1 })],
  },
  'a masked element at the position of another that is not': {
    inputs: [array([3, 4])],
    f: (x) => {
      const v = add(x as AnyTensor, iota([3, 4], 1, 'f32'))
      const left = slice(pad(v, [0, 1], [0, 0], [0, 0]), [0, 0], [3, 4], [1, 1])
      const shifted = slice(pad(reshape(v, [12]), [1], [0], [0]), [0], [12], [1])
      return [add(left, multiply(full(1000, [3, 4], 'f32'), reshape(shifted, [3, 4])))]
    },
  },
  'division by a constant zero, and among constants': {
    inputs: [array([2], 'i32'), array([1])],
    f: (n, x) => [
      divide(n as AnyTensor, full(0, [2], 'i32')),
      add(broadcast(reshape(divide(full(1, [1], 'f32'), iota([1], 0, 'f32')), []), [1], [0]), x as AnyTensor),
    ],
  },
}

describe.each(targets)('on %s as on the reference', (target) => {
  it.each(Object.entries(programs))('%s', async (_, { inputs, f }) => {
    const program = trace((args) => f(...args), inputs)
    const [got, want] = [await on(target, program, inputs), onReference(program, inputs)]
    expect(got.map(({ data }) => [...data])).toEqual(want.map(({ data }) => [...data]))
  })
})
