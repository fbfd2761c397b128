import type { AnyTensor } from '../../../index.js'
import * as ops from '../../../index.js'
import type { Refusing } from '../../read/call.js'
import { positive, sizesFrom } from '../../read/operators/axes.js'
import { type Slide, spatialOf, widthsOf } from './window.js'

/** The sizes that a window slides over, from one axis to three. */
const slidOver = (call: Refusing, x: AnyTensor, kernel: AnyTensor, slide: Slide): readonly number[] => {
  const axes = kernel.rank - 2
  if (axes < 1 || axes > 3) return call.fail(`the kernel [${kernel.shape.join(', ')}] has no window of 1 to 3 axes`)
  positive(call, 'the strides', slide.stride, axes)
  positive(call, 'the dilations', slide.dilation, axes)
  return spatialOf(call, x.shape, axes)
}

/** `[N, ...spatial, C]` with a kernel `[...window, C / groups, features]`. */
export const convolved = (call: Refusing, x: AnyTensor, kernel: AnyTensor, slide: Slide): AnyTensor => {
  const spatial = slidOver(call, x, kernel, slide)
  const [channels, own] = [x.shape.at(-1) ?? 0, kernel.shape.at(-2) ?? 0]
  if (own < 1 || channels % own !== 0) return call.fail(`a kernel of ${own} channels does not fit ${channels}`)
  const { stride, dilation } = slide
  const padding = widthsOf(spatial, kernel.shape.slice(0, -2), slide)
  return ops.conv(x, kernel, { stride, dilation, padding, groups: channels / own })
}

/** Each channel has kernels of its own: `[...window, C, multiplier]`; the result has `C * multiplier` channels. */
export const depthwise = (call: Refusing, x: AnyTensor, kernel: AnyTensor, slide: Slide): AnyTensor => {
  if (kernel.rank < 3) return call.fail(`the kernel [${kernel.shape.join(', ')}] has no window`)
  const [channels = 0, multiplier = 0] = kernel.shape.slice(-2)
  if (channels !== x.shape.at(-1)) return call.fail(`a kernel of ${channels} channels does not fit [${x.shape.join(', ')}]`)
  return convolved(call, x, ops.reshape(kernel, [...kernel.shape.slice(0, -2), 1, channels * multiplier]), slide)
}

/** The adjoint of a convolution of `[N, ...wanted, K]` with this kernel `[...window, K, C]`. */
export const transposed = (call: Refusing, x: AnyTensor, kernel: AnyTensor, wanted: readonly number[], slide: Slide): AnyTensor => {
  const spatial = slidOver(call, x, kernel, slide)
  sizesFrom(call, wanted)
  const { stride, dilation } = slide
  const widths = widthsOf(wanted, kernel.shape.slice(0, -2), slide)
  const missing = spatial.map((places, i) => {
    const [low = 0, high = 0] = widths[i] ?? []
    const least = (places - 1) * (stride[i] ?? 1) + ((kernel.shape[i] ?? 1) - 1) * (dilation[i] ?? 1) + 1 - low - high
    return (wanted[i] ?? 0) - least
  })
  if (wanted.length !== spatial.length || missing.some((more) => more < 0))
    return call.fail(`[${x.shape.join(', ')}] with a kernel [${kernel.shape.join(', ')}] does not give the sizes [${wanted.join(', ')}]`)
  return ops.convTranspose(x, kernel, { stride, dilation, padding: widths, outputPadding: missing })
}
