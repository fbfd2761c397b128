import { ShapeMismatch } from '../errors.js'
import * as fn from '../kernel/functions.js'
import { computed } from '../kernel/index-arithmetic.js'
import { type Scalar, type ScalarFunction, type Scalars, scalarType } from '../kernel/scalar.js'
import { showType, type TensorType } from '../shape/dtype.js'
import { reader, tabulate, visit } from '../tensor/ndarray.js'
import type { AnyTensor } from '../tensor/tensor.js'
import { maximum, minimum } from './arithmetic.js'
import { spread } from './broadcast.js'
import { type Callable, define, numbers, onlyDTypes, operand } from './define.js'
import { iota } from './iota.js'
import { full } from './literal.js'
import { add, multiply } from './multiply.js'
import { permute, toFront } from './permute.js'
import { reshape } from './reshape.js'

type AlongAxis = { readonly axis: number }

const wholeIndices = (name: string, indices: TensorType): TensorType => {
  if (indices.dtype !== 'i32' && indices.dtype !== 'u32')
    throw new ShapeMismatch(`${name}: indices must be i32 or u32, got ${showType(indices)}`)
  return indices
}

const clamp = (i: number, extent: number): number => Math.min(Math.max(i, 0), extent - 1)

const clampTo = (extent: number): ScalarFunction => ({
  name: `clamp_below_${extent}`,
  type: () => 'u32',
  wgsl: (x) => `u32(clamp(${x}, 0, ${extent - 1}))`,
})

/** A place along an axis from an index that may be out of range. */
export const place = (scalars: Scalars, index: Scalar, extent: number): Scalar => scalars.apply(clampTo(extent), index)

/** For indices `[count, ...]`: those of the first into `0 .. extent - 1`, of the second into the next `extent`, and so on. */
const inOwnRange = (indices: AnyTensor, extent: number): AnyTensor => {
  const { shape, dtype } = indices.type
  const like = (value: number) => full(value, shape, dtype)
  return add(minimum(maximum(indices, like(0)), like(extent - 1)), multiply(iota(shape, 0, dtype), like(extent)))
}

/** The axis right after the first. */
const toSecond = (x: AnyTensor, axis: number): AnyTensor =>
  permute(x, [0, axis, ...x.type.shape.map((_, i) => i).filter((i) => i !== 0 && i !== axis)])

/**
 * The slices of `x` at `indices` along `axis`: the axis is replaced by the axes of `indices`. An index out of range is taken for the
 * nearest one in it. Its adjoint in `x` is `scatterAdd`.
 */
export const gather: Callable<AlongAxis, [x: AnyTensor, indices: AnyTensor, axis: number]> = define(
  {
    name: 'gather',
    type: ([x, indices], { axis }: AlongAxis) => {
      const { shape, dtype } = operand([x], 0)
      const at = wholeIndices('gather', operand([indices], 0))
      if (operand(shape, axis) === 0 && at.shape.every((n) => n > 0))
        throw new ShapeMismatch(`gather: axis ${axis} of ${showType({ shape, dtype })} is empty`)
      return { shape: [...shape.slice(0, axis), ...at.shape, ...shape.slice(axis + 1)], dtype }
    },
    jvp: [(t, [, indices], { axis }) => indices && gather(t, indices, axis)],
    transpose: (ct, _, { operands, types, params: { axis } }) =>
      scatterAdd(operand(operands, 1), ct, axis, operand(operand(types, 0).shape, axis)),
    batch: ({ operands: [x, indices], mapped: [inX, inIndices], params: { axis }, size }) => {
      const [values, at] = [operand([x], 0), operand([indices], 0)]
      if (!inIndices) return gather(values, at, axis + 1)
      if (!inX) return toFront(gather(values, at, axis), axis)
      // All slices in one long axis, each index moved to where its own begin.
      const { shape } = values.type
      const extent = operand(shape, axis + 1)
      const sliced = toSecond(values, axis + 1)
      const flat = reshape(sliced, [size * extent, ...sliced.type.shape.slice(2)])
      const rank = at.type.shape.length - 1
      const found = gather(flat, inOwnRange(at, extent), 0)
      const rest = shape.slice(1).map((_, i) => i)
      const [before, after] = [rest.slice(0, axis), rest.slice(axis + 1)]
      const place = (i: number) => 1 + rank + (i < axis ? i : i - 1)
      return permute(found, [0, ...before.map(place), ...Array.from({ length: rank }, (_, i) => 1 + i), ...after.map(place)])
    },
    evaluate: ([x, indices], { axis }, type) => {
      const [from, at] = [operand([x], 0), operand([indices], 0)]
      const [value, where] = [reader(from), reader(at)]
      const rank = at.shape.length
      return tabulate(type, (index) => {
        const i = clamp(where(index.slice(axis, axis + rank)), operand(from.shape, axis))
        return value([...index.slice(0, axis), i, ...index.slice(axis + rank)])
      })
    },
    lower: {
      kind: 'pull',
      visits: 'many',
      cost: 2,
      scalar: ({ scalars, operands, types, params: { axis } }, index) => {
        const rank = operand(types, 1).shape.length
        const extent = operand(operand(types, 0).shape, axis)
        const at = computed(place(scalars, operand(operands, 1)(index.slice(axis, axis + rank)), extent), extent)
        return operand(operands, 0)([...index.slice(0, axis), at, ...index.slice(axis + rank)])
      },
    },
    samples: [
      (draw) => {
        const shape = draw.shape(1).map((n) => Math.max(1, n))
        const axis = draw.int(0, shape.length - 1)
        const indices = { shape: draw.shape(0, 2), dtype: draw.pick(['i32', 'u32'] as const), within: [0, 3] as const }
        return { operands: [{ shape, dtype: 'f32' }, indices], params: { axis } }
      },
    ],
  },
  (x: AnyTensor, indices: AnyTensor, axis: number) => [[x, indices], { axis }],
)

