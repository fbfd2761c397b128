import type { PadMode } from './pad.js'

/** Where the element at a place comes from, of so many; places before the first are negative. */
const sources: Readonly<Record<Exclude<PadMode, 'constant'>, (place: number, size: number) => number>> = {
  edge: (place, size) => Math.min(Math.max(place, 0), size - 1),
  wrap: (place, size) => modulo(place, size),
  reflect: (place, size) => {
    const last = size - 1
    return last === 0 ? 0 : last - Math.abs(last - modulo(place, 2 * last))
  },
}

const modulo = (n: number, by: number): number => ((n % by) + by) % by

/** Neighbours of an axis: `count` elements from `start` on, each `step` (1, -1 or 0) after the one before. */
export interface Run {
  readonly start: number
  readonly step: number
  readonly count: number
}

/** An axis of so many elements, with `low` before and `high` after them, as runs of it. */
export const runsOf = (mode: Exclude<PadMode, 'constant'>, size: number, low: number, high: number): readonly Run[] => {
  const runs: Run[] = []
  for (let place = -low; place < size + high; place++) {
    const at = sources[mode](place, size)
    const last = runs.at(-1)
    const step = last && at - (last.start + last.step * (last.count - 1))
    if (last && step !== undefined && Math.abs(step) <= 1 && (last.count === 1 || step === last.step))
      runs[runs.length - 1] = { ...last, step, count: last.count + 1 }
    else runs.push({ start: at, step: 1, count: 1 })
  }
  return runs
}
