import type { Refusing } from '../call.js'
import { sizeOf } from '../known.js'
import { mostAxes, mostElements } from '../stored.js'

/** Sizes that a tensor may have. */
export const sizesFrom = (call: Refusing, sizes: readonly number[]): readonly number[] => {
  const text = `[${sizes.slice(0, mostAxes).join(', ')}]`
  if (sizes.some((size) => !Number.isInteger(size) || size < 0)) return call.fail(`${text} are no sizes`)
  if (sizes.length > mostAxes) return call.fail(`${sizes.length} dimensions are too many; ${mostAxes} are the most`)
  if (sizes.some((size) => size > mostElements) || sizeOf(sizes) > mostElements)
    return call.fail(`a tensor of the shape ${text} is too large`)
  return sizes
}

/** An axis counted from the front. */
export const axisIn = (call: Refusing, axis: number, rank: number): number => {
  const normal = axis < 0 ? axis + rank : axis
  if (!Number.isInteger(normal) || normal < 0 || normal >= rank) return call.fail(`there is no axis ${axis} in ${rank} dimensions`)
  return normal
}

/** Axes counted from the front, none of them twice. */
export const axesIn = (call: Refusing, axes: readonly number[], rank: number): readonly number[] => {
  if (axes.length > mostAxes) return call.fail(`${axes.length} axes are too many; ${mostAxes} are the most`)
  const normal = axes.map((axis) => axisIn(call, axis, rank))
  if (new Set(normal).size !== normal.length) return call.fail(`an axis is there twice in [${axes.join(', ')}]`)
  return normal
}

/** What is asked for has so many entries. */
export const exactly = (call: Refusing, name: string, given: readonly number[], count: number): readonly number[] =>
  given.length === count ? given : call.fail(`${name} has ${given.length} entries, [${given.slice(0, 16).join(', ')}], and not ${count}`)

/** Strides, windows and the like. */
export const positive = (call: Refusing, name: string, given: readonly number[], count: number): readonly number[] =>
  exactly(call, name, given, count).every((n) => Number.isInteger(n) && n >= 1 && n < mostElements)
    ? given
    : call.fail(`${name} is [${given.join(', ')}]; whole numbers from 1 on are known`)

/** Nothing along the axes in front of one, as `slice` has it. */
export const before = (axis: number): readonly null[] => Array.from({ length: axis }, () => null)
