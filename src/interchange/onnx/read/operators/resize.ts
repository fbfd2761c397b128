import type { AnyTensor } from '../../../../index.js'
import * as ops from '../../../../index.js'
import { axesIn, before, sizesFrom } from '../../../read/operators/axes.js'
import { channelsFirst, channelsLast } from '../../../read/operators/layout.js'
import { blended, picked } from '../../../read/operators/resize.js'
import { ofTensor, type Value } from '../../../read/value.js'
import { float, floats, int, ints, string } from '../attributes.js'
import { type Call, type Operators, operator } from '../operator.js'
import { chosen, perAxis } from './axes.js'

/** An axis of `from` elements that gets `to`. */
interface Axis {
  readonly from: number
  readonly to: number
  /** As it is asked for: `to` may be rounded. */
  readonly scale: number
}

/** Where place `i` of the result lies among the elements. */
type Place = (i: number, axis: Axis) => number

/** As engines have it, in f32: whether a place is a half decides about its neighbour. */
const single = Math.fround

const middle = (i: number, scale: number, offset = 0): number => single(single(offset + single((i + 0.5) / scale)) - 0.5)

const places: Readonly<Record<string, Place>> = {
  half_pixel: (i, { scale }) => middle(i, scale),
  half_pixel_symmetric: (i, { from, to, scale }) => {
    const adjusted = single(to / single(scale * from))
    return middle(i, scale, single((from / 2) * single(1 - adjusted)))
  },
  pytorch_half_pixel: (i, { to, scale }) => (to > 1 ? middle(i, scale) : 0),
  align_corners: (i, { from, to }) => (to > 1 ? single((i * (from - 1)) / (to - 1)) : 0),
  asymmetric: (i, { scale }) => single(i / scale),
}

const nearest: Readonly<Record<string, (x: number) => number>> = {
  round_prefer_floor: (x) => Math.ceil(x - 0.5),
  round_prefer_ceil: (x) => Math.floor(x + 0.5),
  floor: Math.floor,
  ceil: Math.ceil,
}

/** How much each element counts for a place: pairs of an element, which may lie outside, and its share. */
type Shares = (place: number) => readonly (readonly [element: number, share: number])[]

const linear: Shares = (place) => {
  const low = Math.floor(place)
  return [
    [low, 1 - (place - low)],
    [low + 1, place - low],
  ]
}

/** Keys, Cubic convolution interpolation for digital image processing, 1981. */
const cubic =
  (a: number): Shares =>
  (place) => {
    const low = Math.floor(place)
    return [-1, 0, 1, 2].map((step) => {
      const far = Math.abs(place - low - step)
      const near = ((a + 2) * far - (a + 3)) * far * far + 1
      return [low + step, far <= 1 ? near : ((a * far - 5 * a) * far + 8 * a) * far - 4 * a] as const
    })
  }

/** So many places are found while tracing, at most. */
const mostPlaces = 2 ** 20

interface Settings {
  readonly mode: string
  readonly coordinate_transformation_mode: string
  readonly nearest_mode: string
  readonly cubic_coeff_a: number
  readonly exclude_outside: number
}

/** A mean of the elements around each place of the result. */
const weighed = (call: Call<Settings>, x: AnyTensor, at: number, axis: Axis, place: Place): AnyTensor => {
  const { from, to } = axis
  const { mode, cubic_coeff_a, exclude_outside } = call.settings
  const shares = chosen(call, 'mode', { linear, cubic: cubic(cubic_coeff_a) }, mode)
  const leavesOut = mode === 'cubic' && exclude_outside !== 0
  const each = Array.from({ length: to }, (_, i) => {
    const all = shares(place(i, axis)).filter(([element]) => !leavesOut || (element >= 0 && element < from))
    const total = leavesOut ? all.reduce((sum, [, share]) => sum + share, 0) : 1
    return all.map(([element, share]) => [Math.min(Math.max(element, 0), from - 1), share / total] as const)
  })
  const most = each.reduce((count, { length }) => Math.max(count, length), 0)
  return blended(
    x,
    at,
    Array.from({ length: most }, (_, tap) => each.map((one) => one[tap] ?? [0, 0])),
  )
}

/** Along one axis. */
const resized = (call: Call<Settings>, x: AnyTensor, at: number, axis: Axis): AnyTensor => {
  const place = chosen(call, 'coordinate_transformation_mode', places, call.settings.coordinate_transformation_mode)
  if (axis.to === 0) return ops.slice(x, ...before(at), [0, 0])
  if (axis.to > mostPlaces) return call.fail(`${axis.to} elements along an axis are too many here`)
  if (call.settings.mode !== 'nearest') return weighed(call, x, at, axis, place)
  const round = chosen(call, 'nearest_mode', nearest, call.settings.nearest_mode)
  return picked(
    x,
    at,
    Array.from({ length: axis.to }, (_, i) => Math.min(Math.max(round(place(i, axis)), 0), axis.from - 1)),
  )
}

