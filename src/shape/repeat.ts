import { type Either, left, map } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Sentence } from '../errors.js'
import { hasAxis, type NormalAxis, type OutOfRange, type Replace, type Unknowns } from './axis.js'
import type { AxisOr } from './axis-option.js'
import type { Shape } from './dim.js'
import type { AxisSizes, Einops } from './einops.js'
import type { Fault } from './fault.js'
import type { Mul } from './nat.js'
import type { ShowDim, UnknownRank } from './sentence.js'
import { type BadSize, badSize, type Dims } from './size-list.js'

/** What goes with a pattern, in a sentence; and what goes with a count. */
export const needsNames = "repeat: a pattern goes with sizes by name, as in repeat(x, 'h w -> h w c', { c: 3 })"
export const needsAxis = 'repeat: a count goes with an axis, as in repeat(x, 3, 0)'

/** A repetition as a pattern says, given sizes of axes, or of each element by a count, along an axis. */
export type Repeat<S extends Shape, How extends string | number, Along extends AxisSizes | number> = [How] extends [infer P extends string]
  ? [Along] extends [infer Sizes extends AxisSizes]
    ? Einops<'repeat', S, P, Sizes>
    : Fault<'sizes', typeof needsNames>
  : [How, Along] extends [infer Count extends number, number | { readonly axis: number }]
    ? RepeatAlong<S, Dims<[Count]>, AxisOr<Along>>
    : [How] extends [number]
      ? Fault<[keyof Along] extends [never] ? 'count' : 'axis', typeof needsAxis>
      : UnknownRank

/** The axis as long as so many of it. */
type RepeatAlong<S extends Shape, Counts extends Shape, Axis extends number> = [BadSize<Counts>] extends [never]
  ? number extends S['length']
    ? UnknownRank
    : NormalAxis<Axis, S> extends infer Normal extends number
      ? [Normal] extends [never]
        ? Fault<'axis', OutOfRange<'repeat', Axis, S>>
        : number extends Normal
          ? Unknowns<S>
          : Replace<S, Normal, Mul<S[Normal], Counts[0]>>
      : never
  : Fault<'count', `repeat: ${ShowDim<Counts[0]>} is no number of times; it must be whole and 0 or more`>

/** A new axis for the repetitions, right after the one that is repeated, and the shape when the two are one: the run-time twin of `RepeatAlong`. */
export interface Repetition {
  readonly inner: readonly number[]
  readonly at: number
  readonly shape: readonly number[]
}

export const repetition = (shape: readonly number[], count: number, axis: number): Either<Sentence, Repetition> =>
  badSize([count]) === undefined
    ? pipe(
        hasAxis('repeat', shape, axis),
        map((normal) => ({
          inner: shape.toSpliced(normal + 1, 0, count),
          at: normal + 1,
          shape: shape.with(normal, (shape[normal] ?? 0) * count),
        })),
      )
    : left(`repeat: ${count} is no number of times; it must be whole and 0 or more`)
