import { type PerAxis, type Show, show } from '../src/index.js'

/** The size of a window as a person writes it. */
export type ShowWindow<W extends PerAxis> = W extends readonly number[] ? Show<W> : `${W & number}`

/** The run-time twin of `ShowWindow`. */
export const showWindow = (window: PerAxis): string => (typeof window === 'number' ? `${window}` : show(window))
