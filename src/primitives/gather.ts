import { ShapeMismatch } from '../errors.js'
import { computed, fixed, plus } from '../kernel/index-arithmetic.js'
import { scalarType } from '../kernel/scalar.js'
import { sameShape, sizeOf } from '../shape/dim.js'
import { showType, type TensorType } from '../shape/dtype.js'
import { emptyNd, reader, tabulate, visit } from '../tensor/ndarray.js'
import type { HloValue } from '../tensor/stable-hlo.js'
import type { AnyTensor } from '../tensor/tensor.js'
import { argsort } from './argsort.js'
import { maximum, minimum } from './arithmetic.js'
import { broadcast, spread } from './broadcast.js'
import { less, lessEqual } from './compare.js'
import { convert } from './convert.js'
import { countBelow } from './count-below.js'
import { type Callable, define, numbers, onlyDTypes, operand } from './define.js'
import { expandedAs } from './expanded.js'
import { iota } from './iota.js'
import { full, zeros } from './literal.js'
import { and } from './logic.js'
import { add, multiply } from './multiply.js'
import { permute, toFront } from './permute.js'
import { place } from './place.js'
import { reshape } from './reshape.js'
import { select } from './select.js'
import { slice } from './slice.js'

type AlongAxis = { readonly axis: number }

const wholeIndices = (name: string, indices: TensorType): TensorType => {
  if (indices.dtype !== 'i32' && indices.dtype !== 'u32')
    throw new ShapeMismatch(`${name}: indices must be i32 or u32, got ${showType(indices)}`)
  return indices
}

