import * as ops from '../../../index.js'
import { integers, taken } from '../known.js'
import type { Value } from '../value.js'
import { before } from './axes.js'
import { moved } from './movement.js'

/** A run along an axis: from `start`, so many, `step` from one to the next, which may be negative. */
interface Run {
  readonly start: number
  readonly step: number
  readonly count: number
}

/** As NumPy has it: what reaches past the ends is cut; what is left out is as far as it goes. */
export const runOf = (size: number, from: number | undefined, to: number | undefined, step: number): Run => {
  const [low, high] = step > 0 ? [0, size] : [-1, size - 1]
  const place = (at: number) => Math.min(Math.max(at < 0 ? at + size : at, low), high)
  const start = from === undefined ? (step > 0 ? low : high) : place(from)
  const stop = to === undefined ? (step > 0 ? high : low) : place(to)
  return { start, step, count: Math.max(0, Math.ceil((stop - start) / step)) }
}

/** The elements of a run. */
export const along = (x: Value, axis: number, { start, step, count }: Run): Value => {
  const size = x.shape[axis] ?? 0
  if (start === 0 && step === 1 && count === size) return x
  return moved(
    x,
    (known) => taken(known, integers(Array.from({ length: count }, (_, i) => start + i * step)), axis),
    (tensor) => {
      if (count === 0) return ops.slice(tensor, ...before(axis), [0, 0])
      if (step > 0) return ops.slice(tensor, ...before(axis), [start, start + (count - 1) * step + 1, step])
      const last = start + (count - 1) * step
      return ops.flip(ops.slice(tensor, ...before(axis), [last, start + 1, -step]), { axis })
    },
  )
}

/** The one element at a place along an axis, which goes. */
export const oneOf = (x: Value, axis: number, at: number): Value =>
  moved(
    x,
    (known) => taken(known, integers([at], []), axis),
    (tensor) => ops.slice(tensor, ...before(axis), at),
  )

/** Parts of these sizes, one after the other. */
export const inParts = (x: Value, axis: number, sizes: readonly number[]): readonly Value[] => {
  let start = 0
  return sizes.map((count) => {
    const part = along(x, axis, { start, step: 1, count })
    start += count
    return part
  })
}
