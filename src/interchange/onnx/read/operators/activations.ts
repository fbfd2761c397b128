import type { AnyTensor } from '../../../../index.js'
import * as ops from '../../../../index.js'
import { above, ramp, tanhGelu, withSlope } from '../../../read/operators/activations.js'
import { curve, elementwise } from '../../../read/operators/elementwise.js'
import { ofTensor } from '../../../read/value.js'
import { float, int, string } from '../attributes.js'
import { type Operator, type Operators, operator } from '../operator.js'
import { chosen } from './axes.js'

/** One that `alpha` shapes. */
const shaped = (absent: number, f: (x: AnyTensor, alpha: number) => AnyTensor): Operator =>
  operator(1, { attributes: { alpha: float(absent) } }, ({ settings: { alpha }, input }) => ofTensor(f(input(0).tensor, alpha)))

export const activations: Operators = {
  LeakyRelu: shaped(0.01, ops.leakyRelu),
  ThresholdedRelu: shaped(1, above),
  Elu: shaped(1, ops.elu),
  Celu: shaped(1, ops.celu),
  Selu: operator(
    1,
    { attributes: { alpha: float(1.6732632423543772), gamma: float(1.0507009873554805) } },
    ({ settings: { alpha, gamma }, input }) => ofTensor(ops.mul(ops.elu(input(0).tensor, alpha), gamma)),
  ),
  Gelu: operator(1, { attributes: { approximate: string('none') } }, (call) => {
    const curve = chosen(call, 'approximate', { none: ops.gelu as typeof tanhGelu, tanh: tanhGelu }, call.settings.approximate)
    return ofTensor(curve(call.input(0).tensor))
  }),
  HardSigmoid: operator(1, { attributes: { alpha: float(0.2), beta: float(0.5) } }, ({ settings: { alpha, beta }, input }) =>
    ofTensor(ramp(input(0).tensor, alpha, beta)),
  ),
  HardSwish: curve((x) => ops.mul(x, ramp(x, 1 / 6, 0.5))),
  Mish: curve(ops.mish),
  Softsign: curve(ops.softsign),
  Shrink: operator(1, { attributes: { bias: float(0), lambd: float(0.5) } }, ({ settings: { bias, lambd }, input }) => {
    const x = input(0).tensor
    const below = ops.where(ops.less(x, -lambd), ops.add(x, bias), ops.zerosLike(x))
    return ofTensor(ops.where(ops.greater(x, lambd), ops.sub(x, bias), below))
  }),
  PRelu: operator(2, { learns: true }, ({ input }) => ofTensor(withSlope(input(0).tensor, input(1).tensor))),
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
