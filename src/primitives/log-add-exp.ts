import type { AnyTensor } from '../tensor/tensor.js'
import { subtract } from './arithmetic.js'
import { binary } from './binary.js'
import { equal, isInfinite } from './compare.js'
import { floats, operand } from './define.js'
import { expFalling, log1pOf } from './exponential.js'
import { zeros } from './literal.js'
import { and } from './logic.js'
import { multiply } from './multiply.js'
import { select } from './select.js'
import { logistic } from './sigmoidal.js'

/** `e^x / (e^x + e^y)`; a half of infinities of one sign. */
const share = (x: AnyTensor, y: AnyTensor): AnyTensor => {
  const isEndless = and(equal(x, y), isInfinite(x))
  const finite = (one: AnyTensor) => select(isEndless, zeros(one.type), one)
  return logistic(subtract(finite(x), finite(y)))
}

/** `log(e^x + e^y)`, elementwise, which neither overflows nor loses the smaller one. */
export const logAddExp = binary({
  name: 'logAddExp',
  dtypes: floats,
  value: (x, y) => (x === y ? x + Math.LN2 : Math.max(x, y) + Math.log1p(Math.exp(-Math.abs(x - y)))),
  scalar: (s, x, y) => {
    const size = s.add(s.max(x, y), log1pOf(s, expFalling(s, s.negate(s.abs(s.subtract(x, y))))))
    const same = s.select(s.equal(x, y), s.add(x, Math.LN2), size) // infinities of one sign have no difference
    return s.select(s.or(s.isNaN(x), s.isNaN(y)), NaN, same)
  },
  cost: 28,
  jvp: [
    (t, [x, y]) => multiply(t, share(operand([x], 0), operand([y], 0))),
    (t, [x, y]) => multiply(t, share(operand([y], 0), operand([x], 0))),
  ],
  within: [-2, 2],
})
