import { sizeOf } from '../size-of.js'

/**
 * How many numbers a unit sums up (`in`) and how many units a number goes to (`out`), for a kernel `[...window, in, out]`. A vector counts
 * as a kernel `[n, n]`, a number as `[1, 1]`.
 */
export const fans = (shape: readonly number[]): { readonly fanIn: number; readonly fanOut: number } => {
  const last = shape.at(-1) ?? 1
  const window = sizeOf(shape.slice(0, -2))
  return { fanIn: window * (shape.at(-2) ?? last), fanOut: window * last }
}
