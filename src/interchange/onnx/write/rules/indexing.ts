import { combined, type Size, sameSize } from '../sizes.js'
import { asStored, permuted, type Value } from '../value.js'
import type { Writer } from '../writer.js'
import { at, present, type Rules, rule } from './rule.js'
import { ofWords, smaller } from './words.js'

/* Elements at places that are data. A place out of range is the nearest in it; ONNX has no word for that, so places are cut to the range first. */

/** Places within an axis, as ONNX counts. */
const within = (w: Writer, indices: Value, size: Size): Value => {
  const wide = w.cast(indices, 'i64')
  const last = w.full(
    combined((n) => n - 1, size),
    wide.shape,
    'i64',
  )
  return indices.element === 'u32' ? smaller(w, wide, last) : w.each('Min', [w.each('Max', [wide, 0]), last])
}

/** The slices at places along an axis: its axis is replaced by those of the places. */
export const gathered = (w: Writer, x: Value, indices: Value, axis: number): Value => {
  const given = w.having(x, [axis])
  const where = present(given.axes[axis]) ?? 0
  const rank = indices.shape.length
  const stored = w.op('Gather', [given.stored, w.plain(indices)], { axis: where })
  const shift = (place: number | null): number | null => (place === null || place < where ? place : place + rank - 1)
  return {
    stored,
    element: x.element,
    shape: [...x.shape.slice(0, axis), ...indices.shape, ...x.shape.slice(axis + 1)],
    axes: [...given.axes.slice(0, axis).map(shift), ...indices.shape.map((_, i) => where + i), ...given.axes.slice(axis + 1).map(shift)],
  }
}

/** Zeros of extent `size` along an axis, to which the slices of `updates` are added at places that fit. */
export const scattered = (w: Writer, indices: Value, updates: Value, axis: number, size: Size): Value => {
  const rank = indices.shape.length
  const all = updates.shape.map((_, i) => i)
  const [own, others] = [all.slice(axis, axis + rank), [...all.slice(0, axis), ...all.slice(axis + rank)]]
  const rest = others.map((i) => at(updates.shape, i))
  const shape = [size, ...rest]
  const zeros = w.plain(w.full(0, shape, updates.element))
  const places = w.op('Unsqueeze', [w.plain(w.cast(indices, 'i64')), w.ints([rank])])
  const stored = w.op('ScatterND', [zeros, places, w.inOrder(updates, [...own, ...others])], { reduction: 'add' })
  const back = rest.map((_, i) => i + 1)
  return permuted(asStored(stored, updates.element, shape), [...back.slice(0, axis), 0, ...back.slice(axis)])
}

export const indexing: Rules = {
  gather: rule<{ readonly axis: number }>((w, [x, indices], { axis }) => {
    const from = present(x)
    return gathered(w, from, within(w, present(indices), at(from.shape, axis)), axis)
  }),
  scatterAdd: rule<{ readonly axis: number; readonly size: Size }>(
    (w, [indices, updates], { axis, size }, { results: [result] }) => {
      const places = within(w, present(indices), size)
      const given = present(updates)
      if (given.shape.some((n) => sameSize(n, 0))) return w.full(0, present(result).shape, given.element)
      return ofWords(w, [given], ([wide]) => scattered(w, places, present(wide), axis, size))
    },
    ['size'],
  ),
}
