import type { TangentRule } from '../tensor/primitive.js'
import type { AnyTensor } from '../tensor/tensor.js'
import { divide, larger, smaller } from './arithmetic.js'
import { broadcast, sum } from './broadcast.js'
import { equal, isNaN } from './compare.js'
import { convert } from './convert.js'
import { numbers, operand } from './define.js'
import { type Axes, extremes, fold } from './fold.js'
import { full, zeros } from './literal.js'
import { or } from './logic.js'
import { select } from './select.js'

/** The elements that are the extremum share its derivative equally; of NaN none is the extremum, and the derivative is NaN in all. */
const shared: TangentRule<Axes> = (t, [operandX], { axes }, [result]) => {
  const [x, y]: [AnyTensor, AnyTensor] = [operand([operandX], 0), operand([result], 0)]
  const spread = (z: AnyTensor) => broadcast(z, x.type.shape, axes)
  const [isExtreme, isNowhere] = [equal(x, spread(y)), isNaN(y)]
  const count = select(isNowhere, full(Number.NaN, y.type.shape, t.type.dtype), sum(convert(isExtreme, t.type.dtype), axes))
  // Selected, not multiplied: what is not chosen has no part, not even 0 times infinity.
  return divide(sum(select(or(isExtreme, spread(isNowhere)), t, zeros(t.type)), axes), count)
}

/** The largest element along `axes`, which are dropped; NaN if there is one. Ties share the derivative equally. */
export const max = fold({
  name: 'max',
  dtypes: numbers,
  initial: (dtype) => extremes(dtype)[0],
  value: (x, y) => Math.max(x, y),
  stableHlo: 'maximum',
  combine: larger,
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
  stableHlo: 'minimum',
  combine: smaller,
  jvp: [shared],
  sample: { distinct: true },
  ofSome: true,
})
