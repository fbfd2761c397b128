import { ShapeMismatch } from '../errors.js'
import { type Index, plus, quotient, times } from '../kernel/index-arithmetic.js'
import type { Site } from '../kernel/lowering.js'
import { type Scalar, scalarType } from '../kernel/scalar.js'
import { showType, type TensorType } from '../shape/dtype.js'
import { reader, tabulate, visit } from '../tensor/ndarray.js'
import type { AnyTensor } from '../tensor/tensor.js'
import { type Callable, define, floats, onlyDTypes, operand } from './define.js'
import { zeros } from './literal.js'
import { permute, toFront } from './permute.js'
import { inPieces } from './pieces.js'
import { reshape } from './reshape.js'
import { reverse } from './reverse.js'
import { dilatedSize, placesOf, type Sliding, tapAt, tapsAt } from './windows.js'

/** The sliding, and into how many groups the channels fall that do not see each other. */
export type ConvParams = Sliding & { readonly groups: number }

/** What the shapes `[batch, ...sizes, channels]` and `[...window, channels / groups, features]` say. */
const dimensions = (x: TensorType, kernel: TensorType) => ({
  batch: operand(x.shape, 0),
  sizes: x.shape.slice(1, -1),
  channels: operand(x.shape, x.shape.length - 1),
  window: kernel.shape.slice(0, -2),
  inGroup: operand(kernel.shape, kernel.shape.length - 2),
  features: operand(kernel.shape, kernel.shape.length - 1),
})

const axesFrom = (from: number, count: number): number[] => Array.from({ length: count }, (_, i) => from + i)

/** Channels `[a, groups, b]` in one axis, the last, as `[b, groups, a]`: what is in and what is out changes place within each group. */
const swappedWithinGroups = (kernel: AnyTensor, groups: number): AnyTensor => {
  const { shape } = kernel.type
  const rank = shape.length - 2
  const [inGroup, features] = [operand(shape, rank), operand(shape, rank + 1)]
  const apart = reshape(kernel, [...shape.slice(0, rank), inGroup, groups, features / groups])
  return reshape(permute(apart, [...axesFrom(0, rank), rank + 2, rank + 1, rank]), [
    ...shape.slice(0, rank),
    features / groups,
    groups * inGroup,
  ])
}

/** The cotangent of the array: the windows slide over the cotangent, turned round, with strides and gaps exchanged. */
export const ofArray = (ct: AnyTensor, kernel: AnyTensor, type: TensorType, params: ConvParams): AnyTensor => {
  const { sizes, window } = dimensions(type, kernel.type)
  const { stride, low, dilation, gap, groups } = params
  const turned = reverse(swappedWithinGroups(kernel, groups), axesFrom(0, window.length))
  const span = window.map((taps, axis) => (taps - 1) * operand(dilation, axis))
  const before = span.map((length, axis) => length - operand(low, axis))
  const after = sizes.map((size, axis) => {
    const dilatedCt = dilatedSize(operand(ct.type.shape, axis + 1), operand(stride, axis))
    return dilatedSize(size, operand(gap, axis)) - dilatedCt + operand(low, axis)
  })
  return conv(ct, turned, { stride: gap, low: before, high: after, dilation, gap: stride, groups })
}

/**
 * The cotangent of the kernel: the cotangent slides over the array, and the batch is what is summed over. The channels of the array are one more axis that windows of one slide along, so that what is found
 * lies as the kernel does: `[...window, channels / groups, features]`.
 */
const ofKernel = (ct: AnyTensor, x: AnyTensor, type: TensorType, params: ConvParams): AnyTensor => {
  const { window, inGroup, batch, sizes } = dimensions(x.type, type)
  const { stride, low, dilation, gap, groups } = params
  const rank = sizes.length
  // From [batch, ...sizes, groups, in a group] to [1, ...sizes, in a group, groups and batch].
  const apart = reshape(x, [batch, ...sizes, groups, inGroup])
  const turned = reshape(permute(apart, [...axesFrom(1, rank), rank + 2, rank + 1, 0]), [1, ...sizes, inGroup, groups * batch])
  const sliding = permute(ct, [...axesFrom(1, rank), 0, rank + 1])
  const places = sliding.type.shape.slice(0, rank)
  const rest = sliding.type.shape.slice(rank) // the batch, and the features
  const high = window.map((taps, axis) => {
    const dilated = dilatedSize(operand(sizes, axis), operand(gap, axis))
    const span = (operand(places, axis) - 1) * operand(stride, axis) + 1
    return (taps - 1) * operand(dilation, axis) + span - dilated - operand(low, axis)
  })
  const found = conv(turned, reshape(sliding, [...places, 1, ...rest]), {
    stride: [...dilation, 1],
    low: [...low, 0],
    high: [...high, 0],
    dilation: [...stride, 1],
    gap: [...gap, 1],
    groups,
  })
  return reshape(found, type.shape)
}

