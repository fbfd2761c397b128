import { sizeOf } from '../shape/dim.js'

/** Calls `f` for every line of elements along an axis, with the row-major position of the line's `i`-th element. */
export const eachLine = (shape: readonly number[], axis: number, f: (at: (i: number) => number) => void): void => {
  const inner = sizeOf(shape.slice(axis + 1))
  const line = inner * (shape[axis] ?? 0)
  for (let start = 0; start < sizeOf(shape); start += line)
    for (let offset = 0; offset < inner; offset++) f((i) => start + offset + i * inner)
}
