import type { AnyTensor } from '../../../index.js'
import * as ops from '../../../index.js'
import type { Refusing } from '../../read/call.js'
import { sizeOf } from '../../read/known.js'
import { axesIn, sizesFrom } from '../../read/operators/axes.js'
import { channelsLast } from '../../read/operators/layout.js'
import { fitted } from '../../read/operators/movement.js'
import type { Widths } from '../../read/operators/window.js'
import { ofTensor } from '../../read/value.js'
import { fail } from '../fault.js'
import { listOf, shown, wholeOf } from '../json.js'
import { linear, nearest, type Resizing, resized } from '../operators/resized.js'
import { kind } from '../settings.js'
import { choice, dataFormat, perAxis, whole, wholes } from './config.js'
import { overImage } from './images.js'
import { type Layers, layer } from './layer.js'

/** One number, one for each of two axes, or two for each. */
const sides = kind<Widths>((what, value) => {
  const all = Array.isArray(value) ? value : [value, value]
  if (all.length !== 2) return fail(`${what} is ${shown(value)}; it has two entries, for height and width`)
  return all.map((one) => {
    const pair = (Array.isArray(one) ? one : [one, one]).map((width) => wholeOf(what, width))
    const [low = -1, high = -1] = pair
    return pair.length === 2 && low >= 0 && high >= 0
      ? ([low, high] as const)
      : fail(`${what} is ${pair.join(', ')}; it has two numbers from 0 on`)
  })
})

/** Sizes of which one may be left open: -1, or `null` as TensorFlow.js writes it. */
const openSizes = kind<readonly number[]>((what, value) => listOf(what, value).map((size) => (size === null ? -1 : wholeOf(what, size))))

const demandImage = (call: Refusing, x: AnyTensor): AnyTensor =>
  x.rank === 4 ? x : call.fail(`it takes images with 4 axes; got [${x.shape.join(', ')}]`)

export const shapes: Layers = {
  Cropping2D: layer(
    {
      settings: {
        cropping: sides([
          [0, 0],
          [0, 0],
        ]),
        data_format: dataFormat,
      },
    },
    (call) =>
      ofTensor(
        overImage(demandImage(call, call.input(0).tensor), call.settings.data_format, (x) => {
          const ranges = call.settings.cropping.map(([low, high], i) => [low, (x.shape[i + 1] ?? 0) - high] as const)
          if (ranges.some(([from, to]) => to <= from)) return call.fail(`more is cut off than the [${x.shape.join(', ')}] that are there`)
          return ops.slice(x, null, ...ranges)
        }),
      ),
  ),
  Flatten: layer({ settings: { data_format: dataFormat } }, (call) => {
    const x = call.input(0).tensor
    const turned = call.settings.data_format && x.rank > 2 ? channelsLast(x) : x
    return ofTensor(ops.reshape(turned, [x.shape[0] ?? 1, sizeOf(x.shape.slice(1))]))
  }),
  /** Axes are counted from 1, behind the batch. */
  Permute: layer({ settings: { dims: wholes() } }, (call) => {
    const x = call.input(0).tensor
    const order = axesIn(call, [0, ...call.settings.dims], x.rank)
    return order.length === x.rank
      ? ofTensor(ops.transpose(x, order))
      : call.fail(`the order [${order.join(', ')}] is not one of ${x.rank} axes`)
  }),
  RepeatVector: layer({ settings: { n: whole() } }, (call) => {
    const x = call.input(0).tensor
    const [rows = 0, size = 0] = x.shape
    if (x.rank !== 2) return call.fail(`it takes [N, C]; got [${x.shape.join(', ')}]`)
    return ofTensor(ops.broadcastTo(ops.expandDims(x, 1), [...sizesFrom(call, [rows, call.settings.n, size])]))
  }),
  Reshape: layer({ settings: { target_shape: openSizes() } }, (call) => {
    const x = call.input(0)
    return fitted(call, x, [x.shape[0] ?? 1, ...call.settings.target_shape], 1)
  }),
  UpSampling2D: layer(
    { settings: { data_format: dataFormat, interpolation: choice<Resizing>({ nearest, bilinear: linear }, nearest), size: wholes([2]) } },
    (call) => {
      const times = perAxis(call, 'size', call.settings.size, 2)
      return ofTensor(
        overImage(demandImage(call, call.input(0).tensor), call.settings.data_format, (x) =>
          resized(
            call,
            x,
            times.map((one, i) => one * (x.shape[i + 1] ?? 0)),
            call.settings.interpolation,
            { alignCorners: false, halfPixelCenters: false },
          ),
        ),
      )
    },
  ),
  ZeroPadding2D: layer(
    {
      settings: {
        data_format: dataFormat,
        padding: sides([
          [1, 1],
          [1, 1],
        ]),
      },
    },
    (call) =>
      ofTensor(
        overImage(demandImage(call, call.input(0).tensor), call.settings.data_format, (x) => {
          const widths = [[0, 0], ...call.settings.padding, [0, 0]] as const
          sizesFrom(
            call,
            x.shape.map((size, axis) => size + (widths[axis]?.[0] ?? 0) + (widths[axis]?.[1] ?? 0)),
          )
          return ops.pad(x, widths)
        }),
      ),
  ),
}
