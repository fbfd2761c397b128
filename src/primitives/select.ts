import { ShapeMismatch } from '../errors.js'
import { basic } from '../kernel/basic.js'
import { show } from '../shape/dim.js'
import { showType } from '../shape/dtype.js'
import { zip } from '../tensor/ndarray.js'
import type { AnyTensor } from '../tensor/tensor.js'
import { type Callable, define, operand, sameTypes } from './define.js'
import { type None, none } from './elementwise.js'
import { constantOf, zeros } from './literal.js'

/** `yes` where `condition` holds, `no` elsewhere, all of one shape. The derivative goes to the chosen one alone. */
export const select: Callable<None, [condition: AnyTensor, yes: AnyTensor, no: AnyTensor]> = define(
  {
    name: 'select',
    type: ([condition, ...branches]) => {
      const type = sameTypes('select', branches)
      const { dtype, shape } = operand([condition], 0)
      if (dtype !== 'bool' || show(shape) !== show(type.shape))
        throw new ShapeMismatch(`select: the condition is ${showType({ dtype, shape })}, the branches are ${showType(type)}`)
      return type
    },
    jvp: ([, yes, no], [condition]) => {
      const present = operand([yes ?? no], 0)
      return [select(operand([condition], 0), yes ?? zeros(present.type), no ?? zeros(present.type))]
    },
    transpose: (ct, which, { operands }) => {
      const condition = operand(operands, 0)
      return which === 1 ? select(condition, ct, zeros(ct.type)) : select(condition, zeros(ct.type), ct)
    },
    batch: 'elementwise',
    expand: ([condition, yes, no]) => {
      const known = yes === no ? 1 : constantOf(condition)
      const chosen = known === undefined ? undefined : known ? yes : no
      return chosen && [chosen]
    },
    evaluate: (operands, _, type) => zip(type, operands, (condition, yes, no) => (condition ? yes : no)),
    lower: {
      kind: 'pull',
      visits: 'same',
      cost: 1,
      scalar: ({ scalars, operands }, index) => scalars.apply(basic.select, ...operands.map((read) => read(index))),
    },
    samples: [
      (draw) => {
        const shape = draw.shape()
        const dtype = draw.pick(['f32', 'i32', 'bool'] as const)
        return {
          operands: [
            { shape, dtype: 'bool' },
            { shape, dtype },
            { shape, dtype },
          ],
          params: none,
        }
      },
    ],
  },
  (condition, yes, no) => [[condition, yes, no], none],
)
