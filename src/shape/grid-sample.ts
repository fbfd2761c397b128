import { left, right } from 'fp-ts/lib/Either.js'
import { type Dim, type Shape, show } from './dim.js'
import type { Fault } from './fault.js'
import type { Known, SameDim } from './same.js'
import type { Ruled, Show, UnknownRank } from './sentence.js'

/** What `[batch, height, width, channels]` has at the places of a grid `[batch, rows, columns, 2]`: `[batch, rows, columns, channels]`. */
export type GridSample<X extends Shape, G extends Shape> = number extends X['length']
  ? UnknownRank
  : X extends readonly [infer N extends Dim, infer H extends Dim, infer W extends Dim, infer C extends Dim]
    ? [Extract<H | W, 0>] extends [never]
      ? number extends G['length']
        ? UnknownRank
        : G extends readonly [infer M extends Dim, infer Rows extends Dim, infer Columns extends Dim, infer Two extends Dim]
          ? SameDim<Two, 2> extends true
            ? SameDim<N, M> extends true
              ? [Known<N, M>, Rows, Columns, C]
              : Fault<'grid', `gridSample: the image ${Show<X>} and the grid ${Show<G>} differ in how many examples they hold`>
            : GridFault<G>
          : GridFault<G>
      : Fault<'image', `gridSample: ${Show<X>} is empty along a spatial axis; there is nothing to sample`>
    : Fault<'image', `gridSample: the image needs [N, height, width, channels], got ${Show<X>}`>

type GridFault<G extends Shape> = Fault<'grid', `gridSample: the grid needs [N, rows, columns, 2], got ${Show<G>}`>

/** The run-time twin of `GridSample`. */
export const gridSampleShape = (x: readonly number[], grid: readonly number[]): Ruled => {
  const [batch, height, width, channels = 0] = x
  const [examples, rows = 0, columns = 0, two] = grid
  if (x.length !== 4 || batch === undefined) return left(`gridSample: the image needs [N, height, width, channels], got ${show(x)}`)
  if (height === 0 || width === 0) return left(`gridSample: ${show(x)} is empty along a spatial axis; there is nothing to sample`)
  if (grid.length !== 4 || two !== 2) return left(`gridSample: the grid needs [N, rows, columns, 2], got ${show(grid)}`)
  if (batch !== examples) return left(`gridSample: the image ${show(x)} and the grid ${show(grid)} differ in how many examples they hold`)
  return right([batch, rows, columns, channels])
}
