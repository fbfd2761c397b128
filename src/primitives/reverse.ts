import { fixed, minus } from '../kernel/index-arithmetic.js'
import { reader, tabulate } from '../tensor/ndarray.js'
import type { AnyTensor } from '../tensor/tensor.js'
import { type Callable, define, operand, shifted } from './define.js'
import type { Axes } from './fold.js'

/** The elements in opposite order along `axes`. It is its own adjoint. */
export const reverse: Callable<Axes, [x: AnyTensor, axes: readonly number[]]> = define(
  {
    name: 'reverse',
    type: ([x], _: Axes) => operand([x], 0),
    jvp: 'linear',
    transpose: (ct, _, { params }) => reverse(ct, params.axes),
    batch: ({ operands: [x], params: { axes } }) => reverse(operand([x], 0), shifted(axes)),
    evaluate: ([x], { axes }, type) => {
      const at = reader(operand([x], 0))
      return tabulate(type, (index) => at(index.map((i, axis) => (axes.includes(axis) ? operand(type.shape, axis) - 1 - i : i))))
    },
    lower: {
      kind: 'pull',
      visits: 'once',
      cost: 0,
      scalar: ({ operands, params: { axes }, result }, index) =>
        operand(operands, 0)(index.map((i, axis) => (axes.includes(axis) ? minus(fixed(operand(result.shape, axis) - 1), i) : i))),
    },
    stableHlo: (hlo, [x], { axes }, [type]) => hlo.op('reverse', [operand([x], 0)], operand([type], 0), `dims = [${axes.join(', ')}]`),
    samples: [
      (draw) => {
        const shape = draw.shape()
        return { operands: [{ shape, dtype: 'f32' }], params: { axes: draw.subset(shape.map((_, axis) => axis)) } }
      },
    ],
  },
  (x: AnyTensor, axes: readonly number[]) => [[x], { axes }],
)
