import type { AnyTensor } from '../../../../index.js'
import * as ops from '../../../../index.js'
import { channelsFirst, channelsLast } from '../../../read/operators/layout.js'
import type { Widths } from '../../../read/operators/window.js'
import { ofTensor } from '../../../read/value.js'
import { int, ints } from '../attributes.js'
import { type Operator, type Operators, operator } from '../operator.js'
import { type Slide, slideOf, sliding, spatialOf } from './window.js'

interface Settings {
  readonly stride: readonly number[]
  readonly padding: Widths
  readonly ceilMode: boolean
}

type Pool = (x: AnyTensor, window: readonly number[], settings: Settings, special: Readonly<Record<string, number>>) => AnyTensor

type Dilated = (x: AnyTensor, window: readonly number[], slide: Slide) => AnyTensor

/** A dilated window is written out tap by tap, so many at most. */
const mostTaps = 256

const size = (window: readonly number[]): number => window.reduce((product, n) => product * n, 1)

/** What a window covers, from its first tap to its last. */
const reachOf = (window: readonly number[], { dilation }: Slide, i: number): number => ((window[i] ?? 1) - 1) * (dilation[i] ?? 1) + 1

/** Padding that holds the last window, too, where sizes are rounded up; none starts behind the elements. */
const wholePadding = (sizes: readonly number[], window: readonly number[], slide: Slide, ceilMode: boolean): Widths =>
  slide.padding.map(([low, high], i) => {
    const [n = 0, step = 1, reach] = [sizes[i], slide.stride[i], reachOf(window, slide, i)]
    if (!ceilMode) return [low, high]
    const last = Math.min(Math.ceil((n + low + high - reach) / step), Math.ceil((n + low) / step) - 1)
    return [low, Math.max(high, last * step + reach - n - low)]
  })

/** The largest element at each tap of a window, over `[N, C, ...spatial]`. */
const largest: Dilated = (x, window, slide) => {
  const { stride, dilation, padding } = slide
  const lowest = x.dtype === 'u32' ? 0 : x.dtype === 'i32' ? -(2 ** 31) : -Infinity
  const padded = ops.pad(x, [[0, 0], [0, 0], ...padding], { value: lowest })
  const spatial = padded.shape.slice(2)
  const places = spatial.map((n, i) => Math.floor((n - reachOf(window, slide, i)) / (stride[i] ?? 1)) + 1)
  const taps = Array.from({ length: size(window) }, (_, tap) =>
    spatial.map((_, i) => {
      const start = (Math.floor(tap / size(window.slice(i + 1))) % (window[i] ?? 1)) * (dilation[i] ?? 1)
      return [start, start + ((places[i] ?? 1) - 1) * (stride[i] ?? 1) + 1, stride[i] ?? 1] as const
    }),
  )
  return taps.map((ranges): AnyTensor => ops.slice(padded, null, null, ...ranges)).reduce((most, one) => ops.maximum(most, one))
}

/** A window that slides over `[N, C, ...spatial]`; `special` are settings of its own, with what stands for those left out. */
const pool = (special: Readonly<Record<string, number>>, fold: Pool, dilated?: Dilated): Operator => {
  const own = Object.fromEntries(Object.entries(special).map(([name, absent]) => [name, int(absent)]))
  return operator(1, { outputs: 2, attributes: { ...own, ...sliding, ceil_mode: int(0), kernel_shape: ints() } }, (call) => {
    const x = call.input(0).tensor
    const { kernel_shape: window, ceil_mode } = call.settings
    const sizes = spatialOf(call, x.shape)
    if (window.length !== sizes.length || window.some((size) => size < 1))
      return call.fail(`kernel_shape [${window.slice(0, 16).join(', ')}] is no window for ${sizes.length} spatial axes`)
    const slide = slideOf(call, sizes, window)
    const { stride, padding, dilation } = slide
    const ceilMode = ceil_mode !== 0
    const isDilated = dilation.some((step) => step !== 1)
    if (call.outputs > 1) return call.fail('the places of the largest elements are not known here')
    const settings: Readonly<Record<string, unknown>> = call.settings
    const given = Object.fromEntries(Object.keys(special).map((name) => [name, Number(settings[name])]))
    if (isDilated) {
      const isLarger = padding.some(([low, high], i) => reachOf(window, slide, i) > (sizes[i] ?? 0) + low + high)
      if (isLarger)
        return call.fail(`a window [${window.join(', ')}] with dilations [${dilation.join(', ')}] does not fit [${x.shape.join(', ')}]`)
      if (!dilated || size(window) > mostTaps) return call.fail(`dilations [${dilation.join(', ')}] of this pool are not known here`)
      return ofTensor(dilated(x, window, { ...slide, padding: wholePadding(sizes, window, slide, ceilMode) }))
    }
    return ofTensor(channelsFirst(fold(channelsLast(x), window, { stride, padding, ceilMode }, given)))
  })
}

/** `(sum of |x|^p)^(1/p)`, padding being zeros. */
const normed: Pool = (x, window, { stride, padding, ceilMode }, { p = 2 }) => {
  const powers = p === 2 ? ops.square(x) : ops.pow(ops.abs(x), p)
  const whole = wholePadding(x.shape.slice(1, -1), window, { stride, padding, dilation: window.map(() => 1) }, ceilMode)
  const means = ops.avgPool(powers, window, { stride, padding: whole, countPadding: true })
  return ops.pow(ops.mul(means, size(window)), 1 / p)
}

type Along = (x: AnyTensor, options: { readonly axis: readonly number[]; readonly keepDims: true }) => AnyTensor

/** All spatial axes made one. */
const whole = (along: Along): Operator =>
  operator(1, {}, (call) => {
    const x = call.input(0).tensor
    return ofTensor(along(x, { axis: x.shape.flatMap((_, axis) => (axis < 2 ? [] : [axis])), keepDims: true }))
  })

export const pools: Operators = {
  MaxPool: pool({ storage_order: 0 }, (x, window, settings) => ops.maxPool(x, window, settings), largest),
  AveragePool: pool({ count_include_pad: 0 }, (x, window, settings, { count_include_pad }) =>
    ops.avgPool(x, window, { ...settings, countPadding: count_include_pad !== 0 }),
  ),
  LpPool: pool({ p: 2 }, normed),
  GlobalAveragePool: whole(ops.mean),
  GlobalMaxPool: whole(ops.max),
  GlobalLpPool: operator(1, { attributes: { p: int(2) } }, ({ input, settings: { p } }) => {
    const x = input(0).tensor
    const axis = x.shape.flatMap((_, i) => (i < 2 ? [] : [i]))
    return ofTensor(ops.pow(ops.sum(ops.pow(ops.abs(x), p), { axis, keepDims: true }), 1 / p))
  }),
}
