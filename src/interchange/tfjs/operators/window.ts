import type { Refusing } from '../../read/call.js'
import { sameWidths, type Widths } from '../../read/operators/window.js'

/** How much is put around a window's axes: `same` has as many places as there are strides, the odd zero at the end. */
export type Around = 'same' | 'valid' | Widths

/** How a window slides along each spatial axis. */
export interface Slide {
  readonly stride: readonly number[]
  readonly dilation: readonly number[]
  readonly padding: Around
}

/** The spatial sizes of `[N, ...spatial, C]`. */
export const spatialOf = (call: Refusing, shape: readonly number[], axes: number): readonly number[] =>
  shape.length === axes + 2 ? shape.slice(1, -1) : call.fail(`it takes [N, ${'size, '.repeat(axes)}C]; got [${shape.join(', ')}]`)

/** Zeros on both sides in numbers, for a window over these sizes. */
export const widthsOf = (sizes: readonly number[], window: readonly number[], { stride, dilation, padding }: Slide): Widths => {
  if (padding === 'valid') return sizes.map(() => [0, 0])
  if (padding !== 'same') return padding
  return sameWidths(sizes, window, stride, dilation)
}
