import type { AnyTensor } from '../../../index.js'
import * as ops from '../../../index.js'
import { exactly } from '../../read/operators/axes.js'
import { channelsFirst, channelsLast } from '../../read/operators/layout.js'
import { ofTensor } from '../../read/value.js'
import { type Call, type Operator, type Operators, operator } from '../operator.js'
import type { Settings } from '../settings.js'
import { choice, int, ints } from './attributes.js'
import { convolved, depthwise, transposed } from './convolved.js'
import { fused, fusing } from './fused.js'
import type { Around, Slide } from './window.js'

/** How a window slides over images, `[N, H, W, C]` unless the channels are first. */
const sliding = {
  strides: ints([1, 1, 1, 1]),
  dilations: ints([1, 1, 1, 1]),
  padding: choice<'same' | 'valid' | 'explicit'>({ SAME: 'same', VALID: 'valid', EXPLICIT: 'explicit' }),
  explicit_paddings: ints([]),
  data_format: choice({ NHWC: false, NCHW: true }, false),
}

type Sliding = Call<Settings<typeof sliding>>

/** Of an entry for each of the four axes those of height and width. */
const ofImage = (call: Sliding, name: string, given: readonly number[]): readonly number[] => {
  const all = exactly(call, name, given, 4)
  return call.settings.data_format ? all.slice(2) : all.slice(1, 3)
}

const slideOf = (call: Sliding): Slide => {
  const { strides, dilations, padding, explicit_paddings: widths, data_format: isFirst } = call.settings
  const around = (): Around => {
    const all = exactly(call, 'explicit_paddings', widths, 8)
    if (all.some((width) => width < 0 || width >= 2 ** 31)) return call.fail(`explicit_paddings are [${all.join(', ')}]; none is negative`)
    const from = isFirst ? 4 : 2
    return [0, 2].map((side) => [all[from + side] ?? 0, all[from + side + 1] ?? 0] as const)
  }
  return {
    stride: ofImage(call, 'strides', strides),
    dilation: ofImage(call, 'dilations', dilations.length === 0 ? [1, 1, 1, 1] : dilations),
    padding: padding === 'explicit' ? around() : padding,
  }
}

/** With channels last. */
const overImage = (call: Sliding, x: AnyTensor, f: (image: AnyTensor) => AnyTensor): AnyTensor => {
  if (x.rank !== 4) return call.fail(`it takes images with 4 axes; got [${x.shape.join(', ')}]`)
  return call.settings.data_format ? channelsFirst(f(channelsLast(x))) : f(x)
}

type Convolution = typeof convolved

const convolution = (convolve: Convolution): Operator =>
  operator(2, { attributes: sliding }, (call) =>
    ofTensor(overImage(call, call.input(0).tensor, (x) => convolve(call, x, call.input(1).tensor, slideOf(call)))),
  )

/** With what follows it: a bias, and an activation. */
const fusedConvolution = (convolve: Convolution): Operator =>
  operator([2, 4], { attributes: { ...sliding, ...fusing } }, (call) =>
    ofTensor(overImage(call, call.input(0).tensor, (x) => fused(call, convolve(call, x, call.input(1).tensor, slideOf(call)), 2))),
  )

const oneAxis = operator(
  2,
  {
    attributes: {
      stride: int(1),
      dilation: int(1),
      padding: choice<'same' | 'valid'>({ SAME: 'same', VALID: 'valid' }),
      data_format: choice({ NWC: true }, true),
    },
  },
  (call) => {
    const { stride, dilation, padding } = call.settings
    return ofTensor(convolved(call, call.input(0).tensor, call.input(1).tensor, { stride: [stride], dilation: [dilation], padding }))
  },
)

/** The sizes of the result come first, and then the kernel. */
const backwards = operator(3, { attributes: sliding, fixed: [0] }, (call) => {
  const sizes = exactly(call, 'the sizes', call.numbers(0), 4)
  const wanted = call.settings.data_format ? sizes.slice(2) : sizes.slice(1, 3)
  return ofTensor(overImage(call, call.input(2).tensor, (x) => transposed(call, x, call.input(1).tensor, wanted, slideOf(call))))
})

const poolSettings = { ...sliding, ksize: ints() }

const pool = (fold: typeof ops.maxPool | typeof ops.avgPool): Operator =>
  operator(1, { attributes: poolSettings }, (call) =>
    ofTensor(
      overImage(call, call.input(0).tensor, (x) => {
        const { stride, padding } = slideOf(call)
        return fold(x, ofImage(call, 'ksize', call.settings.ksize), { stride, padding })
      }),
    ),
  )

export const convolutions: Operators = {
  AvgPool: pool(ops.avgPool),
  Conv1D: oneAxis,
  Conv2D: convolution(convolved),
  Conv2DBackpropInput: backwards,
  DepthwiseConv2d: convolution(depthwise),
  DepthwiseConv2dNative: convolution(depthwise),
  FusedDepthwiseConv2dNative: fusedConvolution(depthwise),
  MaxPool: pool(ops.maxPool),
  _FusedConv2D: fusedConvolution(convolved),
}
