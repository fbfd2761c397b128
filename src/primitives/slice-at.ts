import { ShapeMismatch } from '../errors.js'
import { computed, fixed, plus, times } from '../kernel/index-arithmetic.js'
import { sameShape } from '../shape/dim.js'
import { showType } from '../shape/dtype.js'
import { reader, tabulate } from '../tensor/ndarray.js'
import type { AnyTensor } from '../tensor/tensor.js'
import { define, operand } from './define.js'

type Window = { readonly shape: readonly number[]; readonly step: readonly number[] }

/**
 * As `slice`, from a start that is data, `u32[rank]`. The compiler puts it where programs differ in the offsets of slices alone, so that they are one program;
 * the start is one that fits, since it was a slice's.
 */
export const sliceAt = define(
  {
    name: 'sliceAt',
    type: ([x, start], { shape, step }: Window) => {
      const from = operand([x], 0)
      if (!sameShape(operand([start], 0).shape, [from.shape.length]) || shape.length !== from.shape.length)
        throw new ShapeMismatch(`sliceAt: ${showType(from)} has no slice of ${shape.length} axes from ${showType(operand([start], 0))}`)
      if (shape.some((size, axis) => spanOf(size, operand(step, axis)) > operand(from.shape, axis)))
        throw new ShapeMismatch(`sliceAt: [${shape}] by [${step}] does not lie in ${showType(from)}`)
      return { shape, dtype: from.dtype }
    },
    jvp: 'constant',
    batch: () => {
      throw new Error('typegrad: sliceAt is made by the compiler and never mapped; please report this')
    },
    evaluate: ([x, start], { step }, type) => {
      const at = reader(operand([x], 0))
      const from = operand([start], 0).data
      return tabulate(type, (index) => at(index.map((i, axis) => (from[axis] ?? 0) + i * operand(step, axis))))
    },
    lower: {
      kind: 'pull',
      visits: 'once',
      cost: 1,
      scalar: ({ operands, types, params: { shape, step } }, index) =>
        operand(
          operands,
          0,
        )(
          index.map((i, axis) => {
            const room = operand(operand(types, 0).shape, axis) - spanOf(operand(shape, axis), operand(step, axis))
            return plus(times(i, operand(step, axis)), computed(operand(operands, 1)([fixed(axis)]), room + 1))
          }),
        ),
    },
    samples: [],
  },
  (x: AnyTensor, start: AnyTensor, shape: readonly number[], step: readonly number[]) => [[x, start], { shape, step }],
)

/** Elements from the first to the last of so many, a step apart. */
const spanOf = (size: number, step: number): number => (size === 0 ? 0 : (size - 1) * step + 1)