type Into = { readonly axis: number; readonly size: number }

/**
 * Zeros of extent `size` along `axis`, to which the slices of `updates` are added where `indices` says; what meets is summed. An index
 * out of range is taken for the nearest one in it. Its adjoint in `updates` is `gather`.
 */
export const scatterAdd: Callable<Into, [indices: AnyTensor, updates: AnyTensor, axis: number, size: number]> = define(
  {
    name: 'scatterAdd',
    type: ([indices, updates], { axis, size }: Into) => {
      const at = wholeIndices('scatterAdd', operand([indices], 0))
      const { shape, dtype } = onlyDTypes('scatterAdd', operand([updates], 0), numbers)
      const fits = at.shape.every((n, i) => shape[axis + i] === n)
      if (!fits)
        throw new ShapeMismatch(`scatterAdd: updates ${showType({ shape, dtype })} do not hold indices ${showType(at)} at axis ${axis}`)
      return { shape: [...shape.slice(0, axis), size, ...shape.slice(axis + at.shape.length)], dtype }
    },
    jvp: [undefined, (t, [indices], { axis, size }) => indices && scatterAdd(indices, t, axis, size)],
    transpose: (ct, _, { operands, params: { axis } }) => gather(ct, operand(operands, 0), axis),
    batch: ({ operands, mapped, params: { axis, size }, size: count }) => {
      const [indices, updates] = [operand(operands, 0), operand(operands, 1)]
      if (!mapped[0]) return scatterAdd(indices, updates, axis + 1, size)
      const spreadUpdates = operand(spread({ operands, mapped, size: count }), 1)
      const rank = indices.type.shape.length - 1
      const axes = spreadUpdates.type.shape.map((_, i) => i)
      const [own, others] = [axes.slice(1 + axis, 1 + axis + rank), [...axes.slice(1, 1 + axis), ...axes.slice(1 + axis + rank)]]
      const long = scatterAdd(inOwnRange(indices, size), permute(spreadUpdates, [0, ...own, ...others]), 0, count * size)
      const apart = reshape(long, [count, size, ...long.type.shape.slice(1)])
      const rest = apart.type.shape.map((_, i) => i).slice(2)
      return permute(apart, [0, ...rest.slice(0, axis), 1, ...rest.slice(axis)])
    },
    evaluate: ([indices, updates], { axis, size }, type) => {
      const [at, from] = [operand([indices], 0), operand([updates], 0)]
      const [where, value] = [reader(at), reader(from)]
      const rank = at.shape.length
      const result = tabulate(type, () => 0)
      const strides = type.shape.map((_, i) => type.shape.slice(i + 1).reduce((product, n) => product * n, 1))
      visit(from.shape, (index) => {
        const target = [...index.slice(0, axis), clamp(where(index.slice(axis, axis + rank)), size), ...index.slice(axis + rank)]
        const position = target.reduce((total, i, j) => total + i * operand(strides, j), 0)
        result.data[position] = (result.data[position] ?? 0) + value(index)
      })
      return result
    },
    lower: {
      kind: 'reduction',
      visits: 'many',
      over: ([indices]) => operand([indices], 0).shape,
      accumulators: ({ dtype }) => [{ type: scalarType(dtype), initial: 0 }],
      element: ({ scalars, operands, result, params: { axis, size } }, index, over) => {
        const target = place(scalars, operand(operands, 0)(over), size)
        const update = operand(operands, 1)([...index.slice(0, axis), ...over, ...index.slice(axis + 1)])
        const here = scalars.apply(fn.equal, target, scalars.index(operand(index, axis)))
        return [scalars.apply(fn.select, here, update, scalars.constant(scalarType(result.dtype), 0))]
      },
      step: (scalars, [total], [x]) => [scalars.apply(fn.add, operand([total], 0), operand([x], 0))],
      merge: (scalars, [a], [b]) => [scalars.apply(fn.add, operand([a], 0), operand([b], 0))],
    },
    samples: [
      (draw) => {
        const shape = draw.shape(1)
        const axis = draw.int(0, shape.length - 1)
        const indices = { shape: [operand(shape, axis)], dtype: 'i32' as const, within: [0, 3] as const }
        return { operands: [indices, { shape, dtype: 'f32' }], params: { axis, size: draw.int(1, 4) } }
      },
    ],
  },
  (indices: AnyTensor, updates: AnyTensor, axis: number, size: number) => [[indices, updates], { axis, size }],
)
