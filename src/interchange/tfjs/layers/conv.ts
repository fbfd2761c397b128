import type { AnyTensor } from '../../../index.js'
import * as ops from '../../../index.js'
import { ofTensor, type Value } from '../../read/value.js'
import type { Call } from '../operator.js'
import { convolved, depthwise, transposed } from '../operators/convolved.js'
import type { Slide } from '../operators/window.js'
import type { Settings } from '../settings.js'
import { activation, always, choice, dataFormat, flag, padding, perAxis, wholes } from './config.js'
import { withBias } from './dense.js'
import { overImage } from './images.js'
import { type Layer, type Layers, layer } from './layer.js'

const settings = { activation, data_format: dataFormat, dilation_rate: wholes([1]), padding, strides: wholes([1]), use_bias: flag(true) }

type Sliding = Call<Pick<Settings<typeof settings>, 'dilation_rate' | 'strides'>>

const slideOf = (call: Sliding, axes: number, around: Slide['padding']): Slide => ({
  stride: perAxis(call, 'strides', call.settings.strides, axes),
  dilation: perAxis(call, 'dilation_rate', call.settings.dilation_rate, axes),
  padding: around,
})

type Biased = Call<Pick<Settings<typeof settings>, 'activation' | 'data_format'>>

/** What a layer makes of its input, with its bias and its activation. */
const finished = (call: Biased, f: (x: AnyTensor) => AnyTensor): Value => {
  const bias = call.maybeWeight('bias')?.tensor
  const y = overImage(call.input(0).tensor, call.settings.data_format, (x) => (bias ? ops.add(f(x), bias) : f(x)))
  return ofTensor(call.settings.activation(y))
}

const convolution = (axes: number): Layer =>
  layer({ settings, weights: withBias('kernel') }, (call) =>
    finished(call, (x) => convolved(call, x, call.weight('kernel').tensor, slideOf(call, axes, call.settings.padding))),
  )

/** Zeros before the first step alone, so that nothing sees what comes later. */
const oneAxis = layer(
  {
    settings: { ...settings, padding: choice<'same' | 'valid' | 'causal'>({ same: 'same', valid: 'valid', causal: 'causal' }, 'valid') },
    weights: withBias('kernel'),
  },
  (call) => {
    const kernel = call.weight('kernel').tensor
    const { padding: around, dilation_rate: dilation } = call.settings
    const before = ((kernel.shape[0] ?? 1) - 1) * (dilation[0] ?? 1)
    return finished(call, (x) => convolved(call, x, kernel, slideOf(call, 1, around === 'causal' ? [[Math.max(0, before), 0]] : around)))
  },
)

const transposing = layer({ settings: { ...settings, output_padding: always(null) }, weights: withBias('kernel') }, (call) => {
  const kernel = call.weight('kernel').tensor
  const slide = slideOf(call, 2, call.settings.padding)
  return finished(call, (x) => {
    const wanted = slide.stride.map((step, i) => {
      const size = (x.shape[i + 1] ?? 0) * step
      return call.settings.padding === 'same' ? size : size + Math.max((kernel.shape[i] ?? 1) - step, 0)
    })
    return transposed(call, x, kernel, wanted, slide)
  })
})

const separable = layer({ settings, weights: withBias('depthwise_kernel', 'pointwise_kernel') }, (call) => {
  const [each, across] = [call.weight('depthwise_kernel').tensor, call.weight('pointwise_kernel').tensor]
  const once: Slide = { stride: [1, 1], dilation: [1, 1], padding: 'valid' }
  return finished(call, (x) => convolved(call, depthwise(call, x, each, slideOf(call, 2, call.settings.padding)), across, once))
})

export const convolutions: Layers = {
  Conv1D: oneAxis,
  Conv2D: convolution(2),
  Conv2DTranspose: transposing,
  Conv3D: convolution(3),
  DepthwiseConv2D: layer({ settings, weights: withBias('depthwise_kernel') }, (call) =>
    finished(call, (x) => depthwise(call, x, call.weight('depthwise_kernel').tensor, slideOf(call, 2, call.settings.padding))),
  ),
  SeparableConv2D: separable,
}
