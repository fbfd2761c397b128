import type { AnyTensor } from '../../../index.js'
import * as ops from '../../../index.js'
import { ofTensor } from '../../onnx/read/value.js'
import { type Operators, operator } from '../operator.js'
import { float } from './attributes.js'
import { curve, unary } from './elementwise.js'

/** `x`, and below 0 `slope * x`. */
export const withSlope = (x: AnyTensor, slope: AnyTensor): AnyTensor => ops.where(ops.less(x, 0), ops.mul(x, slope), x)

/** Along the last axis; of one number without axes it is 1, or its logarithm. */
const alongLast = (f: typeof ops.softmax | typeof ops.logSoftmax, x: AnyTensor): AnyTensor =>
  x.rank === 0 ? ops.reshape(alongLast(f, ops.reshape(x, [1])), []) : f(x, { axis: -1 })

export const softmax = (x: AnyTensor): AnyTensor => alongLast(ops.softmax, x)
export const logSoftmax = (x: AnyTensor): AnyTensor => alongLast(ops.logSoftmax, x)

export const activations: Operators = {
  Acos: curve(ops.acos),
  Acosh: curve(ops.acosh),
  Asin: curve(ops.asin),
  Asinh: curve(ops.asinh),
  Atan: curve(ops.atan),
  Atanh: curve(ops.atanh),
  Cos: curve(ops.cos),
  Cosh: curve(ops.cosh),
  Elu: curve((x) => ops.elu(x)),
  Erf: curve(ops.erf),
  Exp: unary(Math.exp, ops.exp),
  Expm1: curve(ops.expm1),
  LeakyRelu: operator(1, { attributes: { alpha: float(0.2) } }, ({ input, settings: { alpha } }) =>
    ofTensor(ops.leakyRelu(input(0).tensor, alpha)),
  ),
  Log: unary(Math.log, ops.log),
  Log1p: curve(ops.log1p),
  LogSoftmax: curve(logSoftmax),
  Prelu: operator(2, {}, ({ input }) => ofTensor(withSlope(input(0).tensor, input(1).tensor))),
  Relu: unary((x) => Math.max(x, 0), ops.relu),
  Relu6: curve((x) => ops.clip(x, 0, 6)),
  Rsqrt: unary((x) => 1 / Math.sqrt(x), ops.rsqrt),
  Selu: curve(ops.selu),
  Sigmoid: curve(ops.sigmoid),
  Sin: curve(ops.sin),
  Sinh: curve(ops.sinh),
  Softmax: curve(softmax),
  Softplus: curve(ops.softplus),
  Sqrt: unary(Math.sqrt, ops.sqrt),
  Tan: curve(ops.tan),
  Tanh: curve(ops.tanh),
}
