import { ShapeMismatch } from '../errors.js'
import { Composed } from '../kernel/composed.js'
import { computed, minus, quotient, times } from '../kernel/index-arithmetic.js'
import type { Scalar, Scalars } from '../kernel/scalar.js'
import { sameShape } from '../shape/dim.js'
import { showType, type TensorType } from '../shape/dtype.js'
import { emptyNd } from '../tensor/ndarray.js'
import type { HloValue, HloWriter } from '../tensor/stable-hlo.js'
import type { AnyTensor } from '../tensor/tensor.js'
import { spread } from './broadcast.js'
import { type Callable, define, numbers, onlyDTypes, operand } from './define.js'
import { eachLine } from './lines.js'
import { place } from './place.js'

type Runs = { readonly axis: number; readonly length: number }

/** Whether `x` goes before `y`: the smaller one, and any number before NaN. The two zeros are equal. */
export const goesBefore = (x: number, y: number): boolean => x < y || (Number.isNaN(y) && !Number.isNaN(x))

/** The same of scalars. */
export const precedes = (s: Scalars, x: Scalar, y: Scalar): Scalar =>
  x.type === 'f32' ? s.or(s.less(x, y), s.and(s.isNaN(y), s.not(s.isNaN(x)))) : s.less(x, y)

/** Values sorted along an axis by the first of them, within equal `blocks` if there are such; equal ones stay as they stand. */
export const sorted = (hlo: HloWriter, [keys, ...others]: readonly HloValue[], axis: number, blocks?: HloValue): readonly HloValue[] => {
  const all = [operand([keys], 0), ...others, ...(blocks ? [blocks] : [])]
  const pairs = all.flatMap(({ type: { dtype } }): TensorType[] => Array(2).fill({ shape: [], dtype }))
  return hlo.generic(
    'sort',
    all,
    all.map(({ type }) => type),
    {
      attributes: `dimension = ${axis} : i64, is_stable = true`,
      bodies: [
        [
          pairs,
          (values) => {
            const [x, y, a, b] = [0, 1, -2, -1].map((i) => operand([values.at(i)], 0))
            const rule = (s: Scalars, [p, q, m, n]: readonly Scalar[]): Scalar => {
              const first = precedes(s, operand([p], 0), operand([q], 0))
              if (!blocks) return first
              return s.or(s.less(operand([m], 0), operand([n], 0)), s.and(s.equal(operand([m], 0), operand([n], 0)), first))
            }
            return hlo.scalars(
              (s, ...args) => [rule(s, args)],
              [x, y, a, b].filter((value) => value !== undefined),
            )
          },
        ],
      ],
    },
  )
}

/** A whole number that is in order as the float is. By its bits, since adapters may take the smallest floats for 0. */
export const inOrder = new Composed('inOrder', ['f32'], 6, (s, x) => {
  const bits = s.bits(x)
  const isNegative = s.less(0x80000000, bits) // -0 has a word of its own, that of 0
  return s.select(s.isNaN(x), 0xffffffff, s.select(isNegative, s.bitXor(bits, 0xffffffff), s.bitOr(bits, 0x80000000)))
})

/**
 * A step of sorting by merging. `order` holds places along `axis` of `keys`, sorted by key within each run of `length` of them; in the result
 * the runs are merged two by two. Of equal keys those of the first run go first. There may be fewer places than keys. Each place of the result finds its element by itself, by bisection.
 *
 * @see Green, McColl, Bader, GPU merge path, ICS 2012
 */
