import type { AnyTensor } from '../../../index.js'
import * as ops from '../../../index.js'
import { ramp, tanhGelu } from '../../read/operators/activations.js'
import { logSoftmax, softmax } from '../operators/activations.js'

type Curve = (x: AnyTensor) => AnyTensor

/** Activations by what Keras calls them. */
export const curves: Readonly<Record<string, Curve>> = {
  elu: (x) => ops.elu(x),
  gelu: (x) => ops.gelu(x),
  gelu_new: tanhGelu,
  hard_sigmoid: (x) => ramp(x, 0.2, 0.5),
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