const typeOf = ([array, weights]: readonly TensorType[], params: ConvParams): TensorType => {
  const [x, kernel] = [onlyDTypes('conv', operand([array], 0), floats), operand([weights], 0)]
  const { batch, sizes, channels, window, inGroup, features } = dimensions(x, kernel)
  const { groups } = params
  const fits = x.dtype === kernel.dtype && sizes.length === window.length && inGroup * groups === channels && features % groups === 0
  if (!fits) throw new ShapeMismatch(`conv: ${showType(x)} and a kernel ${showType(kernel)} do not fit in ${groups} groups`)
  return { shape: [batch, ...placesOf(sizes, window, params), features], dtype: x.dtype }
}

/** What meets in one turn of the loops: an element of the array, a weight, and whether the element is one, if it need not be. */
const met = ({ scalars, operands, types, params }: Site<ConvParams>, index: readonly Index[], over: readonly Index[]) => {
  const { sizes, inGroup, features } = dimensions(operand(types, 0), operand(types, 1))
  const feature = operand(index, index.length - 1)
  const group = quotient(feature, features / params.groups)
  const channel = plus(times(group, inGroup), operand(over, over.length - 1))
  const { index: at, inside } = tapsAt(scalars, index.slice(1, -1), over.slice(0, -1), sizes, params)
  return {
    read: operand(operands, 0)([operand(index, 0), ...at, channel]),
    weight: operand(operands, 1)([...over, feature]),
    inside,
  }
}

const orZero = ({ scalars }: Site<ConvParams>, inside: Scalar, x: Scalar): Scalar => scalars.select(inside, x, 0)

/**
 * Cross-correlation over any number of spatial axes, channels last: `[batch, ...sizes, channels]` and `[...window, channels / groups,
 * features]` give `[batch, ...places, features]`. Linear in each operand; both adjoints are convolutions again.
 */
