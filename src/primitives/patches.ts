import { ShapeMismatch } from '../errors.js'
import { scalarType } from '../kernel/scalar.js'
import { showType, type TensorType } from '../shape/dtype.js'
import { reader, tabulate, visit } from '../tensor/ndarray.js'
import type { Draw } from '../tensor/sample.js'
import type { AnyTensor } from '../tensor/tensor.js'
import { type Callable, define, numbers, onlyDTypes, operand } from './define.js'
import { reshape } from './reshape.js'
import { dilatedSize, placesAt, placesOf, type Sliding, tapAt, tapsAt } from './windows.js'

/** Windows over arrays without gaps, and the window's extents. */
type Window = Omit<Sliding, 'gap'> & { readonly window: readonly number[] }
type Into = Window & { readonly sizes: readonly number[] }

const sliding = <P extends Window>(params: P): Sliding => ({ ...params, gap: params.window.map(() => 1) })

/** Batch in front, spatial axes, channels at the end. */
const spatial = ({ shape }: TensorType): readonly number[] => shape.slice(1, -1)

/** `f` of an array whose mapped axis is taken for more of its batch. */
const overBatch = (x: AnyTensor, f: (x: AnyTensor) => AnyTensor): AnyTensor => {
  const [size = 0, batch = 0, ...rest] = x.type.shape
  const y = f(reshape(x, [size * batch, ...rest]))
  return reshape(y, [size, batch, ...y.type.shape.slice(1)])
}

const drawWindow = (draw: Draw) => {
  const rank = draw.int(1, 2)
  const along = (from: number, to: number) => Array.from({ length: rank }, () => draw.int(from, to))
  return { window: along(1, 3), sizes: along(1, 5), stride: along(1, 3), low: along(0, 2), high: along(0, 2), dilation: along(1, 2) }
}

/** The places of all taps of a window, in order. */
const taps = (window: readonly number[]): readonly (readonly number[])[] => {
  const all: (readonly number[])[] = []
  visit(window, (tap) => all.push([...tap]))
  return all
}

/**
 * What a sliding window sees: `[batch, ...sizes, channels]` becomes `[batch, ...places, ...window, channels]`; beyond the edges it sees
 * zeros. Pooling is a fold over the window's axes. Its adjoint is `overlapAdd`.
 */
export const patches: Callable<Window, [x: AnyTensor, params: Window]> = define(
  {
    name: 'patches',
    type: ([array], params: Window) => {
      const x = operand([array], 0)
      if (x.shape.length !== params.window.length + 2)
        throw new ShapeMismatch(`patches: a window of ${params.window.length} axes does not slide over ${showType(x)}`)
      const places = placesOf(spatial(x), params.window, sliding(params))
      return { shape: [operand(x.shape, 0), ...places, ...params.window, operand(x.shape, x.shape.length - 1)], dtype: x.dtype }
    },
    jvp: 'linear',
    transpose: (ct, _, { types, params }) => overlapAdd(ct, { ...params, sizes: spatial(operand(types, 0)) }),
    batch: ({ operands: [x], params }) => overBatch(operand([x], 0), (all) => patches(all, params)),
    evaluate: ([array], params, type) => {
      const x = operand([array], 0)
      const at = reader(x)
      const slide = sliding(params)
      const rank = params.window.length
      return tabulate(type, (index) => {
        const tap = spatial(x).map((size, axis) => tapAt(operand(index, axis + 1), operand(index, axis + 1 + rank), axis, size, slide))
        const last = operand(index, index.length - 1)
        return tap.some((i) => i === undefined) ? 0 : at([operand(index, 0), ...tap.map((i) => i ?? 0), last])
      })
    },
    lower: {
      kind: 'pull',
      visits: 'many',
      cost: 2,
      scalar: ({ scalars, operands, types, params }, index) => {
        const x = operand(types, 0)
        const rank = params.window.length
        const { index: at, inside } = tapsAt(
          scalars,
          index.slice(1, 1 + rank),
          index.slice(1 + rank, 1 + 2 * rank),
          spatial(x),
          sliding(params),
        )
        const read = operand(operands, 0)([operand(index, 0), ...at, operand(index, index.length - 1)])
        return inside ? scalars.select(inside, read, 0) : read
      },
    },
    stableHlo: (hlo, [array], params, [type]) => {
      const [x, { shape }] = [operand([array], 0), operand([type], 0)]
      const padded = hlo.pad(x, [0, ...params.low, 0], [0, ...params.high, 0])
      const places = spatial(operand([type], 0)).slice(0, params.window.length)
      const parts = taps(params.window).map((tap) => {
        const start = tap.map((at, axis) => at * operand(params.dilation, axis))
        const stop = start.map((at, axis) =>
          Math.min(operand(padded.type.shape, axis + 1), at + (operand(places, axis) - 1) * operand(params.stride, axis) + 1),
        )
        const [batch, channels] = [operand(shape, 0), operand([shape.at(-1)], 0)]
        const seen = hlo.slice(padded, [0, ...start, 0], [batch, ...stop, channels], [1, ...params.stride, 1])
        return hlo.reshape(seen, [batch, ...places, 1, channels])
      })
      const rows = [operand(shape, 0), ...places, parts.length, operand([shape.at(-1)], 0)]
      return hlo.reshape(hlo.op('concatenate', parts, { shape: rows, dtype: x.type.dtype }, `dim = ${places.length + 1}`), shape)
    },
    samples: [
      (draw) => {
        const { sizes, ...params } = drawWindow(draw)
        return { operands: [{ shape: [draw.int(1, 2), ...sizes, draw.int(1, 3)], dtype: draw.pick(['f32', 'i32'] as const) }], params }
      },
    ],
  },
  (x: AnyTensor, params: Window) => [[x], params],
)

