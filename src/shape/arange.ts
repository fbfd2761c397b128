import { left, right } from 'fp-ts/lib/Either.js'
import type { CeilDiv, Sub } from './nat.js'
import type { Ruled } from './sentence.js'

/** How many numbers `start, start + step, ...` stand before `stop`; known where all are whole and count up from 0 or more. */
export type Arange<Start extends number, Stop extends number, Step extends number> = Step extends 0
  ? 'arange: step 0 never gets to the end'
  : number extends Start | Stop | Step
    ? [number]
    : `${Start}|${Stop}|${Step}` extends `${string}${'-' | '.' | 'e'}${string}`
      ? [number]
      : Sub<Stop, Start> extends infer Length extends number
        ? [Length] extends [never]
          ? [0]
          : [CeilDiv<Length, Step>]
        : never

/** The run-time twin of `Arange`. */
export const arangeShape = (start: number, stop: number, step: number): Ruled =>
  step === 0 || !Number.isFinite((stop - start) / step)
    ? left(`arange: step ${step} never gets to the end`)
    : right([Math.max(0, Math.ceil((stop - start) / step))])
