import type { DType } from '../../../../shape/dtype.js'
import { combined, isVarying, type Size, sameSize } from '../sizes.js'
import { asStored, lyingAs, permuted, repeated, storedOrder, type Value } from '../value.js'
import type { Writer } from '../writer.js'
import { at, present, type Rules, rule } from './rule.js'

/* Where elements stand. Permuting and repeating write nothing: the next node takes its operands as they lie, or asks for what it needs. */

const isOne = (size: Size): boolean => sameSize(size, 1)

/** The value with axes of one element put in or taken away, if that is all: for each axis of the result an axis of `x`, or none. */
const withOnes = (x: Value, shape: readonly Size[]): Value | undefined => {
  const axes: (number | null)[] = []
  let next = 0
  const pass = (): boolean => {
    // An axis that goes has to be one that is not stored.
    const canGo = isOne(x.shape[next] ?? 0) && x.axes[next] === null
    if (canGo) next++
    return canGo
  }
  for (const size of shape) {
    while (next < x.shape.length && !sameSize(x.shape[next] ?? 0, size) && pass());
    if (next < x.shape.length && sameSize(x.shape[next] ?? 0, size)) axes.push(x.axes[next++] ?? null)
    else if (isOne(size)) axes.push(null)
    else return undefined
  }
  while (next < x.shape.length) if (!pass()) return undefined
  return { ...x, shape, axes }
}

/** The value without axes of one element that are not stored. */
const withoutOnes = (x: Value): Value => {
  const kept = x.shape.flatMap((size, axis) => (isOne(size) && x.axes[axis] === null ? [] : [axis]))
  return { ...x, shape: kept.map((axis) => x.shape[axis] ?? 1), axes: kept.map((axis) => x.axes[axis] ?? null) }
}

type Range = { readonly start: readonly Size[]; readonly stop: readonly Size[]; readonly step: readonly number[] }
type Padding = { readonly low: readonly Size[]; readonly high: readonly Size[]; readonly interior: readonly number[] }

const slice = rule<Range>(
  (w, [operand], { start, stop, step }, { results: [result] }) => {
    const x = present(operand)
    const touched = x.shape.flatMap((size, axis) =>
      sameSize(start[axis] ?? 0, 0) && sameSize(stop[axis] ?? 0, size) && step[axis] === 1 ? [] : [axis],
    )
    return w.along(x, touched, present(result).shape, (stored, axes) =>
      w.slice(
        stored,
        touched.map((axis, i) => ({
          axis: at(axes, i),
          size: at(x.shape, axis),
          start: at(start, axis),
          stop: at(stop, axis),
          step: at(step, axis),
        })),
      ),
    )
  },
  ['start', 'stop'],
)

/** `gap` zeros behind each element along an axis, but for the last. */
export const dilated = (w: Writer, x: Value, axis: number, gap: number): Value => {
  if (gap === 0) return x
  const stored = w.plain(x)
  const apart = w.op('Unsqueeze', [stored, w.ints([axis + 1])])
  const rank = x.shape.length + 1
  const after = Array.from({ length: rank }, (_, i) => (i === axis + 1 ? gap : 0))
  const spread = padded(w, apart, x.element, Array(rank).fill(0), after)
  const grown = x.shape.map((size, i) => (i === axis ? combined((n) => n * (gap + 1), size) : size))
  const joined = w.reshape(spread, [...x.shape.slice(0, axis + 1), gap + 1, ...x.shape.slice(axis + 1)], grown)
  const size = at(grown, axis)
  const stop = combined((n) => n - gap, size)
  return asStored(
    w.slice(joined, [{ axis, size, start: 0, stop, step: 1 }]),
    x.element,
    x.shape.map((n, i) => (i === axis ? stop : n)),
  )
}

/** Zeros around a stored tensor. */
export const padded = (w: Writer, stored: string, element: Value['element'], low: readonly Size[], high: readonly Size[]): string =>
  [...low, ...high].every((n) => sameSize(n, 0))
    ? stored
    : w.op('Pad', [stored, w.sizes([...low, ...high]), w.full(0, [], element).stored], { mode: 'constant' })

