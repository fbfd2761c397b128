import type { AnyTensor } from '../tensor/tensor.js'
import { maximum, subtract } from './arithmetic.js'
import { broadcast, sum } from './broadcast.js'
import { equal, isFinite } from './compare.js'
import { type Cumulative, cumulative } from './cumulative.js'
import { floats, operand } from './define.js'
import { exp, log, log1p } from './exponential.js'
import { max } from './extremum.js'
import { full, zeros } from './literal.js'
import { add, multiply } from './multiply.js'
import { delayed, recurrence } from './recurrence.js'
import { select } from './select.js'
import { abs, negate } from './sign.js'

/** Where it is not finite there is nothing to take out: a difference would be NaN. */
const finite = (x: AnyTensor): AnyTensor => select(isFinite(x), x, zeros(x.type))

/** `log(exp(a) + exp(b))`. */
const joined = (a: AnyTensor, b: AnyTensor): AnyTensor => {
  const top = maximum(a, b)
  return add(top, select(isFinite(top), log1p(exp(negate(abs(subtract(a, b))))), zeros(top.type)))
}

const joinedOver = (x: AnyTensor, axes: readonly number[]): AnyTensor => {
  const top = finite(max(x, axes))
  return add(log(sum(exp(subtract(x, broadcast(top, x.type.shape, axes))), axes)), top)
}

const valueOf = (total: number, x: number): number => {
  const top = Math.max(total, x)
  return Number.isFinite(top) ? top + Math.log1p(Math.exp(-Math.abs(total - x))) : top
}

/** `exp(x - y)`; 0 where `y` is `-Infinity`, of which nothing is a part. */
const share = (x: AnyTensor, y: AnyTensor): AnyTensor => {
  const none = full(-Infinity, y.type.shape, y.type.dtype)
  return select(equal(y, none), zeros(y.type), exp(subtract(x, y)))
}

/** `log(exp(x[0]) + ... + exp(x[i]))` along `axis`; in reverse, from the last. It neither overflows nor loses small terms. */
export const logCumSumExp: Cumulative = cumulative({
  name: 'logCumSumExp',
  dtypes: floats,
  initial: () => -Infinity,
  value: valueOf,
  combine: joined,
  fold: joinedOver,
  jvp: [
    // The tangent y' = exp(before - y) before' + exp(x - y) x': shares of what was before and of what is added, which are at most 1.
    (t, [operandX], { axis, reverse }, [operandY]) => {
      const [x, y] = [operand([operandX], 0), operand([operandY], 0)]
      const before = delayed(y, axis, reverse, -Infinity)
      return recurrence(share(before, y), multiply(share(x, y), t), axis, reverse)
    },
  ],
})
