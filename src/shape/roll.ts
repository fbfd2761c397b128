import { type Either, left } from 'fp-ts/lib/Either.js'
import type { Sentence } from '../errors.js'
import { hasAxis } from './axis.js'

/** The sentence if elements cannot be moved by so many places. */
export type ShiftFault<Shift extends number> = `${Shift}` extends `${string}.${string}` | `${string}e-${string}`
  ? `roll: shift ${Shift} is not a whole number of places`
  : never

/** The axis counted from the front, or the sentence about the shift (the run-time twin of `ShiftFault`) or the axis. */
export const rolledAxis = (shape: readonly number[], shift: number, axis: number): Either<Sentence, number> =>
  Number.isSafeInteger(shift) ? hasAxis('roll', shape, axis) : left(`roll: shift ${shift} is not a whole number of places`)