export const mergeRuns: Callable<Runs, [keys: AnyTensor, order: AnyTensor, axis: number, length: number]> = define(
  {
    name: 'mergeRuns',
    type: ([operandKeys, operandOrder], { axis }: Runs) => {
      const keys = onlyDTypes('mergeRuns', operand([operandKeys], 0), numbers)
      const order = onlyDTypes('mergeRuns', operand([operandOrder], 0), ['i32'])
      if (!sameShape(keys.shape.with(axis, 0), order.shape.with(axis, 0)))
        throw new ShapeMismatch(`mergeRuns: ${showType(order)} is no order of the elements of ${showType(keys)}`)
      return order
    },
    jvp: 'constant',
    batch: (mapped) => {
      const [keys, order] = spread(mapped)
      return mergeRuns(operand([keys], 0), operand([order], 0), mapped.params.axis + 1, mapped.params.length)
    },
    evaluate: ([keys, order], { axis, length }, type) => {
      const [values, places, result] = [operand([keys], 0).data, operand([order], 0).data, emptyNd(type)]
      const n = operand(type.shape, axis)
      const lines: ((i: number) => number)[] = []
      eachLine(operand([keys], 0).shape, axis, (at) => lines.push(at))
      let line = 0
      eachLine(type.shape, axis, (at) => {
        const keyLine = operand(lines, line++)
        const placeAt = (i: number) => operand([places[at(i)]], 0)
        const keyAt = (i: number) => operand([values[keyLine(placeAt(i))]], 0)
        for (let start = 0; start < n; start += 2 * length) {
          const [middle, end] = [Math.min(n, start + length), Math.min(n, start + 2 * length)]
          let [a, b] = [start, middle]
          for (let k = start; k < end; k++) {
            const isFirst = a < middle && (b === end || !goesBefore(keyAt(b), keyAt(a)))
            result.data[at(k)] = placeAt(isFirst ? a++ : b++)
          }
        }
      })
      return result
    },
    lower: {
      kind: 'pull',
      visits: 'many',
      cost: 40,
      scalar: ({ scalars, operands: [readKeys, readOrder], types, params: { axis, length } }, index) => {
        const [size, n] = [0, 1].map((i) => operand(operand(types, i).shape, axis)) as [number, number] // of two
        const along = (position: Scalar, extent: number) => index.with(axis, computed(place(scalars, position, extent), extent))
        const placeAt = (position: Scalar) => operand([readOrder], 0)(along(position, n))
        const keyAt = (position: Scalar) => {
          const key = operand([readKeys], 0)(along(placeAt(position), size))
          return key.type === 'f32' ? scalars.apply(inOrder, key) : key
        }

        const pair = times(quotient(operand(index, axis), 2 * length), 2 * length)
        const start = scalars.index(pair)
        const rank = scalars.index(minus(operand(index, axis), pair))
        const rest = scalars.subtract(n, start)
        const inFirst = scalars.min(rest, length)
        const inSecond = scalars.min(scalars.subtract(rest, inFirst), length)
        const first = (i: Scalar) => scalars.add(start, i)
        const second = (i: Scalar) => scalars.add(scalars.add(start, inFirst), i)
        /** Whether element `a` of the first run goes before element `b` of the second, which may be beyond its end. */
        const leads = (a: Scalar, b: Scalar) =>
          scalars.or(scalars.lessEqual(inSecond, b), scalars.lessEqual(keyAt(first(a)), keyAt(second(b))))

        // How many elements of the first run are among those before this place.
        let taken = scalars.u32(0)
        for (let step = length; step >= 1; step /= 2) {
          const more = scalars.add(taken, step)
          const possible = scalars.and(scalars.lessEqual(more, rank), scalars.lessEqual(more, inFirst))
          const right = leads(scalars.subtract(more, 1), scalars.subtract(rank, more))
          taken = scalars.select(scalars.and(possible, right), more, taken)
        }
        const others = scalars.subtract(rank, taken)
        const isFirst = scalars.and(scalars.less(taken, inFirst), leads(taken, others))
        return scalars.select(isFirst, placeAt(first(taken)), placeAt(second(others)))
      },
    },
    stableHlo: (hlo, [operandKeys, operandOrder], { axis, length }) => {
      const [keys, order] = [operand([operandKeys], 0), operand([operandOrder], 0)]
      const { shape } = order.type
      const others = shape.map((_, i) => i).filter((i) => i !== axis)
      const numbers = `collapsed_slice_dims = [${axis}], operand_batching_dims = [${others}], start_indices_batching_dims = [${others}], start_index_map = [${axis}], index_vector_dim = ${shape.length}`
      const [met] = hlo.generic('gather', [keys, order], [{ shape, dtype: keys.type.dtype }], {
        attributes: `dimension_numbers = #stablehlo.gather<${numbers}>, slice_sizes = array<i64: ${shape.map(() => 1).join(', ')}>`,
      })
      const places = hlo.iota(axis, { shape, dtype: 'i32' })
      const [block] = hlo.scalars((s, i) => [s.divide(operand([i], 0), 2 * length)], [places])
      return sorted(hlo, [operand([met], 0), order], axis, block)[1]
    },
    samples: [
      // Runs of one are sorted whatever they hold, and so are runs of one place over and over.
      (draw) => {
        const shape = draw.shape(1)
        const axis = draw.int(0, shape.length - 1)
        const within = [0, Math.max(0, operand(shape, axis) - 1)] as const
        return {
          operands: [
            { shape, dtype: draw.pick(['f32', 'i32', 'u32'] as const) },
            { shape, dtype: 'i32', within },
          ],
          params: { axis, length: 1 },
        }
      },
      (draw) => {
        const shape = draw.shape(1)
        return {
          operands: [
            { shape, dtype: 'f32' },
            { shape, dtype: 'i32', within: [0, 0] },
          ],
          params: { axis: draw.int(0, shape.length - 1), length: draw.pick([2, 4, 8]) },
        }
      },
      // Fewer places than keys.
      (draw) => {
        const [rows, keys] = [draw.int(1, 3), draw.int(1, 9)]
        return {
          operands: [
            { shape: [rows, keys], dtype: 'f32' },
            { shape: [rows, draw.int(0, 5)], dtype: 'i32', within: [0, keys - 1] },
          ],
          params: { axis: 1, length: 1 },
        }
      },
    ],
  },
  (keys: AnyTensor, order: AnyTensor, axis: number, length: number) => [[keys, order], { axis, length }],
)