/** What all windows that see an element hold of it, summed: `[batch, ...places, ...window, channels]` becomes `[batch, ...sizes, channels]`. */
export const overlapAdd: Callable<Into, [x: AnyTensor, params: Into]> = define(
  {
    name: 'overlapAdd',
    type: ([array], params: Into) => {
      const x = onlyDTypes('overlapAdd', operand([array], 0), numbers)
      const places = placesOf(params.sizes, params.window, sliding(params))
      const want = [...places, ...params.window]
      if (want.some((n, axis) => n !== x.shape[axis + 1]) || x.shape.length !== want.length + 2)
        throw new ShapeMismatch(`overlapAdd: ${showType(x)} does not hold [batch, ${want.join(', ')}, channels]`)
      return { shape: [operand(x.shape, 0), ...params.sizes, operand(x.shape, x.shape.length - 1)], dtype: x.dtype }
    },
    jvp: 'linear',
    transpose: (ct, _, { params: { sizes: _sizes, ...params } }) => patches(ct, params),
    batch: ({ operands: [x], params }) => overBatch(operand([x], 0), (all) => overlapAdd(all, params)),
    evaluate: ([array], params, type) => {
      const x = operand([array], 0)
      const at = reader(x)
      const slide = sliding(params)
      const places = placesOf(params.sizes, params.window, slide)
      const result = tabulate(type, () => 0)
      const rank = params.window.length
      const position = (index: readonly number[]) => index.reduce((total, i, axis) => total * operand(type.shape, axis) + i, 0)
      visit([operand(x.shape, 0), ...places, ...params.window, operand(x.shape, x.shape.length - 1)], (index) => {
        const tap = params.sizes.map((size, axis) => tapAt(operand(index, axis + 1), operand(index, axis + 1 + rank), axis, size, slide))
        if (tap.some((i) => i === undefined)) return
        const target = position([operand(index, 0), ...tap.map((i) => i ?? 0), operand(index, index.length - 1)])
        result.data[target] = operand([result.data[target]], 0) + at(index)
      })
      return result
    },
    lower: {
      kind: 'reduction',
      visits: 'once',
      sums: true,
      over: (_, { window }) => window,
      accumulators: ({ dtype }) => [{ type: scalarType(dtype), initial: 0 }],
      element: ({ scalars, operands, params }, index, over) => {
        const places = placesOf(params.sizes, params.window, sliding(params))
        const { index: at, inside } = placesAt(scalars, index.slice(1, -1), over, places, sliding(params))
        const read = operand(operands, 0)([operand(index, 0), ...at, ...over, operand(index, index.length - 1)])
        return [inside ? scalars.select(inside, read, 0) : read]
      },
      step: (scalars, [total], [x]) => [scalars.add(operand([total], 0), operand([x], 0))],
      merge: (scalars, [a], [b]) => [scalars.add(operand([a], 0), operand([b], 0))],
    },
    stableHlo: (hlo, [array], params, [type]) => {
      const [x, into] = [operand([array], 0), operand([type], 0)]
      const { shape } = x.type
      const [rank, channels] = [params.window.length, operand([shape.at(-1)], 0)]
      const places = shape.slice(1, 1 + rank)
      const all = taps(params.window)
      if (places.includes(0) || all.length === 0) return hlo.full(0, into)
      // What each tap saw is put back where it saw it: negative padding cuts off what lay beyond the edges.
      const parts = all.map((tap) => {
        const part = hlo.slice(
          x,
          [0, ...places.map(() => 0), ...tap, 0],
          [operand(shape, 0), ...places, ...tap.map((at) => at + 1), channels],
        )
        const low = tap.map((at, axis) => at * operand(params.dilation, axis) - operand(params.low, axis))
        const high = low.map(
          (before, axis) => operand(params.sizes, axis) - before - dilatedSize(operand(places, axis), operand(params.stride, axis)),
        )
        const gaps = params.stride.map((stride) => stride - 1)
        return hlo.pad(hlo.reshape(part, [operand(shape, 0), ...places, channels]), [0, ...low, 0], [0, ...high, 0], [0, ...gaps, 0])
      })
      return parts.reduce((total, part) => hlo.each('add', [total, part], into))
    },
    samples: [
      (draw) => {
        const params = drawWindow(draw)
        const places = placesOf(params.sizes, params.window, sliding(params))
        return { operands: [{ shape: [draw.int(1, 2), ...places, ...params.window, draw.int(1, 3)], dtype: 'f32' }], params }
      },
    ],
  },
  (x: AnyTensor, params: Into) => [[x], params],
)
