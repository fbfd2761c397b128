import { type Either, left } from 'fp-ts/lib/Either.js'
import type { Sentence } from '../errors.js'
import { type HasAxis, hasAxis } from './axis.js'
import { type Shape, show } from './dim.js'
import type { Show } from './sentence.js'

/** `S` itself if it has the axis. It may be left out where there is but one: of several none goes without saying. */
export type Cumulative<Op extends string, S extends Shape, Axis extends number | undefined> = [Axis] extends [infer A extends number]
  ? HasAxis<Op, S, A>
  : number extends S['length']
    ? S
    : S['length'] extends 0 | 1
      ? HasAxis<Op, S, 0>
      : `${Op}: ${Show<S>} has ${S['length']} axes; name the one to run along, as in { axis: 0 }`

/** The axis counted from the front: the run-time twin of `Cumulative`. */
export const cumulativeAxis = (op: string, shape: readonly number[], axis: number | undefined): Either<Sentence, number> =>
  axis === undefined && shape.length > 1
    ? left(`${op}: ${show(shape)} has ${shape.length} axes; name the one to run along, as in { axis: 0 }`)
    : hasAxis(op, shape, axis ?? 0)
