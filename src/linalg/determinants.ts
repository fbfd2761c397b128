import { between } from '../ops/slice.js'
import { sum } from '../primitives/broadcast.js'
import { log } from '../primitives/exponential.js'
import { zeros } from '../primitives/literal.js'
import { multiply } from '../primitives/multiply.js'
import { prod } from '../primitives/product.js'
import { abs, sign } from '../primitives/sign.js'
import type { AnyTensor } from '../tensor/tensor.js'
import { customJvp } from '../transforms/custom.js'
import { eliminate, inverses } from './elimination.js'
import { flipped } from './matrices.js'

const pivotsOf = (a: AnyTensor) => eliminate(a, between(a, 2, 0, 0))

/** The trace of `a^-1 da`: how the logarithm of the determinant moves. */
const logTangent = (a: AnyTensor, da: AnyTensor): AnyTensor => sum(multiply(flipped(inverses(a)), da), [1, 2])

/** The determinants of `[batch, n, n]`. */
export const determinants: (a: AnyTensor) => AnyTensor = customJvp(
  (a: AnyTensor): AnyTensor => {
    const { pivots, parity } = pivotsOf(a)
    return multiply(prod(pivots, [1]), parity)
  },
  ([a], [da]) => {
    const value = determinants(a)
    return [value, multiply(value, logTangent(a, da))]
  },
)

type SignAndLog = readonly [sign: AnyTensor, log: AnyTensor]

/** Sign, and logarithm of the size, of the determinants of `[batch, n, n]`. */
export const logDeterminants: (a: AnyTensor) => SignAndLog = customJvp(
  (a: AnyTensor): SignAndLog => {
    const { pivots, parity } = pivotsOf(a)
    return [multiply(prod(sign(pivots), [1]), parity), sum(log(abs(pivots)), [1])]
  },
  ([a], [da]): readonly [SignAndLog, SignAndLog] => {
    const [signs, logs] = logDeterminants(a)
    return [
      [signs, logs],
      [zeros(signs.type), logTangent(a, da)],
    ]
  },
)
