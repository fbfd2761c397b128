import { combined, isVarying, type Size } from '../sizes.js'
import { asStored, permuted, type Value } from '../value.js'
import type { Writer } from '../writer.js'
import { gathered, scattered } from './indexing.js'
import { counted, padded } from './movement.js'
import { at, present, type Rules, rule } from './rule.js'
import { ofWords } from './words.js'

export type Window = {
  readonly stride: readonly number[]
  readonly low: readonly number[]
  readonly high: readonly number[]
  readonly dilation: readonly number[]
  readonly window: readonly number[]
}

/** For each place of a window, and each of its taps, where it looks along an axis that is padded. */
const looks = (w: Writer, places: Size, { window, stride, dilation }: Window, axis: number): Value => {
  const [taps, step, apart] = [at(window, axis), at(stride, axis), at(dilation, axis)]
  if (!isVarying(places)) {
    const all = Array.from({ length: places * taps }, (_, i) => Math.floor(i / taps) * step + (i % taps) * apart)
    return asStored(w.builder.constant(all, [places, taps], 'i64'), 'i64', [places, taps])
  }
  const shape = [places, taps]
  const along = (x: Value, own: number): Value => ({ ...x, shape, axes: shape.map((_, i) => (i === own ? 0 : null)) })
  return w.each('Add', [w.each('Mul', [along(counted(w, places), 0), step]), w.each('Mul', [along(counted(w, taps), 1), apart])])
}

/** What stands around along the spatial axes alone. */
const around = (values: readonly number[]): readonly number[] => [0, ...values, 0]

/**
 * What windows see, `[batch, ...places, ...window, channels]`: gathered along one axis after the other, of which each becomes that of the places and that of the
 * taps.
 */
const patches = rule<Window>((w, [operand], params, { results: [result] }) => {
  const given = present(operand)
  const rank = params.window.length
  const grown = given.shape.map((n, axis) =>
    axis === 0 || axis > rank ? n : combined((size) => size + at(params.low, axis - 1) + at(params.high, axis - 1), n),
  )
  let x = asStored(padded(w, w.plain(given), given.element, around(params.low), around(params.high)), given.element, grown)
  for (let axis = 0; axis < rank; axis++) x = gathered(w, x, looks(w, at(present(result).shape, axis + 1), params, axis), 1 + 2 * axis)
  const of = (first: number): readonly number[] => params.window.map((_, axis) => first + 2 * axis)
  return permuted(x, [0, ...of(1), ...of(2), 2 * rank + 1])
})

/** What all windows that see an element hold of it, summed: the adjoint, one axis after the other. */
const overlapAdd = rule<Window & { readonly sizes: readonly number[] }>((w, operands, params, { results: [result] }) =>
  ofWords(w, operands, ([operand]) => {
    const given = present(operand)
    const rank = params.window.length
    const pairs = params.window.flatMap((_, axis) => [1 + axis, 1 + axis + rank])
    let x = permuted(given, [0, ...pairs, 2 * rank + 1])
    // Each axis in turn: places and taps become one axis, the last first, so that those in front stay where they are.
    for (let axis = rank - 1; axis >= 0; axis--) {
      const places = at(given.shape, axis + 1)
      const size = at(params.sizes, axis) + at(params.low, axis) + at(params.high, axis)
      const reach = (Number(places) - 1) * at(params.stride, axis) + (at(params.window, axis) - 1) * at(params.dilation, axis) + 1
      const whole = scattered(w, looks(w, places, params, axis), x, 1 + 2 * axis, Math.max(size, reach))
      const start = at(params.low, axis)
      const stop = start + at(params.sizes, axis)
      const shape = whole.shape.map((n, i) => (i === 1 + 2 * axis ? stop - start : n))
      x = w.along(whole, [1 + 2 * axis], shape, (stored, [where = 0]) =>
        w.slice(stored, [{ axis: where, size: Math.max(size, reach), start, stop, step: 1 }]),
      )
    }
    return { ...x, shape: present(result).shape }
  }),
)

export const windows: Rules = { patches, overlapAdd }