const resizedTo = (call: Call<Settings>, x: Value, axes: readonly Axis[]): Value => {
  sizesFrom(
    call,
    axes.map(({ to }) => to),
  )
  const all = axes.filter(({ from, to }) => from > 0 || to > 0) // no elements stay none
  if (all.some(({ from, scale }) => from === 0 || !(scale > 0)))
    return call.fail(`[${x.shape.join(', ')}] cannot be resized to [${axes.map(({ to }) => to).join(', ')}]`)
  return ofTensor(
    axes.reduce(
      (y, axis, at) => (axis.from === 0 || (axis.from === axis.to && axis.scale === 1) ? y : resized(call, y, at, axis)),
      x.tensor,
    ),
  )
}

const scaled = (x: Value, scales: readonly number[]): readonly Axis[] =>
  x.shape.map((from, at) => ({ from, to: Math.floor(from * (scales[at] ?? 1)), scale: scales[at] ?? 1 }))

const sized = (x: Value, sizes: readonly number[]): readonly Axis[] =>
  x.shape.map((from, at) => ({ from, to: sizes[at] ?? from, scale: single((sizes[at] ?? from) / from) }))

const attributes = {
  antialias: int(0),
  axes: ints(undefined),
  coordinate_transformation_mode: string('half_pixel'),
  cubic_coeff_a: float(-0.75),
  exclude_outside: int(0),
  extrapolation_value: float(0),
  keep_aspect_ratio_policy: string('stretch'),
  mode: string('nearest'),
  nearest_mode: string('round_prefer_floor'),
}

/** Opset 10 has `x, scales`; later ones `x, roi, scales, sizes`. */
const resize = operator([1, 4], { attributes, fixed: [1, 2, 3] }, (call) => {
  const x = call.input(0)
  const { settings } = call
  if (settings.antialias !== 0 || settings.keep_aspect_ratio_policy !== 'stretch')
    return call.fail('antialias and keep_aspect_ratio_policy are not known here')
  const old = call.opset < 11
  const legacy = old ? { ...call, settings: { ...settings, coordinate_transformation_mode: 'asymmetric', nearest_mode: 'floor' } } : call
  const axes = axesIn(call, settings.axes ?? x.shape.map((_, axis) => axis), x.shape.length)
  const spread = (given: readonly number[], name: string, absent: readonly number[]) => {
    const list = perAxis(call, name, given, axes.length, 1)
    return absent.map((one, axis) => (axes.includes(axis) ? (list[axes.indexOf(axis)] ?? one) : one))
  }
  const sizes = old ? undefined : call.maybeNumbers(3)
  if (sizes && sizes.length > 0) return resizedTo(legacy, x, sized(x, spread(sizes, 'sizes', x.shape)))
  const scales = call.maybeNumbers(old ? 1 : 2) ?? call.fail('there are no scales and no sizes')
  return resizedTo(
    legacy,
    x,
    scaled(
      x,
      spread(
        scales,
        'scales',
        x.shape.map(() => 1),
      ),
    ),
  )
})

/** What `Resize` was before opset 10. */
const upsample = operator([1, 2], { attributes: { mode: string('nearest'), scales: floats(undefined) }, fixed: [1] }, (call) => {
  const x = call.input(0)
  const scales = perAxis(call, 'scales', call.settings.scales ?? call.maybeNumbers(1), x.shape.length, 1)
  const settings = {
    ...call.settings,
    coordinate_transformation_mode: 'asymmetric',
    nearest_mode: 'floor',
    cubic_coeff_a: -0.75,
    exclude_outside: 0,
  }
  return resizedTo({ ...call, settings }, x, scaled(x, scales))
})

/** An image at the places of a grid; corners of pixels that are aligned are those that lie further out. */
const sample = operator(2, { attributes: { align_corners: int(0), mode: string('bilinear'), padding_mode: string('zeros') } }, (call) => {
  const { align_corners, mode, padding_mode } = call.settings
  const [x, grid] = [call.input(0).tensor, call.input(1).tensor]
  chosen(call, 'mode', { bilinear: true, linear: true }, mode)
  const padding = chosen(call, 'padding_mode', { zeros: 'zeros', border: 'border' } as const, padding_mode)
  if (x.rank !== 4 || grid.rank !== 4)
    return call.fail(`it takes [N, C, height, width] and [N, rows, columns, 2]; got [${x.shape.join(', ')}] and [${grid.shape.join(', ')}]`)
  const [, , height = 1, width = 1] = x.shape
  const inner = ops.tensor([(width - 1) / width, (height - 1) / height], { dtype: grid.dtype })
  const image = ops.gridSample(channelsLast(x), align_corners !== 0 ? ops.mul(grid, inner) : grid, { padding })
  return ofTensor(channelsFirst(image))
})

export const resizing: Operators = { Resize: resize, Upsample: upsample, GridSample: sample }
