import { ShapeMismatch } from '../errors.js'
import { reshapedIndex } from '../kernel/index-arithmetic.js'
import { show, sizeOf } from '../shape/dim.js'
import type { AnyTensor } from '../tensor/tensor.js'
import { type Callable, define, operand } from './define.js'

type Shaped = { readonly shape: readonly number[] }

/** The same elements in the same row-major order under another shape. Its adjoint reshapes back. */
export const reshape: Callable<Shaped, [x: AnyTensor, shape: readonly number[]]> = define(
  {
    name: 'reshape',
    type: ([x], { shape }: Shaped) => {
      const { shape: from, dtype } = operand([x], 0)
      if (sizeOf(from) !== sizeOf(shape)) throw new ShapeMismatch(`reshape: ${show(from)} has not as many elements as ${show(shape)}`)
      return { shape, dtype }
    },
    jvp: 'linear',
    transpose: (ct, _, { types }) => reshape(ct, operand(types, 0).shape),
    batch: ({ operands: [x], params: { shape }, size }) => reshape(operand([x], 0), [size, ...shape]),
    evaluate: ([x], _, type) => ({ ...type, data: operand([x], 0).data }),
    lower: {
      kind: 'pull',
      visits: 'same',
      cost: 0,
      scalar: ({ operands, types, result }, index) => operand(operands, 0)(reshapedIndex(index, result.shape, operand(types, 0).shape)),
    },
    stableHlo: (hlo, [x], { shape }) => hlo.reshape(operand([x], 0), shape),
    samples: [
      (draw) => {
        const shape = draw.shape()
        const dtype = draw.pick(['f32', 'u32', 'bool'] as const)
        return { operands: [{ shape, dtype }], params: { shape: draw.pick([[sizeOf(shape)], [1, ...shape], [...shape].reverse()]) } }
      },
    ],
  },
  (x: AnyTensor, shape: readonly number[]) => [[x], { shape }],
)
