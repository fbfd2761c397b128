import { chain, left, map, right } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { type Axes, type AxisList, axisList, type NormalAxes, normalAxes } from './axis.js'
import { type Dim, type Shape, show } from './dim.js'
import type { Reduce } from './reduce.js'
import type { Ruled, Show, ShowDim, UnknownRank } from './sentence.js'

/** Without the axes named, all of size 1; without every axis of size 1 if none is named, which only literal sizes decide. */
export type Squeeze<S extends Shape, A extends Axes> = number extends S['length']
  ? UnknownRank
  : [A] extends [undefined]
    ? WithoutOnes<S>
    : Reduce<'squeeze', S, A, false> extends infer Result
      ? Result extends Shape
        ? WrongSize<S, A> extends infer Wrong
          ? [Wrong] extends [never]
            ? Result
            : `squeeze: ${Show<S>} has size ${ShowDim<Wrong>} along an axis named; only axes of size 1 can go`
          : never
        : Result
      : never

/** A symbol stands for any size, 1 among them, so whether it stays is not known. */
type WithoutOnes<S extends Shape, Out extends Dim[] = []> = S extends readonly [infer D extends Dim, ...infer Rest extends Shape]
  ? D extends 1
    ? WithoutOnes<Rest, Out>
    : D extends string
      ? UnknownRank
      : number extends D
        ? UnknownRank
        : WithoutOnes<Rest, [...Out, D]>
  : Out

/** The first size along the axes named that is not 1. */
type WrongSize<S extends Shape, A extends Axes> =
  NormalAxes<'squeeze', AxisList<A>, S> extends infer Normal extends readonly number[] ? FirstWrong<S, Normal> : never

type FirstWrong<S extends Shape, Normal extends readonly number[]> = number extends Normal['length']
  ? never
  : Normal extends readonly [infer Axis extends number, ...infer Rest extends readonly number[]]
    ? S[Axis] extends 1
      ? FirstWrong<S, Rest>
      : number extends S[Axis]
        ? FirstWrong<S, Rest>
        : S[Axis]
    : never

/** The run-time twin of `Squeeze`. */
export const squeezeShape = (shape: readonly number[], axes: Axes): Ruled =>
  axes === undefined
    ? right(shape.filter((size) => size !== 1))
    : pipe(
        normalAxes('squeeze', axisList(axes), shape),
        chain((dropped) => {
          const wrong = dropped.map((axis) => shape[axis]).find((size) => size !== 1)
          return wrong === undefined
            ? right(dropped)
            : left(`squeeze: ${show(shape)} has size ${wrong} along an axis named; only axes of size 1 can go`)
        }),
        map((dropped) => shape.filter((_, axis) => !dropped.includes(axis))),
      )
