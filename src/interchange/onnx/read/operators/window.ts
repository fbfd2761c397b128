import type { Call } from '../../../read/call.js'
import { positive } from '../../../read/operators/axes.js'
import { sameWidths, type Widths } from '../../../read/operators/window.js'
import { int, ints, string } from '../attributes.js'
import { perAxis } from './axes.js'

/** How a window slides, as files have it. */
export const sliding = {
  auto_pad: string('NOTSET'),
  dilations: ints(undefined),
  pads: ints(undefined),
  strides: ints(undefined),
}

/** That of a kernel, too. */
export const slidingKernel = { ...sliding, group: int(1), kernel_shape: ints(undefined) }

interface Settings {
  readonly auto_pad: string
  readonly dilations: readonly number[] | undefined
  readonly pads: readonly number[] | undefined
  readonly strides: readonly number[] | undefined
}

/** How a window slides along each spatial axis. */
export interface Slide {
  readonly stride: readonly number[]
  readonly dilation: readonly number[]
  readonly padding: Widths
}

/** Of a window over spatial axes of some sizes; with `auto_pad` it has as many places as there are strides. */
export const slideOf = (call: Call<Settings>, sizes: readonly number[], window: readonly number[]): Slide => {
  const { auto_pad: auto, dilations, pads, strides } = call.settings
  const stride = positive(call, 'strides', perAxis(call, 'strides', strides, sizes.length, 1), sizes.length)
  const dilation = positive(call, 'dilations', perAxis(call, 'dilations', dilations, sizes.length, 1), sizes.length)
  if (auto === 'SAME_UPPER' || auto === 'SAME_LOWER')
    return { stride, dilation, padding: sameWidths(sizes, window, stride, dilation, auto === 'SAME_UPPER') }
  if (auto !== 'NOTSET' && auto !== 'VALID') return call.fail(`auto_pad ${JSON.stringify(auto.slice(0, 40))} is none`)
  const widths = perAxis(call, 'pads', auto === 'VALID' ? undefined : pads, 2 * sizes.length, 0)
  if (widths.some((width) => width < 0 || width > 2 ** 31 - 1)) return call.fail(`pads are [${widths.join(', ')}]; none is negative`)
  return { stride, dilation, padding: sizes.map((_, i) => [widths[i] ?? 0, widths[i + sizes.length] ?? 0] as const) }
}

/** The spatial sizes of `[N, C, ...spatial]`, 1 to 3. */
export const spatialOf = (call: Call<unknown>, shape: readonly number[]): readonly number[] =>
  shape.length >= 3 && shape.length <= 5
    ? shape.slice(2)
    : call.fail(`it takes [N, C, ...spatial] with 1 to 3 spatial axes; got [${shape.join(', ')}]`)