export const conv: Callable<ConvParams, [x: AnyTensor, kernel: AnyTensor, params: ConvParams]> = define(
  {
    name: 'conv',
    type: typeOf,
    jvp: [(t, [, kernel], params) => kernel && conv(t, kernel, params), (t, [x], params) => x && conv(x, t, params)],
    transpose: (ct, which, { operands, types, params }) =>
      which === 0
        ? ofArray(ct, operand(operands, 1), operand(types, 0), params)
        : ofKernel(ct, operand(operands, 0), operand(types, 1), params),
    batch: ({ operands: [array, weights], mapped: [inX, inKernel], params, size }) => {
      const [x, kernel] = [operand([array], 0), operand([weights], 0)]
      const { groups } = params
      if (!inKernel) {
        const flat = reshape(x, [size * operand(x.type.shape, 1), ...x.type.shape.slice(2)])
        const y = conv(flat, kernel, params)
        return reshape(y, [size, operand(x.type.shape, 1), ...y.type.shape.slice(1)])
      }
      const taps = kernel.type.shape.slice(1, -2)
      const [inGroup, features] = [operand(kernel.type.shape, taps.length + 1), operand(kernel.type.shape, taps.length + 2)]
      const rank = taps.length
      if (!inX) {
        // More features of the same array; each group's stay together: [groups, mapped, features of a group].
        const apart = reshape(kernel, [size, ...taps, inGroup, groups, features / groups])
        const wide = reshape(permute(apart, [...axesFrom(1, rank + 2), 0, rank + 3]), [...taps, inGroup, size * features])
        const y = conv(x, wide, params)
        const before = y.type.shape.slice(0, -1)
        const split = toFront(reshape(y, [...before, groups, size, features / groups]), before.length + 1)
        return reshape(split, [size, ...before, features])
      }
      // As many groups as there are slices, times the groups of each.
      const inner = x.type.shape.slice(1)
      if (size === 0) {
        const one = (mapped: AnyTensor) => ({ ...mapped.type, shape: mapped.type.shape.slice(1) })
        const { shape, dtype } = typeOf([one(x), one(kernel)], params)
        return zeros({ shape: [0, ...shape], dtype })
      }
      const side = reshape(permute(x, [...axesFrom(1, rank + 1), 0, rank + 2]), [...inner.slice(0, -1), size * operand(inner, rank + 1)])
      const wide = reshape(permute(kernel, [...axesFrom(1, rank + 1), 0, rank + 2]), [...taps, inGroup, size * features])
      const y = conv(side, wide, { ...params, groups: groups * size })
      const before = y.type.shape.slice(0, -1)
      return toFront(reshape(y, [...before, size, features]), before.length)
    },
    evaluate: ([array, weights], params, type) => {
      const [x, kernel] = [operand([array], 0), operand([weights], 0)]
      const [atX, atKernel] = [reader(x), reader(kernel)]
      const { sizes, window, inGroup, features } = dimensions(x, kernel)
      return tabulate(type, (index) => {
        const feature = operand(index, index.length - 1)
        const first = Math.floor(feature / (features / params.groups)) * inGroup
        let total = 0
        visit([...window, inGroup], (over) => {
          const at = sizes.map((size, axis) => tapAt(operand(index, axis + 1), operand(over, axis), axis, size, params))
          if (at.some((i) => i === undefined)) return
          const channel = operand(over, over.length - 1)
          total += atX([operand(index, 0), ...at.map((i) => i ?? 0), first + channel]) * atKernel([...over, feature])
        })
        return total
      })
    },
    lower: {
      kind: 'reduction',
      visits: 'many',
      sums: true,
      over: ([, kernel]) => operand([kernel], 0).shape.slice(0, -1),
      tiles: ([x]) => [0, operand([x], 0).shape.length - 1, 1],
      isProduct: ({ groups }) => groups === 1, // or which channels are read depends on the feature
      accumulators: ({ dtype }) => [{ type: scalarType(dtype), initial: 0 }],
      element: (site, index, over) => {
        const { read, weight, inside } = met(site, index, over)
        return [inside ? orZero(site, inside, read) : read, weight]
      },
      // Outside of the array nothing is added, not even 0 times an infinite weight.
      carefully: (site, index, over) => {
        const { read, weight, inside } = met(site, index, over)
        return [read, weight].map((x) => (inside ? orZero(site, inside, x) : x))
      },
      step: (scalars, [total], [a, b]) => [scalars.fma(operand([a], 0), operand([b], 0), operand([total], 0))],
      merge: (scalars, [a], [b]) => [scalars.add(operand([a], 0), operand([b], 0))],
    },
    stableHlo: (hlo, operands, { stride, low, high, dilation, gap, groups }, [type]) => {
      const axes = stride.map((_, axis) => axis).join(', ')
      const window = `stride = [${stride}], pad = [${low.map((before, axis) => `[${before}, ${high[axis]}]`)}], lhs_dilate = [${gap}], rhs_dilate = [${dilation}]`
      const attributes = `{batch_group_count = 1 : i64, feature_group_count = ${groups} : i64}`
      return hlo.op(
        'convolution',
        operands,
        operand([type], 0),
        `dim_numbers = [b, ${axes}, f]x[${axes}, i, o]->[b, ${axes}, f], window = {${window}} ${attributes}`,
      )
    },
    expand: inPieces(() => conv.primitive),
    samples: [
      (draw) => {
        const rank = draw.int(1, 2)
        const along = (from: number, to: number) => Array.from({ length: rank }, () => draw.int(from, to))
        const [groups, inGroup, perGroup] = [draw.int(1, 2), draw.int(1, 2), draw.int(1, 3)]
        const [window, sizes] = [along(1, 3), along(2, 5)]
        const sliding = { stride: along(1, 3), low: along(-1, 2), high: along(-1, 2), dilation: along(1, 2), gap: along(1, 2) }
        return {
          operands: [
            { shape: [draw.int(1, 2), ...sizes, groups * inGroup], dtype: 'f32' },
            { shape: [...window, inGroup, groups * perGroup], dtype: 'f32' },
          ],
          params: { ...sliding, groups },
        }
      },
    ],
  },
  (x: AnyTensor, kernel: AnyTensor, params: ConvParams) => [[x, kernel], params],
)
