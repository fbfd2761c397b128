import type { AnyTensor } from '../../../index.js'
import * as ops from '../../../index.js'
import { logSoftmax, softmax } from '../operators/activations.js'

type Curve = (x: AnyTensor) => AnyTensor

/** `0.5 x (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3)))` */
const tanhGelu: Curve = (x) => {
  const cubed = ops.add(x, ops.mul(ops.mul(ops.square(x), x), 0.044715))
  return ops.mul(ops.mul(x, 0.5), ops.add(ops.tanh(ops.mul(cubed, Math.sqrt(2 / Math.PI))), 1))
}

/** Activations by what Keras calls them. */
export const curves: Readonly<Record<string, Curve>> = {
  elu: (x) => ops.elu(x),
  gelu: (x) => ops.gelu(x),
  gelu_new: tanhGelu,
  hard_sigmoid: (x) => ops.clip(ops.add(ops.mul(x, 0.2), 0.5), 0, 1),
  linear: (x) => x,
  log_softmax: logSoftmax,
  mish: (x) => ops.mish(x),
  relu: (x) => ops.relu(x),
  relu6: (x) => ops.clip(x, 0, 6),
  selu: (x) => ops.selu(x),
  sigmoid: (x) => ops.sigmoid(x),
  silu: (x) => ops.silu(x),
  softmax,
  softplus: (x) => ops.softplus(x),
  softsign: (x) => ops.softsign(x),
  swish: (x) => ops.silu(x),
  tanh: (x) => ops.tanh(x),
}
