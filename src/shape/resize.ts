import { left, right } from 'fp-ts/lib/Either.js'
import type { Dim, Shape } from './dim.js'
import type { Before } from './fault.js'
import { type EmptyFault, emptyFault } from './pool.js'
import type { Ruled, UnknownRank } from './sentence.js'
import type { DimOf } from './size-list.js'
import { type CountFault, countFault, type InputFault, inputFault, type PerAxis, type Spread, spread } from './window.js'

/**
 * The spatial axes of `[batch, ...spatial, channels]` in other sizes: `[batch, ...sizes, channels]`.
 *
 * @category Types
 */
export type Resize<Op extends string, X extends Shape, Z extends PerAxis> = number extends X['length']
  ? UnknownRank
  : X extends readonly [infer N extends Dim, ...infer Sizes extends Shape, infer C extends Dim]
    ? Sizes['length'] extends 1 | 2 | 3
      ? Before<EmptyFault<Op, X, Sizes>, CountFault<Op, 'sizes', Z, Sizes>> extends infer Wrong
        ? [Wrong] extends [never]
          ? [N, ...Asked<Spread<Z, Sizes>>, C]
          : Wrong
        : never
      : InputFault<Op, X>
    : InputFault<Op, X>

type Asked<Z extends readonly unknown[]> = AsShape<{ -readonly [K in keyof Z]: DimOf<Z[K]> }>
type AsShape<Z> = Z extends Shape ? Z : never

/**
 * The run-time twin of `Resize`.
 *
 * @category Types
 */
export const resizeShape = (op: string, x: readonly number[], sizes: PerAxis): Ruled => {
  const axes = x.length - 2
  const fault = inputFault(op, x) ?? emptyFault(op, x) ?? countFault(op, 'sizes', sizes, axes)
  return fault === undefined ? right([x[0] ?? 0, ...spread(sizes, axes), x.at(-1) ?? 0]) : left(fault)
}
