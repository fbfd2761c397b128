import { ShapeMismatch } from '../errors.js'
import { sameShape, sizeOf } from '../shape/dim.js'
import { type DType, showType } from '../shape/dtype.js'
import { emptyNd } from '../tensor/ndarray.js'
import type { TangentRule } from '../tensor/primitive.js'
import type { AnyTensor } from '../tensor/tensor.js'
import { argsort } from './argsort.js'
import { divide, maximum, minimum, subtract } from './arithmetic.js'
import { broadcast, spread } from './broadcast.js'
import { equal, isNaN, less } from './compare.js'
import { convert } from './convert.js'
import { type Callable, define, numbers, onlyDTypes, operand, sampled } from './define.js'
import { type None, none } from './elementwise.js'
import { expanded, expandedAs } from './expanded.js'
import { max, min } from './extremum.js'
import { extremes } from './fold.js'
import { gather, scatterAdd } from './gather.js'
import { iota } from './iota.js'
import { inRange, lastAt } from './last-at.js'
import { full, zeros } from './literal.js'
import { or } from './logic.js'
import { add, multiply } from './multiply.js'
import { inverse, permute } from './permute.js'
import { reshape } from './reshape.js'
import { select } from './select.js'
import { negate } from './sign.js'
import { takeAlong } from './take-along.js'

type Scattered = Callable<None, [x: AnyTensor, indices: AnyTensor, updates: AnyTensor]>

/** How many comparisons of an index with a place are made at most, for all elements together; above, the updates are sorted. See `scatterAdd`. */
const manyVisits = 2 ** 22

/** Those that are the extremum share its derivative equally; of NaN none is, and the derivative is NaN in all. */
const isChosen = (x: AnyTensor, result: AnyTensor): AnyTensor => or(equal(x, result), isNaN(result))

/** How many share the derivative of each element of the result. */
const sharers = ([x, indices, updates]: readonly AnyTensor[], y: AnyTensor, dtype: DType): AnyTensor => {
  const at = operand([indices], 0)
  const own = convert(equal(operand([x], 0), y), dtype)
  const others = convert(equal(operand([updates], 0), gather(y, at, 0)), dtype)
  const count = add(own, scatterAdd(at, others, 0, operand(y.type.shape, 0)))
  return select(isNaN(y), full(Number.NaN, y.type.shape, dtype), count)
}

const ofX: TangentRule<None> = (t, operands, _, [result]) => {
  const y = operand([result], 0)
  return divide(select(isChosen(operand(operands, 0), y), t, zeros(t.type)), sharers(operands, y, t.type.dtype))
}

const ofUpdates: TangentRule<None> = (t, operands, _, [result]) => {
  const [y, at] = [operand([result], 0), operand(operands, 1)]
  const chosen = select(isChosen(operand(operands, 2), gather(y, at, 0)), t, zeros(t.type))
  return divide(scatterAdd(at, chosen, 0, operand(y.type.shape, 0)), sharers(operands, y, t.type.dtype))
}

/** In the opposite order: what is largest is smallest. Of whole numbers without overflow. */
const opposite = (x: AnyTensor): AnyTensor => {
  const { shape, dtype } = x.type
  if (dtype === 'i32') return subtract(full(-1, shape, dtype), x)
  return dtype === 'u32' ? subtract(full(2 ** 32 - 1, shape, dtype), x) : negate(x)
}

/** The first axis behind the second. */
const behind = (x: AnyTensor): AnyTensor => permute(x, [1, 0, ...x.type.shape.map((_, i) => i).slice(2)])

