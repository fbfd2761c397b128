import type { AnyTensor, Dim, Shape, Show, Sizes, Tensor } from '../src/index.js'
import { show } from '../src/index.js'
import { type SameSizes, sameSizes } from './same-sizes.js'

/* What flows between layers: one tensor, or a list of them. */

/** One, or a list of them; a list is never empty, and may hold lists. */
export type OneOrMany<T> = T | readonly OneOrMany<T>[]

/** The shape of a tensor, or those of a list. */
export type Shapes = OneOrMany<Shape>

/** A tensor, or a list of tensors. */
export type Tensors = OneOrMany<AnyTensor>

/** Shapes at run time. */
export type Numbers = OneOrMany<readonly number[]>

/** The run-time sizes of shapes. */
export type SizesOf<S extends Shapes> = S extends Shape ? Sizes<S> : { readonly [I in keyof S]: S[I] extends Shapes ? SizesOf<S[I]> : never }

/** Shapes that can be written to, as they are shown. */
export type Plain<S> = S extends Shape ? [...S] : { -readonly [I in keyof S]: Plain<S[I]> }

/** The tensors of given shapes. */
export type TensorsOf<S> = S extends Shape ? Tensor<S> : { -readonly [I in keyof S]: TensorsOf<S[I]> }

/** A list, of shapes or of tensors. */
export const isList = <T extends AnyTensor | readonly number[]>(x: OneOrMany<T>): x is readonly OneOrMany<T>[] =>
  Array.isArray(x) && typeof x[0] === 'object'

/** Shapes as a person writes them: `[10]`, `[10] and [20]`, `[10], [20] and [30]`; a list in a list stands in parentheses. */
export type ShowAll<S> = S extends Shape ? (number extends S['length'] ? '[...]' : Show<S>) : Listed<S>

type Listed<S, Before extends string = ''> = S extends readonly [infer One]
  ? `${Before}${Item<One>}`
  : S extends readonly [infer One, infer Last]
    ? `${Before}${Item<One>} and ${Item<Last>}`
    : S extends readonly [infer One, ...infer More]
      ? Listed<More, `${Before}${Item<One>}, `>
      : '...'

type Item<S> = S extends Shape ? ShowAll<S> : `(${ShowAll<S>})`

/** The run-time twin of `ShowAll`. */
export const showAll = (shapes: OneOrMany<readonly (number | string)[]>): string => {
  if (!isMany(shapes)) return show(shapes)
  const items = shapes.map((one) => (isMany(one) ? `(${showAll(one)})` : show(one)))
  return items.length > 1 ? `${items.slice(0, -1).join(', ')} and ${items.at(-1)}` : items.join()
}
