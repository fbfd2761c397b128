import type { AnyTensor } from '../../../../index.js'
import * as ops from '../../../../index.js'
import { float, int, string } from '../attributes.js'
import { type Operator, type Operators, operator } from '../operator.js'
import { ofTensor } from '../value.js'
import { chosen } from './axes.js'
import { elementwise, unary } from './elementwise.js'

type One = (x: AnyTensor) => AnyTensor

/** Of floats, which are seldom known before. */
const curve = (f: One): Operator => operator(1, {}, ({ input }) => ofTensor(f(input(0).tensor)))

/** One that `alpha` shapes. */
const shaped = (absent: number, f: (x: AnyTensor, alpha: number) => AnyTensor): Operator =>
  operator(1, { attributes: { alpha: float(absent) } }, ({ settings: { alpha }, input }) => ofTensor(f(input(0).tensor, alpha)))

const line = (x: AnyTensor, alpha: number, beta: number): AnyTensor => ops.clip(ops.add(ops.mul(x, alpha), beta), 0, 1)

/** `0.5 x (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3)))` */
const tanhGelu: One = (x) => {
  const cubed = ops.add(x, ops.mul(ops.mul(ops.square(x), x), 0.044715))
  return ops.mul(ops.mul(x, 0.5), ops.add(ops.tanh(ops.mul(cubed, Math.sqrt(2 / Math.PI))), 1))
}

export const activations: Operators = {
  Sin: curve(ops.sin),
  Cos: curve(ops.cos),
  Tan: curve(ops.tan),
  Asin: curve(ops.asin),
  Acos: curve(ops.acos),
  Atan: curve(ops.atan),
  Sinh: curve(ops.sinh),
  Cosh: curve(ops.cosh),
  Asinh: curve(ops.asinh),
  Acosh: curve(ops.acosh),
  Atanh: curve(ops.atanh),
  Exp: unary(Math.exp, ops.exp),
  Log: unary(Math.log, ops.log),
  Sqrt: unary(Math.sqrt, ops.sqrt),
  Reciprocal: unary((x) => 1 / x, ops.reciprocal),
  Erf: curve(ops.erf),
  Sigmoid: curve(ops.sigmoid),
  Tanh: curve(ops.tanh),
  Relu: unary((x) => Math.max(x, 0), ops.relu),
  LeakyRelu: shaped(0.01, ops.leakyRelu),
  ThresholdedRelu: shaped(1, (x, alpha) => ops.where(ops.greater(x, alpha), x, ops.zerosLike(x))),
  Elu: shaped(1, ops.elu),
  Celu: shaped(1, ops.celu),
  Selu: operator(
    1,
    { attributes: { alpha: float(1.6732632423543772), gamma: float(1.0507009873554805) } },
    ({ settings: { alpha, gamma }, input }) => ofTensor(ops.mul(ops.elu(input(0).tensor, alpha), gamma)),
  ),
  Gelu: operator(1, { attributes: { approximate: string('none') } }, (call) => {
    const curve = chosen(call, 'approximate', { none: ops.gelu as One, tanh: tanhGelu }, call.settings.approximate)
    return ofTensor(curve(call.input(0).tensor))
  }),
  HardSigmoid: operator(1, { attributes: { alpha: float(0.2), beta: float(0.5) } }, ({ settings: { alpha, beta }, input }) =>
    ofTensor(line(input(0).tensor, alpha, beta)),
  ),
  HardSwish: curve((x) => ops.mul(x, line(x, 1 / 6, 0.5))),
  Mish: curve(ops.mish),
  Softplus: curve(ops.softplus),
  Softsign: curve(ops.softsign),
  Shrink: operator(1, { attributes: { bias: float(0), lambd: float(0.5) } }, ({ settings: { bias, lambd }, input }) => {
    const x = input(0).tensor
    const below = ops.where(ops.less(x, -lambd), ops.add(x, bias), ops.zerosLike(x))
    return ofTensor(ops.where(ops.greater(x, lambd), ops.sub(x, bias), below))
  }),
  PRelu: operator(2, { learns: true }, ({ input }) => {
    const [x, slope] = [input(0).tensor, input(1).tensor]
    return ofTensor(ops.where(ops.less(x, 0), ops.mul(x, slope), x))
  }),
  Clip: operator([1, 3], { attributes: { min: float(undefined), max: float(undefined) } }, ({ settings, input, optional }) => {
    const x = input(0)
    const [low, high] = [optional(1), optional(2)]
    const atLeast = settings.min ?? low?.tensor
    const atMost = settings.max ?? high?.tensor
    const bounded = (y: AnyTensor) => {
      const above = atLeast === undefined ? y : ops.maximum(y, atLeast)
      return atMost === undefined ? above : ops.minimum(above, atMost)
    }
    const [from, to] = [settings.min ?? low?.known?.data[0], settings.max ?? high?.known?.data[0]]
    if ((low && !low.known) || (high && !high.known)) return ofTensor(bounded(x.tensor))
    return elementwise(
      (y) => Math.min(Math.max(y, from ?? -Infinity), to ?? Infinity),
      (y) => bounded(y as AnyTensor),
      [x],
    )
  }),
  Dropout: operator(
    [1, 3],
    { outputs: 2, fixed: [1], attributes: { ratio: float(0.5), seed: int(undefined) } },
    ({ input, optional, outputs, fail }) => {
      const training = optional(2)
      if (training && training.known?.data[0] !== 0) return fail('it is dropout in training, which an imported model does not do')
      if (outputs > 1) return [input(0), ofTensor(ops.full([...input(0).shape], 1, { dtype: 'bool' }))]
      return input(0)
    },
  ),
}