/** The largest (0) or smallest (1) of what each place holds and is given. */
const scatterExtremum = (name: string, side: 0 | 1): Scattered => {
  const value = side === 0 ? Math.max : Math.min
  const [join, fold] = side === 0 ? [maximum, max] : [minimum, min]

  /** Each place looks at all updates. */
  const byLooking = (places: AnyTensor, updates: AnyTensor, size: number): AnyTensor => {
    const { shape, dtype } = updates.type
    const all = [size, ...shape]
    const others = all.flatMap((_, i) => (i === 1 ? [] : [i]))
    const isHere = equal(broadcast(places, all, others), iota(all, 0, 'i32'))
    return fold(select(isHere, broadcast(updates, all, [0]), full(extremes(dtype)[side], all, dtype)), [1])
  }

  /** The updates in order: the last one at each place is the extremum. */
  const bySorting = (places: AnyTensor, updates: AnyTensor, size: number): AnyTensor => {
    const { shape, dtype } = updates.type
    const last = shape.length - 1
    const order = [...shape.map((_, i) => i).slice(1), 0]
    const lines = permute(updates, order)
    const ascending = argsort(side === 0 ? lines : opposite(lines), last)
    const found = lastAt(gather(places, ascending, 0), size)
    const isSome = less(full(-1, found.type.shape, 'i32'), found)
    const best = takeAlong(takeAlong(lines, ascending, last), found, last)
    return permute(select(isSome, best, full(extremes(dtype)[side], found.type.shape, dtype)), inverse(order))
  }

  const made: Scattered = define<None, [x: AnyTensor, indices: AnyTensor, updates: AnyTensor]>(
    {
      name,
      type: ([operandX, operandIndices, operandUpdates]) => {
        const x = onlyDTypes(name, operand([operandX], 0), numbers)
        const indices = onlyDTypes(name, operand([operandIndices], 0), ['i32', 'u32'])
        const updates = operand([operandUpdates], 0)
        if (updates.dtype !== x.dtype || !sameShape(updates.shape, [...indices.shape, ...x.shape.slice(1)]) || indices.shape.length !== 1)
          throw new ShapeMismatch(`${name}: updates ${showType(updates)} do not go into ${showType(x)} at ${showType(indices)}`)
        return x
      },
      jvp: [ofX, undefined, ofUpdates],
      batch: ({ operands, mapped, size }) => {
        const [x, indices, updates]: readonly AnyTensor[] = spread({ operands, mapped, size })
        const [into, given] = [operand([x], 0), operand([updates], 0)]
        if (!mapped[1]) return behind(made(behind(into), operand(operands, 1), behind(given)))
        // All in one long axis, each index moved to where its own begin.
        const { shape } = into.type
        const [n, [, count = 0]] = [operand(shape, 1), given.type.shape]
        const at = inRange(operand([indices], 0), n)
        const own = add(at, multiply(iota(at.type.shape, 0, 'i32'), full(n, at.type.shape, 'i32')))
        const rest = shape.slice(2)
        const long = made(reshape(into, [size * n, ...rest]), reshape(own, [size * count]), reshape(given, [size * count, ...rest]))
        return reshape(long, shape)
      },
      evaluate: ([x, indices, updates], _, type) => {
        const [from, at, into, result] = [operand([x], 0), operand([indices], 0), operand([updates], 0), emptyNd(type)]
        const [n, inner] = [operand(type.shape, 0), sizeOf(type.shape.slice(1))]
        result.data.set(from.data)
        at.data.forEach((index, k) => {
          const place = Math.min(Math.max(index, 0), n - 1)
          for (let i = 0; i < inner; i++) {
            const position = place * inner + i
            result.data[position] = value(operand([result.data[position]], 0), operand([into.data[k * inner + i]], 0))
          }
        })
        return result
      },
      lower: expanded,
      expand: expandedAs(([operandX, operandIndices, operandUpdates]) => {
        const [x, updates] = [operand([operandX], 0), operand([operandUpdates], 0)]
        const size = operand(x.type.shape, 0)
        const places = inRange(operand([operandIndices], 0), size)
        const isFew = sizeOf(updates.type.shape) * size < manyVisits
        return join(x, (isFew ? byLooking : bySorting)(places, updates, size))
      }),
      samples: sampled(numbers).map((dtype) => (draw) => {
        const shape = draw.shape(1).map((n) => Math.max(1, n))
        const count = draw.int(1, 4)
        return {
          operands: [
            { shape, dtype, distinct: true },
            { shape: [count], dtype: draw.pick(['i32', 'u32'] as const), within: [0, 3] as const },
            { shape: shape.with(0, count), dtype, distinct: true },
          ],
          params: none,
        }
      }),
    },
    (x, indices, updates) => [[x, indices, updates], none],
  )
  return made
}

/** The largest of each slice of `x` and the updates that go there; NaN if one is. An index out of range is taken for the nearest one in it. */
export const scatterMax: Scattered = scatterExtremum('scatterMax', 0)

/** The smallest of each slice of `x` and the updates that go there; NaN if one is. An index out of range is taken for the nearest one in it. */
export const scatterMin: Scattered = scatterExtremum('scatterMin', 1)
