import * as ops from '../../../index.js'
import { above, withSlope } from '../../read/operators/activations.js'
import { axisIn } from '../../read/operators/axes.js'
import { ofTensor } from '../../read/value.js'
import { activation, number, whole } from './config.js'
import { type Layer, type Layers, layer } from './layer.js'

/** What is done in training alone. */
const nothing: Layer = layer({}, ({ input }) => input(0))

export const activations: Layers = {
  Activation: layer({ settings: { activation } }, ({ settings, input }) => ofTensor(settings.activation(input(0).tensor))),
  AlphaDropout: nothing,
  Dropout: nothing,
  ELU: layer({ settings: { alpha: number(1) } }, ({ settings: { alpha }, input }) => ofTensor(ops.elu(input(0).tensor, alpha))),
  GaussianDropout: nothing,
  GaussianNoise: nothing,
  LeakyReLU: layer({ settings: { alpha: number(0.3), negative_slope: number(undefined) } }, ({ settings, input }) =>
    ofTensor(ops.leakyRelu(input(0).tensor, settings.negative_slope ?? settings.alpha)),
  ),
  PReLU: layer({ weights: () => ['alpha'] }, ({ input, weight }) => ofTensor(withSlope(input(0).tensor, weight('alpha').tensor))),
  ReLU: layer(
    { settings: { max_value: number(undefined), negative_slope: number(0), threshold: number(0) } },
    ({ settings: { max_value, negative_slope, threshold }, input, fail }) => {
      if (negative_slope !== 0 || threshold !== 0 || (max_value ?? 0) < 0)
        return fail(
          `negative_slope is ${negative_slope}, threshold ${threshold} and max_value ${max_value ?? 'none'}; slopes and thresholds of 0 are known here`,
        )
      const x = ops.relu(input(0).tensor)
      return ofTensor(max_value === undefined ? x : ops.minimum(x, max_value))
    },
  ),
  Rescaling: layer({ settings: { scale: number(1), offset: number(0) } }, ({ settings: { scale, offset }, input }) =>
    ofTensor(ops.add(ops.mul(ops.astype(input(0).tensor, 'f32'), scale), offset)),
  ),
  Softmax: layer({ settings: { axis: whole(-1) } }, (call) => {
    const x = call.input(0).tensor
    return ofTensor(ops.softmax(x, { axis: axisIn(call, call.settings.axis, x.rank) }))
  }),
  SpatialDropout1D: nothing,
  ThresholdedReLU: layer({ settings: { theta: number(1) } }, ({ settings: { theta }, input }) => ofTensor(above(input(0).tensor, theta))),
}
