import type { AnyTensor } from '../../../index.js'
import * as ops from '../../../index.js'
import { axesIn, axisIn } from '../../read/operators/axes.js'
import { normalised, standardised } from '../../read/operators/normalise.js'
import { ofTensor } from '../../read/value.js'
import { flag, number, wholes } from './config.js'
import { type Layers, layer } from './layer.js'

const settings = { axis: wholes([-1]), center: flag(true), epsilon: number(1e-3), scale: flag(true) }

interface Learnt {
  readonly center: boolean
  readonly scale: boolean
}

const learnt = ({ center, scale }: Learnt): readonly string[] => [...(scale ? ['gamma'] : []), ...(center ? ['beta'] : [])]

const statistics = ['moving_mean', 'moving_variance']

export const normalisations: Layers = {
  BatchNormalization: layer({ settings, weights: (own) => [...learnt(own), ...statistics], statistics }, (call) => {
    const x = call.input(0).tensor
    const [given = -1, ...others] = call.settings.axis
    if (others.length > 0) return call.fail(`it has the axes [${call.settings.axis.join(', ')}]; one is known here`)
    const axis = axisIn(call, given, x.rank)
    // One number for each place of the axis, wherever it stands.
    const placed = (weight: AnyTensor): AnyTensor =>
      axis === x.rank - 1
        ? weight
        : ops.reshape(
            weight,
            x.shape.map((size, i) => (i === axis ? size : 1)),
          )
    const maybe = (name: string) => {
      const weight = call.maybeWeight(name)
      return weight && placed(weight.tensor)
    }
    const [mean, variance] = [placed(call.weight('moving_mean').tensor), placed(call.weight('moving_variance').tensor)]
    return ofTensor(normalised(x, { scale: maybe('gamma'), offset: maybe('beta'), mean, variance }, call.settings.epsilon))
  }),
  LayerNormalization: layer({ settings, weights: learnt }, (call) => {
    const x = call.input(0).tensor
    const axis = axesIn(call, call.settings.axis, x.rank)
    const spread = x.shape.map((size, i) => (axis.includes(i) ? size : 1))
    const [scale, offset] = ['gamma', 'beta'].map((name) => {
      const weight = call.maybeWeight(name)
      return weight && ops.reshape(weight.tensor, spread)
    })
    const { y } = standardised(x, axis, call.settings.epsilon)
    const scaled = scale ? ops.mul(y, scale) : y
    return ofTensor(offset ? ops.add(scaled, offset) : scaled)
  }),
}
