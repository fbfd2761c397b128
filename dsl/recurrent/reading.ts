import { type Either, left, right } from 'fp-ts/lib/Either.js'
import type { Dim, Sentence, Shape } from '../../src/index.js'
import {
  type Came,
  came,
  isList,
  isWhole,
  listOf,
  type Numbers,
  type OneExpected,
  oneOf,
  type RealExpected,
  realExpected,
  type SameShapes,
  type ShowAll,
  sameShapes,
  showAll,
  type Whole,
} from '../one-or-many.js'
import { type Sequence, sequence } from '../sequence.js'
import type { CellType } from './cell.js'

/* What a recurrent layer takes and gives. */

/**
 * How a layer reads a sequence.
 *
 * @category Layers
 */
export interface ReadingOptions<
  Sequences extends boolean = boolean,
  State extends boolean = boolean,
  Masked extends boolean = boolean,
  Initial extends boolean = boolean,
> {
  /** Gives what the cell gave at each step, `[steps, units]`, and not at the last alone, `[units]`; `false` if left out. */
  readonly returnSequences?: Sequences
  /** Gives a list: the output, and what is carried at the end, tensor by tensor, `[units]` each; `false` if left out. */
  readonly returnState?: State
  /**
   * Takes a list whose second tensor, `[steps]`, is a mask: where it is 0 a step is passed over: what is carried stays as it is, and is given once more.
   * `false` if left out.
   */
  readonly masked?: Masked
  /** Takes a list that ends in what is carried at the beginning, tensor by tensor, `[units]` each, zeros otherwise; `false` if left out. */
  readonly initialState?: Initial
  /** From the last step to the first; what is given of each step stands where the step does. `false` if left out. */
  readonly reverse?: boolean
}

/** What is known of a choice. */
type If<B extends boolean, Yes, No> = [B] extends [true] ? Yes : [B] extends [false] ? No : Dim[]

/** A state of each name. */
type States<Carries extends readonly string[], Units extends number> = { -readonly [I in keyof Carries]: [Units] }

/** The shapes that a list has. */
type Wanted<C extends CellType, Masked extends boolean, Initial extends boolean, Steps extends Dim, Features extends Dim> = [
  [Steps, Features],
  ...([Masked] extends [true] ? [[Steps]] : []),
  ...([Initial] extends [true] ? States<C['carries'], C['units']> : []),
]

/** How many steps there are. */
type StepsIn<In> = In extends readonly [infer T extends Dim, Dim]
  ? T
  : In extends readonly [readonly [infer T extends Dim, Dim], ...unknown[]]
    ? T
    : number

/** How many numbers a step has. */
export type FeaturesIn<In> = In extends readonly [Dim, infer F extends Dim]
  ? F
  : In extends readonly [readonly [Dim, infer F extends Dim], ...unknown[]]
    ? F
    : number

/** What a layer takes, or the sentence of `Name`. */
export type Taken<Name extends string, C extends CellType, Masked extends boolean, Initial extends boolean, In> = [
  Masked,
  Initial,
] extends [false, false]
  ? In extends Shape
    ? Sequence<Name, In>
    : In extends Whole
      ? RealExpected<In>
      : OneExpected<In>
  : In extends Whole
    ? RealExpected<In>
    : number extends (In & readonly unknown[])['length']
      ? In
      : SameShapes<In, Wanted<C, Masked, Initial, StepsIn<In>, number>> extends true
        ? In
        : `${Name}: takes ${ShowAll<Wanted<C, Masked, Initial, 'steps', 'features'>>}, got ${Came<In>}`

/** What a layer gives of each step, or the sentence about what it takes. */
export type EachOf<Took, C extends CellType> = Took extends string ? Took : [StepsIn<Took>, C['units']]

/** What a layer gives, or the sentence about what it takes. */
export type Read<Took, C extends CellType, Sequences extends boolean, State extends boolean> = Took extends string
  ? Took
  : If<Sequences, [StepsIn<Took>, C['units']], [C['units']]> extends infer Y
    ? If<State, [Y, ...States<C['carries'], C['units']>], Y>
    : never

/** The run-time twin of `Taken`: how many steps of how many numbers, or the sentence. */
export const taken = (
  name: string,
  { units, carries }: { readonly units: number; readonly carries: readonly string[] },
  { masked = false, initialState = false }: ReadingOptions,
  input: Numbers,
): Either<Sentence, Numbers> => {
  if (!masked && !initialState) {
    const one = oneOf(input)
    return one._tag === 'Left' ? one : sequence(name, one.right)
  }
  if (isWhole(input)) return left(realExpected(input))
  const wanted = <T>(steps: T, features: T): readonly (readonly (T | number)[])[] => [
    [steps, features],
    ...(masked ? [[steps]] : []),
    ...(initialState ? carries.map(() => [units]) : []),
  ]
  const [steps, features] = sizesOf(input)
  return isList(input) && sameShapes(input, wanted(steps, features))
    ? right(input)
    : left(`${name}: takes ${showAll(wanted<number | string>('steps', 'features'))}, got ${came(input)}`)
}

/** Of what a layer takes: how many steps of how many numbers. */
export const sizesOf = (input: Numbers): readonly [steps: number, features: number] => {
  const [[steps = 0, features = 0] = []] = listOf(input)
  return [steps, features]
}
