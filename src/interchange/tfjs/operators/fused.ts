import type { AnyTensor } from '../../../index.js'
import * as ops from '../../../index.js'
import { withSlope } from '../../read/operators/activations.js'
import type { Call } from '../operator.js'
import type { Settings } from '../settings.js'
import { choices, float } from './attributes.js'

/** What follows: from the result so far, the next operand that is left, and the slope below 0. */
type After = (y: AnyTensor, next: () => AnyTensor, slope: number) => AnyTensor

const steps: Readonly<Record<string, After>> = {
  BiasAdd: (y, next) => ops.add(y, next()),
  Elu: (y) => ops.elu(y),
  LeakyRelu: (y, _, slope) => ops.leakyRelu(y, slope),
  Prelu: (y, next) => withSlope(y, next()),
  Relu: (y) => ops.relu(y),
  Relu6: (y) => ops.clip(y, 0, 6),
  Sigmoid: (y) => ops.sigmoid(y),
  Tanh: (y) => ops.tanh(y),
}

/** The settings of an operator that does more than its name. */
export const fusing = { fused_ops: choices(steps), leakyrelu_alpha: float(0.2) }

/** What an operator does after its own work, in order; its further operands start at a place. */
export const fused = (call: Call<Settings<typeof fusing>>, y: AnyTensor, from: number): AnyTensor => {
  const { fused_ops, leakyrelu_alpha } = call.settings
  let at = from
  return fused_ops.reduce((now, step) => step(now, () => call.input(at++).tensor, leakyrelu_alpha), y)
}