const clamp = (i: number, extent: number): number => Math.min(Math.max(i, 0), extent - 1)

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
    stableHlo: (hlo, [x, indices], { axis }, [type]) => {
      const [from, at] = [operand([x], 0), operand([indices], 0)]
      const rank = at.type.shape.length
      const offsets = from.type.shape.map((_, i) => (i < axis ? i : i - 1 + rank)).filter((_, i) => i !== axis)
      const numbers = `offset_dims = [${offsets}], collapsed_slice_dims = [${axis}], start_index_map = [${axis}], index_vector_dim = ${rank}`
      const sizes = `slice_sizes = array<i64: ${from.type.shape.with(axis, 1).join(', ')}>`
      return hlo.generic('gather', [from, at], [operand([type], 0)], {
        attributes: `dimension_numbers = #stablehlo.gather<${numbers}>, ${sizes}`,
      })
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
 * For how many visits, and how many places, sorting takes less time than looking at every index for each element of the result. Measured on SwiftShader, 512
 * updates of 64 numbers: equal at 200 places, a sixth of the time at 1,000, an eightieth at 8,000.
 */
const manyVisits = 2 ** 22
const fewPlaces = 32

/** The indices sorted, and the updates of each place, which stand together then, summed: work in proportion to the updates and the result. */
const bySorting = expandedAs<Into>(([operandIndices, operandUpdates], { axis, size }) => {
  const [indices, updates] = [operand([operandIndices], 0), operand([operandUpdates], 0)]
  const { shape, dtype } = indices.type
  const count = sizeOf(shape)
  const within = minimum(maximum(indices, full(0, shape, dtype)), full(size - 1, shape, dtype))
  const at = reshape(convert(within, 'i32'), [count])
  const order = argsort(at, 0)
  const axes = updates.type.shape.map((_, i) => i)
  const [own, others] = [axes.slice(axis, axis + shape.length), [...axes.slice(0, axis), ...axes.slice(axis + shape.length)]]
  const rest = others.map((i) => operand(updates.type.shape, i))
  const sorted = gather(reshape(permute(updates, [...own, ...others]), [count, ...rest]), order, 0)
  const starts = countBelow(gather(at, order, 0), iota([size + 1], 0, 'i32'))
  const places = rest.map((_, i) => i + 1)
  return permute(sumRuns(sorted, starts, 0), [...places.slice(0, axis), 0, ...places.slice(axis)])
})

/**
 * Zeros of extent `size` along `axis`, to which the slices of `updates` are added where `indices` says; what meets is summed, in order. An index
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
      sums: true,
      over: ([indices]) => operand([indices], 0).shape,
      accumulators: ({ dtype }) => [{ type: scalarType(dtype), initial: 0 }],
      element: ({ scalars, operands, params: { axis, size } }, index, over) => {
        const target = place(scalars, operand(operands, 0)(over), size)
        const update = operand(operands, 1)([...index.slice(0, axis), ...over, ...index.slice(axis + 1)])
        const here = scalars.equal(target, scalars.index(operand(index, axis)))
        return [scalars.select(here, update, 0)]
      },
      step: (scalars, [total], [x]) => [scalars.add(operand([total], 0), operand([x], 0))],
      merge: (scalars, [a], [b]) => [scalars.add(operand([a], 0), operand([b], 0))],
    },
    expand: ([indices, updates], params, each) => {
      const [count, all] = [sizeOf(operand([indices], 0).type.shape), sizeOf(operand([updates], 0).type.shape)]
      const isFew = params.size < fewPlaces || count < fewPlaces || all * params.size < manyVisits
      return isFew ? undefined : bySorting([operand([indices], 0), operand([updates], 0)], params, each)
    },
    stableHlo: (hlo, [indices, updates], { axis, size }, [type]) => {
      const [at, from, into] = [operand([indices], 0), operand([updates], 0), operand([type], 0)]
      const rank = at.type.shape.length
      const windows = from.type.shape.map((_, i) => i).filter((i) => i < axis || i >= axis + rank)
      const within = hlo.scalars((s, i) => [s.min(s.max(operand([i], 0), 0), size - 1)], [at])
      const numbers = `update_window_dims = [${windows}], inserted_window_dims = [${axis}], scatter_dims_to_operand_dims = [${axis}], index_vector_dim = ${rank}`
      const element: TensorType = { shape: [], dtype: into.dtype }
      return hlo.generic('scatter', [hlo.full(0, into), operand(within, 0), from], [into], {
        attributes: `scatter_dimension_numbers = #stablehlo.scatter<${numbers}>`,
        bodies: [[[element, element], (pair) => [hlo.each('add', pair, element)]]],
      })
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

/** For each element the number of its line, lines being along the last axis. */
const lineOf = (shape: readonly number[]): AnyTensor => {
  const lines = shape.slice(0, -1)
  return broadcast(reshape(iota([sizeOf(lines)], 0, 'i32'), lines), shape, [lines.length])
}

/**
 * Sums of runs along `axis`: `y[j]` is the sum of `x[starts[j]]` up to, and without, `x[starts[j + 1]]`. `starts` has the axes of `x` in front of `axis`, and
 * one start more than there are runs.
 */
export const sumRuns: Callable<AlongAxis, [x: AnyTensor, starts: AnyTensor, axis: number]> = define(
  {
    name: 'sumRuns',
    type: ([operandX, operandStarts], { axis }: AlongAxis) => {
      const x = onlyDTypes('sumRuns', operand([operandX], 0), numbers)
      const starts = onlyDTypes('sumRuns', operand([operandStarts], 0), ['i32'])
      const runs = (starts.shape.at(-1) ?? 0) - 1
      if (runs < 0 || starts.shape.length !== axis + 1 || !sameShape(starts.shape.slice(0, -1), x.shape.slice(0, axis)))
        throw new ShapeMismatch(`sumRuns: ${showType(starts)} does not start runs along axis ${axis} of ${showType(x)}`)
      return { shape: x.shape.with(axis, runs), dtype: x.dtype }
    },
    jvp: [(t, [, starts], { axis }) => starts && sumRuns(t, starts, axis)],
    transpose: (ct, _, { operands: [, operandStarts], types, params: { axis } }) => {
      const starts = operand([operandStarts], 0)
      const { shape, dtype } = operand(types, 0)
      const [lines, n, rest] = [shape.slice(0, axis), operand(shape, axis), shape.slice(axis + 1)]
      const runs = operand(ct.type.shape, axis)
      if (runs === 0) return zeros({ shape, dtype })
      const along = [...lines, n]
      const part = (from: number, to: number) => slice(starts, [...lines.map(() => 0), from], [...lines, to], [...lines, 1].fill(1))
      const places = iota(along, axis, 'i32')
      // In which run each element is: the number of runs that ended before it.
      const run = countBelow(part(1, runs + 1), add(places, full(1, along, 'i32')))
      const begins = broadcast(reshape(part(0, 1), lines), along, [axis])
      const isInSome = and(less(run, full(runs, along, 'i32')), lessEqual(begins, places))
      const lineNumber = lines.length === 0 ? zeros(run.type) : lineOf(along)
      const flat = add(minimum(run, full(runs - 1, along, 'i32')), multiply(lineNumber, full(runs, along, 'i32')))
      const found = gather(reshape(ct, [sizeOf(lines) * runs, ...rest]), flat, 0)
      const isIn = broadcast(
        isInSome,
        shape,
        rest.map((__, i) => axis + 1 + i),
      )
      return select(isIn, found, zeros({ shape, dtype }))
    },
    batch: (mapped) => {
      const [x, starts] = spread(mapped)
      return sumRuns(operand([x], 0), operand([starts], 0), mapped.params.axis + 1)
    },
    evaluate: ([x, starts], { axis }, type) => {
      const [from, bounds, result] = [operand([x], 0), operand([starts], 0).data, emptyNd(type)]
      const [n, runs, rest] = [operand(from.shape, axis), operand(type.shape, axis), sizeOf(type.shape.slice(axis + 1))]
      result.data.fill(0)
      for (let line = 0; line < sizeOf(type.shape.slice(0, axis)); line++)
        for (let j = 0; j < runs; j++) {
          const [first, end] = [j, j + 1].map((at) => Math.min(Math.max(operand([bounds[line * (runs + 1) + at]], 0), 0), n))
          for (let k = first ?? 0; k < (end ?? 0); k++)
            for (let i = 0; i < rest; i++) {
              const at = (line * runs + j) * rest + i
              result.data[at] = operand([result.data[at]], 0) + operand([from.data[(line * n + k) * rest + i]], 0)
            }
        }
      return result
    },
    lower: {
      kind: 'reduction',
      visits: 'many',
      sums: true,
      over: ([x], { axis }) => [operand(operand([x], 0).shape, axis)],
      range: ({ scalars, operands: [, readStarts], types: [x], params: { axis } }, index) => {
        const n = operand(operand([x], 0).shape, axis)
        const bound = (after: number) =>
          place(scalars, operand([readStarts], 0)([...index.slice(0, axis), plus(operand(index, axis), fixed(after))]), n + 1) // the end is a bound too
        return [bound(0), bound(1)]
      },
      accumulators: ({ dtype }) => [{ type: scalarType(dtype), initial: 0 }],
      element: ({ operands: [read], params: { axis } }, index, over) => [
        operand([read], 0)([...index.slice(0, axis), ...over, ...index.slice(axis + 1)]),
      ],
      step: (scalars, [total], [x]) => [scalars.add(operand([total], 0), operand([x], 0))],
      merge: (scalars, [a], [b]) => [scalars.add(operand([a], 0), operand([b], 0))],
    },
    stableHlo: (hlo, [operandX, operandStarts], { axis }) => {
      const [x, starts] = [operand([operandX], 0), operand([operandStarts], 0)]
      const { shape, dtype } = x.type
      const runs = operand(starts.type.shape, axis) - 1
      // All elements for each run; those outside of it are left out.
      const all = [...shape.slice(0, axis), runs, ...shape.slice(axis)]
      const bound = (first: number): HloValue => {
        const from = shape.slice(0, axis).map(() => 0)
        const part = hlo.slice(starts, [...from, first], [...shape.slice(0, axis), first + runs])
        return hlo.broadcast(
          part,
          all,
          part.type.shape.map((_, i) => i),
        )
      }
      const places = hlo.iota(axis + 1, { shape: all, dtype: 'i32' })
      const spread = hlo.broadcast(
        x,
        all,
        all.map((_, i) => i).filter((i) => i !== axis),
      )
      const [isIn] = hlo.scalars(
        (s, first, end, at) => [s.and(s.lessEqual(operand([first], 0), operand([at], 0)), s.less(operand([at], 0), operand([end], 0)))],
        [bound(0), bound(1), places],
      )
      return hlo.reduce('add', hlo.select(operand([isIn], 0), spread, hlo.full(0, { shape: all, dtype })), 0, [axis + 1])
    },
    samples: [
      (draw) => {
        const [shape, axis] = [draw.shape(1), 0]
        const starts = { shape: [draw.int(1, 4)], dtype: 'i32' as const, within: [0, 0] as const }
        return { operands: [{ shape, dtype: 'f32' }, starts], params: { axis } }
      },
      // One run, from anywhere to anywhere, in each line.
      (draw) => {
        const shape = draw.shape(1)
        const axis = draw.int(0, shape.length - 1)
        const starts = { shape: [...shape.slice(0, axis), 2], dtype: 'i32' as const, within: [0, 4] as const }
        return { operands: [{ shape, dtype: 'f32' }, starts], params: { axis } }
      },
    ],
  },
  (x: AnyTensor, starts: AnyTensor, axis: number) => [[x, starts], { axis }],
)
