import type { TangentRule } from '../tensor/primitive.js'
import type { AnyTensor } from '../tensor/tensor.js'
import { maximum, minimum } from './arithmetic.js'
import { equal, isNaN } from './compare.js'
import { type Cumulative, cumulative, type Direction } from './cumulative.js'
import { operand } from './define.js'
import { max, min } from './extremum.js'
import { extremes } from './fold.js'
import { iota } from './iota.js'
import { full } from './literal.js'
import { or } from './logic.js'
import { select } from './select.js'
import { takeAlong } from './take-along.js'

/** Where the extremum met so far stands: of several the nearest, of NaN too. */
const placeOf = (x: AnyTensor, y: AnyTensor, { axis, reverse }: Direction): AnyTensor => {
  const { shape } = x.type
  const isMet = or(equal(x, y), isNaN(x))
  const places = iota(shape, axis, 'i32')
  return reverse
    ? cummin(select(isMet, places, full((shape[axis] ?? 1) - 1, shape, 'i32')), axis, true)
    : cummax(select(isMet, places, full(0, shape, 'i32')), axis, false)
}

/** The derivative is that of the element met. */
const ofPlace: TangentRule<Direction> = (t, [x], direction, [y]) =>
  takeAlong(t, placeOf(operand([x], 0), operand([y], 0), direction), direction.axis)

/** The largest of each element and all before it along `axis`; in reverse, of all after it. NaN from the first NaN on. Of equal ones the nearest has the derivative. */
export const cummax: Cumulative = cumulative({
  name: 'cummax',
  initial: (dtype) => extremes(dtype)[0],
  value: (total, x) => Math.max(total, x),
  combine: maximum,
  fold: max,
  jvp: [ofPlace],
  sample: { distinct: true },
})

/** The smallest of each element and all before it along `axis`; in reverse, of all after it. NaN from the first NaN on. Of equal ones the nearest has the derivative. */
export const cummin: Cumulative = cumulative({
  name: 'cummin',
  initial: (dtype) => extremes(dtype)[1],
  value: (total, x) => Math.min(total, x),
  combine: minimum,
  fold: min,
  jvp: [ofPlace],
  sample: { distinct: true },
})
