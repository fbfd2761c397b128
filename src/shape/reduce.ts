import { chain, left, map, right } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { type Axes, type AxisList, axisList, type NormalAxes, normalAxes } from './axis.js'
import { type Dim, type Shape, show } from './dim.js'
import type { Ruled, Show, UnknownRank } from './sentence.js'

/** Without the axes named, or with 1 in their place if they are kept. A number is left of all axes, however many they are. */
export type Reduce<Op extends string, S extends Shape, A extends Axes, Keep extends boolean> = [A, Keep] extends [undefined, false]
  ? []
  : number extends S['length']
    ? UnknownRank
    : boolean extends Keep
      ? UnknownRank
      : [A] extends [undefined]
        ? Without<S, number, Keep>
        : NormalAxes<Op, AxisList<A>, S> extends infer Normal
          ? Normal extends readonly number[]
            ? number extends Normal['length']
              ? UnknownRank
              : Without<S, Normal[number], Keep>
            : Normal
          : never

/** `S` without the axes in a union of them (`number`: all). */
type Without<S extends Shape, Dropped extends number, Keep, Seen extends unknown[] = [], Out extends Dim[] = []> = S extends readonly [
  infer Size extends Dim,
  ...infer Rest extends Shape,
]
  ? Without<Rest, Dropped, Keep, [...Seen, Size], Seen['length'] extends Dropped ? (Keep extends true ? [...Out, 1] : Out) : [...Out, Size]>
  : Out

/** The axes of a reduction as a list, counted from the front, ascending. */
export const reducedAxes = (op: string, shape: readonly number[], axes: Axes): Ruled =>
  axes === undefined
    ? right(shape.map((_, axis) => axis))
    : pipe(
        normalAxes(op, axisList(axes), shape),
        map((normal) => normal.sort((a, b) => a - b)),
      )

/** The run-time twin of `Reduce`. */
export const reduceShape = (op: string, shape: readonly number[], axes: Axes, keepDims: boolean): Ruled =>
  pipe(
    reducedAxes(op, shape, axes),
    map((dropped) => shape.flatMap((size, axis) => (!dropped.includes(axis) ? [size] : keepDims ? [1] : []))),
  )

/** As `Reduce`, for what has no value over nothing: an extremum. */
export type ReduceSome<Op extends string, S extends Shape, A extends Axes, Keep extends boolean> =
  Reduce<Op, S, A, Keep> extends infer Result
    ? Result extends string
      ? Result
      : [Extract<SizesAt<S, A>, 0>] extends [never]
        ? Result
        : `${Op}: ${Show<S>} is empty along the axes reduced; there is nothing to choose from`
    : never

type SizesAt<S extends Shape, A extends Axes> = number extends S['length']
  ? never
  : [A] extends [undefined]
    ? S[number]
    : NormalAxes<'', AxisList<A>, S> extends infer Normal extends readonly number[]
      ? number extends Normal['length']
        ? never
        : { [K in keyof S]: K extends `${Normal[number]}` ? S[K] : never }[number]
      : never

/** The run-time twin of `ReduceSome`. */
export const reduceSomeShape = (op: string, shape: readonly number[], axes: Axes, keepDims: boolean): Ruled =>
  pipe(
    reducedAxes(op, shape, axes),
    chain((dropped) =>
      dropped.some((axis) => shape[axis] === 0)
        ? left(`${op}: ${show(shape)} is empty along the axes reduced; there is nothing to choose from`)
        : reduceShape(op, shape, axes, keepDims),
    ),
  )
