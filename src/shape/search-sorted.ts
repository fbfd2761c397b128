import { left, right } from 'fp-ts/lib/Either.js'
import { type Dim, type Shape, sameShape, show } from './dim.js'
import type { Fault } from './fault.js'
import type { Same } from './same.js'
import type { Ruled, Show, UnknownRank } from './sentence.js'

/** The shape of the values: each is sought in the one line there is, or in its own. */
export type SearchSorted<S extends Shape, V extends Shape> = number extends S['length'] | V['length']
  ? number extends V['length']
    ? UnknownRank
    : V
  : S extends readonly []
    ? Fault<'sorted', 'searchsorted: a scalar, [], has no axis to be searched along'>
    : S extends readonly [...infer Lines extends Shape, Dim]
      ? Lines extends readonly []
        ? V
        : V extends readonly [...infer Others extends Shape, infer M extends Dim]
          ? Same<Lines, Others> extends infer Common
            ? [Common] extends [never]
              ? Unlike<S, V>
              : Common extends Shape
                ? [...Common, M]
                : never
            : never
          : Unlike<S, V>
      : never

type Unlike<S extends Shape, V extends Shape> = Fault<'values', `searchsorted: the lines of values ${Show<V>} are not those of ${Show<S>}`>

/** The run-time twin of `SearchSorted`. */
export const searchSortedShape = (sorted: readonly number[], values: readonly number[]): Ruled => {
  if (sorted.length === 0) return left('searchsorted: a scalar, [], has no axis to be searched along')
  const isAny = sorted.length === 1 || (values.length > 0 && sameShape(sorted.slice(0, -1), values.slice(0, -1)))
  return isAny ? right([...values]) : left(`searchsorted: the lines of values ${show(values)} are not those of ${show(sorted)}`)
}
