import type { Refusing } from '../operator.js'
import { positive } from './axes.js'

/** How much is put around a window's axes: `same` has as many places as there are strides, the odd zero at the end. */
export type Around = 'same' | 'valid' | readonly (readonly [low: number, high: number])[]

/** How a window slides along each spatial axis. */
export interface Slide {
  readonly stride: readonly number[]
  readonly dilation: readonly number[]
  readonly padding: Around
}

/** The spatial sizes of `[N, ...spatial, C]`. */
export const spatialOf = (call: Refusing, shape: readonly number[], axes: number): readonly number[] =>
  shape.length === axes + 2 ? shape.slice(1, -1) : call.fail(`it takes [N, ${'size, '.repeat(axes)}C]; got [${shape.join(', ')}]`)

/** @throws InvalidArgument if a step is none */
export const demandSteps = (call: Refusing, { stride, dilation }: Slide, axes: number): void => {
  positive(call, 'the strides', stride, axes)
  positive(call, 'the dilations', dilation, axes)
}

/** Zeros on both sides in numbers, for a window over these sizes. */
export const widthsOf = (
  sizes: readonly number[],
  window: readonly number[],
  { stride, dilation, padding }: Slide,
): readonly (readonly [number, number])[] => {
  if (padding === 'valid') return sizes.map(() => [0, 0])
  if (padding !== 'same') return padding
  return sizes.map((size, i) => {
    const step = stride[i] ?? 1
    const reach = ((window[i] ?? 1) - 1) * (dilation[i] ?? 1) + 1
    const all = Math.max(0, (Math.ceil(size / step) - 1) * step + reach - size)
    const low = Math.floor(all / 2)
    return [low, all - low]
  })
}
