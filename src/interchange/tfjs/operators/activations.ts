import type { AnyTensor } from '../../../index.js'
import * as ops from '../../../index.js'
import { withSlope } from '../../read/operators/activations.js'
import { curve, unary } from '../../read/operators/elementwise.js'
import { ofTensor } from '../../read/value.js'
import { type Operators, operator } from '../operator.js'
import { float } from './attributes.js'

/** Along the last axis; of one number without axes it is 1, or its logarithm. */
const alongLast = (f: typeof ops.softmax | typeof ops.logSoftmax, x: AnyTensor): AnyTensor =>
  x.rank === 0 ? ops.reshape(alongLast(f, ops.reshape(x, [1])), []) : f(x, { axis: -1 })

export const softmax = (x: AnyTensor): AnyTensor => alongLast(ops.softmax, x)
export const logSoftmax = (x: AnyTensor): AnyTensor => alongLast(ops.logSoftmax, x)

export const activations: Operators = {
  Elu: curve((x) => ops.elu(x)),
  Expm1: curve(ops.expm1),
  LeakyRelu: operator(1, { attributes: { alpha: float(0.2) } }, ({ input, settings: { alpha } }) =>
    ofTensor(ops.leakyRelu(input(0).tensor, alpha)),
  ),
  Log1p: curve(ops.log1p),
  LogSoftmax: curve(logSoftmax),
  Prelu: operator(2, {}, ({ input }) => ofTensor(withSlope(input(0).tensor, input(1).tensor))),
  Relu6: curve((x) => ops.clip(x, 0, 6)),
  Rsqrt: unary((x) => 1 / Math.sqrt(x), ops.rsqrt),
  Selu: curve(ops.selu),
  Softmax: curve(softmax),
}
