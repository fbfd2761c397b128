import { ShapeMismatch } from '../errors.js'
import { show } from '../shape/dim.js'
import { reader, tabulate } from '../tensor/ndarray.js'
import type { AnyTensor } from '../tensor/tensor.js'
import { type Callable, define, operand, shifted } from './define.js'

/** The axis in front, the others as they were. */
export const toFront = (x: AnyTensor, axis: number): AnyTensor =>
  axis === 0 ? x : permute(x, [axis, ...x.type.shape.map((_, i) => i).filter((i) => i !== axis)])

type Order = { readonly order: readonly number[] }

/** Where each axis went: `inverse(order)[order[i]] = i`. */
export const inverse = (order: readonly number[]): number[] => order.map((_, axis) => order.indexOf(axis))

/** Axis `i` of the result is axis `order[i]` of `x`. Its adjoint permutes back. */
export const permute: Callable<Order, [x: AnyTensor, order: readonly number[]]> = define(
  {
    name: 'permute',
    type: ([x], { order }: Order) => {
      const { shape, dtype } = operand([x], 0)
      if (order.length !== shape.length || shape.some((_, axis) => !order.includes(axis)))
        throw new ShapeMismatch(`permute: ${show(order)} is no order of the axes of ${show(shape)}`)
      return { shape: order.map((axis) => operand(shape, axis)), dtype }
    },
    jvp: 'linear',
    transpose: (ct, _, { params }) => permute(ct, inverse(params.order)),
    batch: ({ operands: [x], params: { order } }) => permute(operand([x], 0), [0, ...shifted(order)]),
    evaluate: ([x], { order }, type) => {
      const at = reader(operand([x], 0))
      const back = inverse(order)
      return tabulate(type, (index) => at(back.map((axis) => operand(index, axis))))
    },
    lower: {
      kind: 'pull',
      visits: 'once',
      cost: 0,
      scalar: ({ operands, params }, index) => operand(operands, 0)(inverse(params.order).map((axis) => operand(index, axis))),
    },
    stableHlo: (hlo, [x], { order }, [type]) => hlo.op('transpose', [operand([x], 0)], operand([type], 0), `dims = [${order.join(', ')}]`),
    samples: [
      (draw) => {
        const shape = draw.shape()
        return { operands: [{ shape, dtype: 'f32' }], params: { order: draw.shuffle(shape.map((_, axis) => axis)) } }
      },
    ],
  },
  (x: AnyTensor, order: readonly number[]) => [[x], { order }],
)
