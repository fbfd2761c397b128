import { left, right } from 'fp-ts/lib/Either.js'
import { type Insert, type NormalAxis, normalAxis, type OutOfRange, outOfRange, type SplitAt, type Unknowns } from './axis.js'
import type { Dim, Shape } from './dim.js'
import type { Ruled, UnknownRank } from './sentence.js'

/** One axis taken from its place to another, the rest in order. */
export type MoveAxis<S extends Shape, From extends number, To extends number> = number extends S['length']
  ? UnknownRank
  : NormalAxis<From, S> extends infer F extends number
    ? NormalAxis<To, S> extends infer T extends number
      ? [F] extends [never]
        ? OutOfRange<'moveAxis', From, S>
        : [T] extends [never]
          ? OutOfRange<'moveAxis', To, S>
          : number extends F | T
            ? Unknowns<S>
            : SplitAt<S, F> extends [infer Before extends Shape, infer Size extends Dim, infer After extends Shape]
              ? Insert<[...Before, ...After], T, Size>
              : never
      : never
    : never

/** The run-time twin of `MoveAxis`: the order that moves the axis, as `transpose` takes it, or the sentence. */
export const moveAxisOrder = (shape: readonly number[], from: number, to: number): Ruled => {
  const [source, target] = [normalAxis(from, shape.length), normalAxis(to, shape.length)]
  if (source === undefined) return left(outOfRange('moveAxis', from, shape))
  if (target === undefined) return left(outOfRange('moveAxis', to, shape))
  const order = shape.map((_, axis) => axis).filter((axis) => axis !== source)
  return right(order.toSpliced(target, 0, source))
}