const pad = rule<Padding>(
  (w, [operand], { low, high, interior }, { results: [result] }) => {
    const given = present(operand)
    // Around nothing there are zeros alone; engines do not agree on it.
    if (given.shape.some((size) => sameSize(size, 0))) return w.full(0, present(result).shape, given.element)
    const x = interior.reduce((now, gap, axis) => dilated(w, now, axis, gap), given)
    const grown = x.shape.map((n, axis) => combined((size, before, after) => size + before + after, n, low[axis] ?? 0, high[axis] ?? 0))
    // As it lies, if all of it is stored.
    const order = x.axes.includes(null) ? x.shape.map((_, axis) => axis) : storedOrder(x)
    const of = (sizes: readonly Size[]): readonly Size[] => order.map((axis) => sizes[axis] ?? 0)
    return lyingAs(padded(w, w.inOrder(x, order), x.element, of(low), of(high)), x.element, grown, order)
  },
  ['low', 'high'],
)

/** `0, 1, 2, ...` up to so many. */
export const counted = (w: Writer, count: Size): Value => {
  const few = 64
  if (!isVarying(count) && count <= few) return asStored(w.ints([...Array(count).keys()]), 'i64', [count])
  const end = isVarying(count) ? w.op('Squeeze', [w.sizes([count])]) : w.builder.constant([count], [], 'i64')
  return asStored(w.op('Range', [w.builder.constant([0], [], 'i64'), end, w.builder.constant([1], [], 'i64')]), 'i64', [count])
}

export const movement: Rules = {
  broadcast: rule<{ readonly shape: readonly Size[]; readonly axes: readonly number[] }>(
    (_, [x], { shape, axes }) => repeated(present(x), shape, axes),
    ['shape'],
  ),
  reshape: rule<{ readonly shape: readonly Size[] }>(
    (w, [operand], { shape }) => {
      const x = present(operand)
      const bare = withoutOnes(x)
      return withOnes(x, shape) ?? asStored(w.reshape(w.plain(bare), bare.shape, shape), x.element, shape)
    },
    ['shape'],
  ),
  permute: rule<{ readonly order: readonly number[] }>((_, [x], { order }) => permuted(present(x), order)),
  slice,
  pad,
  reverse: rule<{ readonly axes: readonly number[] }>((w, [operand], { axes }) => {
    const x = present(operand)
    const there = axes.filter((axis) => x.axes[axis] !== null)
    if (there.length === 0) return x
    return w.along(x, there, x.shape, (stored, places) => {
      const all = (value: number): string => w.ints(places.map(() => value))
      return w.op('Slice', [stored, all(-1), all(-Number.MAX_SAFE_INTEGER), w.ints(places), all(-1)])
    })
  }),
  concat: rule<{ readonly axis: number }>((w, operands, { axis }, { results: [result] }) => {
    const { shape } = present(result)
    const order = storedOrder(at(operands, 0))
    const isAlike = order.length === shape.length && operands.every((x) => storedOrder(x).join() === order.join())
    const own = isAlike ? order : shape.map((_, i) => i)
    const some = operands.filter((x) => !sameSize(x.shape[axis] ?? 0, 0))
    const stored = w.op(
      'Concat',
      some.map((x) => w.inOrder(x, own)),
      { axis: own.indexOf(axis) },
    )
    return { stored, element: at(operands, 0).element, shape, axes: shape.map((_, i) => own.indexOf(i)) }
  }),
  literal: rule<{ readonly value: Size; readonly dtype: DType }>((w, _, { value, dtype }) => w.full(value, [], dtype), ['value']),
  iota: rule<{ readonly shape: readonly Size[]; readonly axis: number; readonly dtype: DType }>(
    (w, _, { shape, axis, dtype }) => {
      const line = w.cast(counted(w, at(shape, axis)), dtype)
      return { ...line, shape, axes: shape.map((__, i) => (i === axis ? 0 : null)) }
    },
    ['shape'],
  ),
}
