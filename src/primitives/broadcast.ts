import { ShapeMismatch } from '../errors.js'
import { show } from '../shape/dim.js'
import { reader, tabulate } from '../tensor/ndarray.js'
import type { Mapped } from '../tensor/primitive.js'
import type { AnyTensor } from '../tensor/tensor.js'
import { type Callable, define, numbers, operand, shifted } from './define.js'
import { type Axes, fold, without } from './fold.js'

type Broadcast = Axes & { readonly shape: readonly number[] }

/** Repeats `x` along new axes: `shape` is the result's, `axes` the places in it that are new. Its adjoint is `sum` over them. */
export const broadcast: Callable<Broadcast, [x: AnyTensor, shape: readonly number[], axes: readonly number[]]> = define(
  {
    name: 'broadcast',
    type: ([x], { shape, axes }: Broadcast) => {
      const { shape: inner, dtype } = operand([x], 0)
      if (show(without(shape, axes)) !== show(inner))
        throw new ShapeMismatch(`broadcast: ${show(shape)} without axes ${axes.join(', ')} is not ${show(inner)}`)
      return { shape, dtype }
    },
    jvp: 'linear',
    transpose: (ct, _, { params }) => sum(ct, params.axes),
    batch: ({ operands: [x], params: { shape, axes }, size }) => broadcast(operand([x], 0), [size, ...shape], shifted(axes)),
    evaluate: ([x], { axes }, type) => {
      const at = reader(operand([x], 0))
      return tabulate(type, (index) => at(without(index, axes)))
    },
    lower: {
      kind: 'pull',
      visits: 'many',
      cost: 0,
      scalar: ({ operands, params }, index) => operand(operands, 0)(without(index, params.axes)),
    },
    stableHlo: (hlo, [x], { shape, axes }) =>
      hlo.broadcast(
        operand([x], 0),
        shape,
        without(
          shape.map((_, axis) => axis),
          axes,
        ),
      ),
    samples: [
      (draw) => {
        const shape = draw.shape()
        const axes = draw.subset(shape.map((_, axis) => axis))
        return { operands: [{ shape: without(shape, axes), dtype: draw.pick(['f32', 'i32', 'bool'] as const) }], params: { shape, axes } }
      },
    ],
  },
  (x: AnyTensor, shape: readonly number[], axes: readonly number[]) => [[x], { shape, axes }],
)

/** Sum over `axes`, which are dropped. Its adjoint is `broadcast` along them. An empty sum is 0. */
export const sum = fold({
  name: 'sum',
  dtypes: numbers,
  initial: () => 0,
  value: (total, x) => total + x,
  stableHlo: 'add',
  combine: (s, x, y) => s.add(x, y),
  sums: true,
  jvp: 'linear',
  transpose: (ct, { types, params }) => broadcast(ct, operand(types, 0).shape, params.axes),
})

/** The operands, each with the mapped axis in front: repeated along it where it has none. */
export const spread = ({ operands, mapped, size }: Pick<Mapped<unknown>, 'operands' | 'mapped' | 'size'>): AnyTensor[] =>
  operands.map((x, i) => (mapped[i] ? x : broadcast(x, [size, ...x.type.shape], [0])))
