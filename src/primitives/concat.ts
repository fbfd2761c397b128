import { ShapeMismatch } from '../errors.js'
import { fixed, minus } from '../kernel/index-arithmetic.js'
import type { Scalar } from '../kernel/scalar.js'
import { show } from '../shape/dim.js'
import type { TensorType } from '../shape/dtype.js'
import { reader, tabulate } from '../tensor/ndarray.js'
import type { AnyTensor } from '../tensor/tensor.js'
import { spread } from './broadcast.js'
import { type Callable, define, operand } from './define.js'
import { without } from './fold.js'
import { slice } from './slice.js'

type AlongAxis = { readonly axis: number }

/** Where each operand begins along the axis, and where the last one ends. */
const offsets = (types: readonly TensorType[], axis: number): number[] => {
  const starts = [0]
  for (const { shape } of types) starts.push(operand(starts, starts.length - 1) + operand(shape, axis))
  return starts
}

/** The operands one after the other along `axis`. Its adjoint cuts the cotangent up. */
export const concat: Callable<AlongAxis, [operands: readonly AnyTensor[], axis: number]> = define(
  {
    name: 'concat',
    type: (operands, { axis }: AlongAxis) => {
      const first = operand(operands, 0)
      for (const { shape, dtype } of operands)
        if (dtype !== first.dtype || show(without(shape, [axis])) !== show(without(first.shape, [axis])))
          throw new ShapeMismatch(`concat: ${first.dtype}${show(first.shape)} and ${dtype}${show(shape)} differ off axis ${axis}`)
      const total = operand(offsets(operands, axis), operands.length)
      return { shape: first.shape.map((n, i) => (i === axis ? total : n)), dtype: first.dtype }
    },
    jvp: 'linear',
    transpose: (ct, which, { types, params: { axis } }) => {
      const starts = offsets(types, axis)
      const { shape } = ct.type
      return slice(
        ct,
        shape.map((_, i) => (i === axis ? operand(starts, which) : 0)),
        shape.map((n, i) => (i === axis ? operand(starts, which + 1) : n)),
        shape.map(() => 1),
      )
    },
    batch: (mapped) => concat(spread(mapped), mapped.params.axis + 1),
    evaluate: (operands, { axis }, type) => {
      const starts = offsets(operands, axis)
      const readers = operands.map(reader)
      return tabulate(type, (index) => {
        const at = operand(index, axis)
        const which = starts.findLastIndex((start, i) => i < operands.length && start <= at)
        return operand(readers, which)(index.map((i, j) => (j === axis ? i - operand(starts, which) : i)))
      })
    },
    lower: {
      kind: 'pull',
      visits: 'once',
      cost: 1,
      scalar: ({ scalars, operands, types, params: { axis } }, index) => {
        const starts = offsets(types, axis)
        const at = operand(index, axis)
        const read = (which: number): Scalar =>
          operand(operands, which)(index.map((i, j) => (j === axis ? minus(i, fixed(operand(starts, which))) : i)))
        const full = types.map((_, which) => which).filter((which) => operand(starts, which) < operand(starts, which + 1))
        return (
          full.reduceRight<Scalar | undefined>((later, which) => {
            const mine = read(which)
            const end = operand(starts, which + 1)
            return later ? scalars.select(scalars.less(scalars.index(at), end), mine, later) : mine
          }, undefined) ?? read(0)
        )
      },
    },
    stableHlo: (hlo, operands, { axis }, [type]) => hlo.op('concatenate', operands, operand([type], 0), `dim = ${axis}`),
    samples: [
      (draw) => {
        const shape = draw.shape(1)
        const axis = draw.int(0, shape.length - 1)
        const dtype = draw.pick(['f32', 'i32'] as const)
        const operands = Array.from({ length: draw.int(1, 3) }, () => ({
          shape: shape.map((n, i) => (i === axis ? draw.int(0, 3) : n)),
          dtype,
        }))
        return { operands, params: { axis } }
      },
    ],
  },
  (operands: readonly AnyTensor[], axis: number) => [operands, { axis }],
)
