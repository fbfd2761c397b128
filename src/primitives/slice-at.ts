import { ShapeMismatch } from '../errors.js'
import { computed, fixed, plus, times } from '../kernel/index-arithmetic.js'
import { showType } from '../shape/dtype.js'
import { reader, tabulate } from '../tensor/ndarray.js'
import type { AnyTensor } from '../tensor/tensor.js'
import { define, operand } from './define.js'

type Window = { readonly shape: readonly number[]; readonly step: readonly number[] }

/**
 * As `slice`, from a start that is data: `u32[n]`, along the first `n` axes; along the others it is 0. The compiler puts it where programs differ in the offsets
 * of slices alone, so that they are one program, and where the turns of a loop take slices of lists. Whoever makes it sees to it that the start fits.
 */
export const sliceAt = define(
  {
    name: 'sliceAt',
    type: ([x, start], { shape, step }: Window) => {
      const from = operand([x], 0)
      const starts = operand([start], 0).shape
      if (starts.length !== 1 || operand(starts, 0) > from.shape.length || shape.length !== from.shape.length)
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
            const at = times(i, operand(step, axis))
            if (axis >= operand(operand(types, 1).shape, 0)) return at
            const room = operand(operand(types, 0).shape, axis) - spanOf(operand(shape, axis), operand(step, axis))
            return plus(at, computed(operand(operands, 1)([fixed(axis)]), room + 1))
          }),
        ),
    },
    samples: [],
  },
  (x: AnyTensor, start: AnyTensor, shape: readonly number[], step: readonly number[]) => [[x, start], { shape, step }],
)

/** Elements from the first to the last of so many, a step apart. */
const spanOf = (size: number, step: number): number => (size === 0 ? 0 : (size - 1) * step + 1)
