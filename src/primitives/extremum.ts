import type { ScalarFunction } from '../kernel/scalar.js'
import type { TangentRule } from '../tensor/primitive.js'
import type { AnyTensor } from '../tensor/tensor.js'
import { divide, nanMax, nanMin } from './arithmetic.js'
import { broadcast, sum } from './broadcast.js'
import { equal } from './compare.js'
import { convert } from './convert.js'
import { numbers, operand } from './define.js'
import { type Axes, extremes, fold } from './fold.js'
import { zeros } from './literal.js'
import { select } from './select.js'

/** The elements that are the extremum share its derivative equally. */
const shared: TangentRule<Axes> = (t, [operandX], { axes }, [result]) => {
  const [x, y]: [AnyTensor, AnyTensor] = [operand([operandX], 0), operand([result], 0)]
  const isChosen = equal(x, broadcast(y, x.type.shape, axes))
  // Selected, not multiplied: what is not chosen has no part, not even 0 times infinity.
  return divide(sum(select(isChosen, t, zeros(t.type)), axes), sum(convert(isChosen, t.type.dtype), axes))
}

const plain = (name: 'max' | 'min'): ScalarFunction => ({ name, wgsl: (a, b) => `${name}(${a}, ${b})` })

/** The largest element along `axes`, which are dropped; NaN if there is one. Ties share the derivative equally. */
export const max = fold({
  name: 'max',
  dtypes: numbers,
  initial: (dtype) => extremes(dtype)[0],
  value: (x, y) => Math.max(x, y),
  combine: (dtype) => (dtype === 'f32' ? nanMax : plain('max')),
  jvp: [shared],
  sample: { distinct: true },
  ofSome: true,
})

/** The smallest element along `axes`, which are dropped; NaN if there is one. Ties share the derivative equally. */
export const min = fold({
  name: 'min',
  dtypes: numbers,
  initial: (dtype) => extremes(dtype)[1],
  value: (x, y) => Math.min(x, y),
  combine: (dtype) => (dtype === 'f32' ? nanMin : plain('min')),
  jvp: [shared],
  sample: { distinct: true },
  ofSome: true,
})
