import type { AnyTensor } from '../../../../index.js'
import * as ops from '../../../../index.js'
import { int, ints } from '../attributes.js'
import { type Operator, type Operators, operator } from '../operator.js'
import { ofTensor } from '../value.js'
import { channelsFirst, channelsLast } from './layout.js'
import { type Slide, slideOf, sliding, spatialOf } from './window.js'

interface Settings {
  readonly stride: readonly number[]
  readonly padding: readonly (readonly [low: number, high: number])[]
  readonly ceilMode: boolean
}

type Pool = (x: AnyTensor, window: readonly number[], settings: Settings, special: Readonly<Record<string, number>>) => AnyTensor

type Dilated = (x: AnyTensor, window: readonly number[], slide: Slide) => AnyTensor

/** A dilated window is written out tap by tap, so many at most. */
const mostTaps = 256

const size = (window: readonly number[]): number => window.reduce((product, n) => product * n, 1)

/** The largest element at each tap of a window, over `[N, C, ...spatial]`. */
const largest: Dilated = (x, window, { stride, dilation, padding }) => {
  const padded = ops.pad(x, [[0, 0], [0, 0], ...padding], { value: -Infinity })
  const spatial = padded.shape.slice(2)
  const places = spatial.map((n, i) => Math.floor((n - ((window[i] ?? 1) - 1) * (dilation[i] ?? 1) - 1) / (stride[i] ?? 1)) + 1)
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
      return call.fail(`kernel_shape [${window.join(', ')}] is no window for ${sizes.length} spatial axes`)
    const { stride, padding, dilation } = slideOf(call, sizes, window)
    const isDilated = dilation.some((step) => step !== 1)
    if (isDilated && ceil_mode !== 0) return call.fail(`dilations [${dilation.join(', ')}] with ceil_mode are not known here`)
    if (call.outputs > 1) return call.fail('the places of the largest elements are not known here')
    const settings: Readonly<Record<string, unknown>> = call.settings
    const given = Object.fromEntries(Object.keys(special).map((name) => [name, Number(settings[name])]))
    if (isDilated) {
      if (!dilated || size(window) > mostTaps) return call.fail(`dilations [${dilation.join(', ')}] of this pool are not known here`)
      return ofTensor(dilated(x, window, { stride, dilation, padding }))
    }
    return ofTensor(channelsFirst(fold(channelsLast(x), window, { stride, padding, ceilMode: ceil_mode !== 0 }, given)))
  })
}

/** `(sum of |x|^p)^(1/p)`, padding being zeros. */
const normed: Pool = (x, window, settings, { p = 2 }) => {
  const powers = p === 2 ? ops.square(x) : ops.pow(ops.abs(x), p)
  return ops.pow(ops.mul(ops.avgPool(powers, window, { ...settings, countPadding: true }), size(window)), 1 / p)
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
