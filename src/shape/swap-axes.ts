import { left, right } from 'fp-ts/lib/Either.js'
import { type NormalAxis, normalAxis, type OutOfRange, outOfRange, type Unknowns } from './axis.js'
import type { Shape } from './dim.js'
import type { Ruled, UnknownRank } from './sentence.js'

/** Two axes in each other's place. */
export type SwapAxes<S extends Shape, A extends number, B extends number> = number extends S['length']
  ? UnknownRank
  : NormalAxis<A, S> extends infer First extends number
    ? NormalAxis<B, S> extends infer Second extends number
      ? [First] extends [never]
        ? OutOfRange<'swapAxes', A, S>
        : [Second] extends [never]
          ? OutOfRange<'swapAxes', B, S>
          : number extends First | Second
            ? Unknowns<S>
            : { -readonly [K in keyof S]: K extends `${First}` ? S[Second] : K extends `${Second}` ? S[First] : S[K] }
      : never
    : never

/** The run-time twin of `SwapAxes`: the order that swaps the two, as `transpose` takes it, or the sentence. */
export const swapAxesOrder = (shape: readonly number[], a: number, b: number): Ruled => {
  const [first, second] = [normalAxis(a, shape.length), normalAxis(b, shape.length)]
  if (first === undefined) return left(outOfRange('swapAxes', a, shape))
  if (second === undefined) return left(outOfRange('swapAxes', b, shape))
  return right(shape.map((_, axis) => (axis === first ? second : axis === second ? first : axis)))
}
