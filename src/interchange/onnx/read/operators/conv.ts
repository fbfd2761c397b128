import type { AnyTensor } from '../../../../index.js'
import * as ops from '../../../../index.js'
import { channelsFirst, channelsLast } from '../../../read/operators/layout.js'
import { inHalves } from '../../../read/operators/window.js'
import { ofTensor } from '../../../read/value.js'
import { ints, type Settings } from '../attributes.js'
import { type Call, type Operators, operator } from '../operator.js'
import { perAxis } from './axes.js'
import { slideOf, slidingKernel, spatialOf } from './window.js'

/** A kernel `[a, b, ...window]` as `[...window, b, a]`. */
const windowFirst = (kernel: AnyTensor): AnyTensor => ops.transpose(kernel, [...kernel.shape.slice(2).map((_, i) => i + 2), 1, 0])

/** How a node says that its kernel slides. */
type Sliding = Settings<typeof slidingKernel>

/** The window of a kernel, which has as many axes as there are spatial ones. */
const windowOf = (call: Call<Pick<Sliding, 'kernel_shape'>>, kernel: AnyTensor, spatial: readonly number[]): readonly number[] => {
  const window = kernel.shape.slice(2)
  const told = call.settings.kernel_shape ?? window
  if (kernel.rank < 3 || window.length !== spatial.length || told.join() !== window.join())
    return call.fail(
      `the kernel [${kernel.shape.join(', ')}] is not one of [${told.slice(0, 16).join(', ')}] for ${spatial.length} spatial axes`,
    )
  return window
}

/** The result with a bias for each channel. */
const biased = (y: AnyTensor, bias: AnyTensor | undefined): AnyTensor => channelsFirst(bias ? ops.add(y, bias) : y)

/** `[N, C, ...spatial]` and a kernel `[features, C / group, ...window]`. */
export const convolved = (call: Call<Sliding>, x: AnyTensor, kernel: AnyTensor, bias?: AnyTensor): AnyTensor => {
  const spatial = spatialOf(call, x.shape)
  const slide = slideOf(call, spatial, windowOf(call, kernel, spatial))
  return biased(ops.conv(channelsLast(x), windowFirst(kernel), { ...slide, groups: call.settings.group }), bias)
}

const conv = operator([2, 3], { learns: true, attributes: slidingKernel }, (call) =>
  ofTensor(convolved(call, call.input(0).tensor, call.input(1).tensor, call.optional(2)?.tensor)),
)

/** Paddings that give the sizes asked for: what there is too much is cut off, one more at the end or at the start; what is missing is put at the end. */
const fittedTo = (wanted: readonly number[], whole: readonly number[], isUpper: boolean) => ({
  padding: whole.map((size, i) => inHalves(size - (wanted[i] ?? size), isUpper)),
  missing: whole.map((size, i) => Math.max(0, (wanted[i] ?? size) - size)),
})

const convTranspose = operator(
  [2, 3],
  {
    learns: true,
    attributes: { ...slidingKernel, output_padding: ints(undefined), output_shape: ints(undefined) },
  },
  (call) => {
    const [x, kernel] = [call.input(0).tensor, call.input(1).tensor]
    const { auto_pad: auto, group, output_padding, output_shape: asked } = call.settings
    const spatial = spatialOf(call, x.shape)
    const window = windowOf(call, kernel, spatial)
    const isSame = auto === 'SAME_UPPER' || auto === 'SAME_LOWER'
    const { stride, dilation, padding } = slideOf(
      { ...call, settings: { ...call.settings, auto_pad: isSame ? 'NOTSET' : auto } },
      spatial,
      window,
    )
    const outputPadding = perAxis(call, 'output_padding', output_padding, spatial.length, 0)
    const step = (i: number) => stride[i] ?? 1
    const whole = spatial.map((size, i) => (size - 1) * step(i) + (outputPadding[i] ?? 0) + ((window[i] ?? 1) - 1) * (dilation[i] ?? 1) + 1)
    const wanted = asked
      ? perAxis(call, 'output_shape', asked.slice(-spatial.length), spatial.length, 0)
      : isSame
        ? spatial.map((size, i) => size * step(i))
        : undefined
    const fitted = wanted && fittedTo(wanted, whole, auto === 'SAME_UPPER')
    const settings = {
      stride,
      dilation,
      outputPadding: outputPadding.map((more, i) => more + (fitted?.missing[i] ?? 0)),
      groups: group,
      padding: fitted?.padding ?? padding,
    }
    // Files have the kernel `[in, out / group, ...window]`, which is that of the convolution that this is the adjoint of.
    const y = ops.convTranspose(channelsLast(x), windowFirst(kernel), settings)
    return ofTensor(biased(y, call.optional(2)?.tensor))
  },
)

export const convolutions: Operators = { Conv: conv, ConvTranspose: convTranspose }
