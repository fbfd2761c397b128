import { type Either, map, right } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Sentence } from '../errors.js'
import { type Axes, type AxisList, axisList, type NormalAxes, normalAxes } from './axis.js'
import type { Shape } from './dim.js'

/** `S` itself if it has the axes named, each named once. */
export type Flip<S extends Shape, A extends Axes> = number extends S['length']
  ? S
  : [A] extends [undefined]
    ? S
    : NormalAxes<'flip', AxisList<A>, S> extends infer Normal
      ? Normal extends string
        ? Normal
        : S
      : never

/** The run-time twin of `Flip`: the axes counted from the front, ascending. */
export const flippedAxes = (shape: readonly number[], axes: Axes): Either<Sentence, number[]> =>
  axes === undefined
    ? right([...shape.keys()])
    : pipe(
        normalAxes('flip', axisList(axes), shape),
        map((normal) => normal.sort((a, b) => a - b)),
      )
