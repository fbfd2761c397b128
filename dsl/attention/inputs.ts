import { chain, type Either, left, map, right } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { AnyTensor, Dim, Sentence, Shape } from '../../src/index.js'
import {
  bareOf,
  type Came,
  came,
  isList,
  isWhole,
  type Numbers,
  type OneExpected,
  oneOf,
  type RealExpected,
  realExpected,
  type SameShapes,
  type ShowAll,
  sameShapes,
  showAll,
  type Tensors,
  type Whole,
} from '../one-or-many.js'
import { type Sequence, sequence } from '../sequence.js'

/*
 * What a layer of attention takes: a sequence, which looks at itself; a query and a memory; or a query, a key and a value. Where it is masked, a mask of the
 * memory follows.
 */

/** What a layer looks at: itself, another sequence, or either. */
export type Looks = 'self' | 'memory' | 'any'

/** The shapes of query, key and value, or the sentence of `Name`. */
export type Taken<Name extends string, Masked extends boolean, In, At extends Looks = 'any'> = In extends Whole
  ? RealExpected<In>
  : [Masked] extends [true]
    ? Listed<Name, true, In, At>
    : [Masked] extends [false]
      ? In extends Shape
        ? At extends 'memory'
          ? Wants<Name, 2, false, In>
          : Sequence<Name, In> extends infer Own
            ? Own extends Shape
              ? [Own, Own, Own]
              : Own
            : never
        : At extends 'self'
          ? OneExpected<In>
          : Listed<Name, false, In, At>
      : Unknown

/** Nobody knows how many there are. */
type Unknown = [Shape, Shape, Shape]

/** What a list of so many holds, by its sizes; nothing if it holds another number. */
type Form<Masked, N, T, S, F> = Masked extends true
  ? N extends 2
    ? [[T, F], [T]]
    : N extends 3
      ? [[T, F], [S, F], [S]]
      : N extends 4
        ? [[T, F], [S, F], [S, F], [S]]
        : never
  : N extends 2
    ? [[T, F], [S, F]]
    : N extends 3
      ? [[T, F], [S, F], [S, F]]
      : never

/** How many tensors a list holds, where one number of them is right. */
type Count<Masked, In, At> = At extends 'self'
  ? 2
  : At extends 'memory'
    ? Masked extends true
      ? 3
      : 2
    : In extends Shape
      ? 2
      : In extends readonly unknown[]
        ? In['length']
        : never

type Listed<Name extends string, Masked extends boolean, In, At> = In extends readonly unknown[]
  ? number extends In['length']
    ? Unknown
    : [Form<Masked, Count<Masked, In, At>, 0, 0, 0>] extends [never]
      ? `${Name}: takes ${Masked extends true ? 'query, key and value, the last two of which may be left out, and a mask' : 'query, key and value, or query and memory'}, got ${Came<In>}`
      : SameShapes<In, Form<Masked, Count<Masked, In, At>, First<In[0]>, First<In[1]>, number>> extends true
        ? Roles<Masked extends true ? Unmasked<In> : In>
        : Wants<Name, Count<Masked, In, At>, Masked, In>
  : never

type First<S> = S extends readonly [infer T extends Dim, ...unknown[]] ? T : number

type Unmasked<In> = In extends readonly [...infer Before, unknown] ? Before : never

type Roles<Parts> = Parts extends readonly [infer Q, infer K, infer V]
  ? [Q, K, V]
  : Parts extends readonly [infer Q, infer M]
    ? [Q, M, M]
    : Parts extends readonly [infer Q]
      ? [Q, Q, Q]
      : never

type Wants<Name extends string, N, Masked, In> = `${Name}: takes ${ShowAll<Form<Masked, N, 'time', 'memory', 'features'>>}, got ${Came<In>}`

/** The run-time twin of `Form`. */
const form = <T>(masked: boolean, count: number, time: T, memory: T, features: T): readonly (readonly T[])[] | undefined => {
  const others = masked ? count - 2 : count - 1
  if (others < (masked ? 0 : 1) || others > 2) return undefined
  const [x, mask] = others === 0 ? [time, time] : [memory, memory]
  return [[time, features], ...Array.from({ length: others }, () => [x, features]), ...(masked ? [[mask]] : [])]
}

/** Query, key and value of what stands for them. */
export const roles = <T>(parts: readonly T[]): readonly [query: T, key: T, value: T] => {
  const [query, key = query, value = key] = parts as readonly [T, T?, T?] // there is a query
  return [query, key, value]
}

/** The run-time twin of `Taken`. */
export const takenBy = (
  name: string,
  masked: boolean,
  at: Looks,
  input: Numbers,
): Either<Sentence, readonly [query: readonly number[], key: readonly number[], value: readonly number[]]> => {
  if (isWhole(input)) return left(realExpected(input))
  if (!masked && (at === 'self' || (at === 'any' && !isList(input))))
    return pipe(
      oneOf(input),
      chain((one) => sequence(name, one)),
      map((one) => roles([one])),
    )
  const count = at === 'memory' && masked ? 3 : at === 'any' && isList(input) ? input.length : 2
  const words = form<string>(masked, count, 'time', 'memory', 'features')
  if (!words) {
    const taken = masked
      ? 'query, key and value, the last two of which may be left out, and a mask'
      : 'query, key and value, or query and memory'
    return left(`${name}: takes ${taken}, got ${came(input)}`)
  }
  if (isList(input)) {
    const sizes = input.map(bareOf)
    const [[time = 0] = [], [memory = 0] = []] = sizes
    // Each tensor but the mask has features of its own.
    const wanted = form(masked, count, time, memory, -1)?.map((shape, i) => shape.map((size) => (size < 0 ? (sizes[i]?.[1] ?? 0) : size)))
    if (wanted && sameShapes(input, wanted)) return right(roles(masked ? sizes.slice(0, -1) : sizes))
  }
  return left(`${name}: takes ${showAll(words)}, got ${came(input)}`)
}

/** Query, key and value as tensors, and the mask of a memory. */
export const tensorsOf = (
  masked: boolean,
  x: Tensors,
): { readonly parts: readonly [AnyTensor, AnyTensor, AnyTensor]; readonly mask?: AnyTensor } => {
  const all = isList(x) ? x : [x]
  const mask = masked ? all.at(-1) : undefined
  return { parts: roles(masked ? all.slice(0, -1) : all), ...(mask && { mask }) }
}
