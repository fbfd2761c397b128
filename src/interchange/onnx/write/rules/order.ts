import { combined, type Size } from '../sizes.js'
import { asStored, repeated, type Value } from '../value.js'
import type { Writer } from '../writer.js'
import { counted } from './movement.js'
import { at, present, type Rules, rule } from './rule.js'
import { ofWords } from './words.js'

type Axis = { readonly axis: number }

/** The places of the elements along an axis in ascending order; equal ones as they stand. Engines do not say where NaN goes. */
const ordered = (w: Writer, keys: Value, axis: number): Value => {
  const wide = keys.element === 'u32' ? w.cast(keys, 'i64') : keys
  const [, places = ''] = w.builder.node('TopK', [w.plain(wide), w.sizes([at(keys.shape, axis)])], { axis, largest: 0, sorted: 1 }, 2)
  return asStored(places, 'i64', keys.shape)
}

const taken = (w: Writer, x: Value, places: Value, axis: number): Value =>
  asStored(w.op('GatherElements', [w.plain(x), w.plain(places)], { axis }), x.element, places.shape)

/** Sorted by key within pairs of runs: by key, and then, which keeps that order, by pair. */
const mergeRuns = rule<Axis & { readonly length: number }>((w, [operandKeys, operandOrder], { axis, length }) => {
  const [keys, order] = [present(operandKeys), present(operandOrder)]
  const met = taken(w, keys, w.cast(order, 'i64'), axis)
  const byKey = ordered(w, met, axis)
  const pair = w.each('Div', [byKey, 2 * length])
  const byPair = ordered(w, pair, axis)
  return taken(w, order, taken(w, byKey, byPair, axis), axis)
})

/** Each value beside all of its line. */
const countBelow = rule<{ readonly inclusive: boolean }>((w, [operandSorted, operandValues], { inclusive }) => {
  const [from, values] = [operandSorted, operandValues].map((x) => {
    const given = present(x)
    return given.element === 'u32' ? w.cast(given, 'i64') : given
  })
  const [line, one] = [present(from), present(values)]
  const rank = one.shape.length
  const all = [...one.shape, at(line.shape, rank - 1)]
  const isBelow = w.each(inclusive ? 'LessOrEqual' : 'Less', [repeated(line, all, [rank - 1]), repeated(one, all, [rank])], 'bool')
  const counts = w.cast(isBelow, 'i32')
  return w.without(counts, [rank], 'i32', (stored, axes) => w.op('ReduceSum', [stored, w.ints(axes)], { keepdims: 0 }))
})

/** All elements for each run; those outside of it are left out. */
const sumRuns = rule<Axis>((w, [operandX, operandStarts], { axis }) => {
  const starts = w.cast(present(operandStarts), 'i64')
  return ofWords(w, [present(operandX)], ([given]) => {
    const x = present(given)
    const runs = combined((n) => n - 1, at(starts.shape, axis))
    const all: readonly Size[] = [...x.shape.slice(0, axis), runs, ...x.shape.slice(axis)]
    const bound = (start: number): Value => {
      const shape = [...x.shape.slice(0, axis), runs]
      const size = at(starts.shape, axis)
      const part = w.along(starts, [axis], shape, (stored, [where = 0]) =>
        w.slice(stored, [{ axis: where, size, start, stop: combined((n) => n - 1 + start, size), step: 1 }]),
      )
      return repeated(
        part,
        all,
        all.map((_, i) => i).filter((i) => i > axis),
      )
    }
    const place = counted(w, at(x.shape, axis))
    const places = repeated(
      place,
      all,
      all.map((_, i) => i).filter((i) => i !== axis + 1),
    )
    const isIn = w.each('And', [w.each('LessOrEqual', [bound(0), places], 'bool'), w.each('Less', [places, bound(1)], 'bool')])
    const some = w.select(isIn, repeated(x, all, [axis]), 0)
    return w.without(some, [axis + 1], x.element, (stored, axes) => w.op('ReduceSum', [stored, w.ints(axes)], { keepdims: 0 }))
  })
})

export const order: Rules = {
  argsort: rule<Axis>((w, [keys], { axis }) => w.cast(ordered(w, present(keys), axis), 'i32')),
  sortBy: rule<Axis>((w, [keys, x], { axis }) => taken(w, present(x), ordered(w, present(keys), axis), axis)),
  mergeRuns,
  countBelow,
  sumRuns,
}
