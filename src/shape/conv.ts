import { chain, left, map } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Dim, Shape } from './dim.js'
import type { Before } from './fault.js'
import {
  type ChannelFault,
  type Convolved,
  type ConvSettings,
  channelFault,
  type EmptyFault,
  emptyFault,
  type GroupFault,
  groupFault,
  type Parted,
  type Parts,
  parted,
} from './kernel.js'
import type { Div } from './nat.js'
import type { Ruled } from './sentence.js'
import { type Padding, type PerAxis, type Places, places } from './window.js'

/**
 * Places by features: `[...window, channels / groups, features]` makes `[batch, ...places, features]` of `[batch, ...sizes, channels]`.
 *
 * @category Types
 */
export type Conv<
  Op extends string,
  X extends Shape,
  K extends Shape,
  S extends PerAxis,
  P extends Padding,
  D extends PerAxis,
  G extends number,
> =
  Parted<Op, X, K, S, P, D, G> extends infer Found
    ? Found extends Parts
      ? ConvFault<Op, Found, G, K> extends infer Unfit
        ? [Unfit] extends [never]
          ? Convolved<Found['batch'], Places<Op, 'kernel', Found['sizes'], Found['window'], S, P, D>, Found['out']>
          : Unfit
        : never
      : Found
    : never

type ConvFault<Op extends string, Of extends Parts, G extends number, K extends Shape> = Before<
  GroupFault<Op, 'channels', Of['channels'], G>,
  Before<
    GroupFault<Op, 'features', Of['out'], G>,
    Before<ChannelFault<Op, Of['channels'], Quotient<Of['channels'], G>, Of['in'], G, K>, EmptyFault<Op, Of['window']>>
  >
>

type Quotient<C extends Dim, G extends number> = G extends 1 ? C : Div<C, G>[0]

/**
 * The run-time twin of `Conv`.
 *
 * @category Types
 */
export const convShape = (op: string, x: readonly number[], kernel: readonly number[], settings: ConvSettings): Ruled =>
  pipe(
    parted(op, x, kernel, settings),
    chain(({ batch, sizes, channels, window, in: taken, out }) => {
      const { groups } = settings
      const fault =
        groupFault(op, 'channels', channels, groups) ??
        groupFault(op, 'features', out, groups) ??
        channelFault(op, channels, channels / groups, taken, groups, kernel) ??
        emptyFault(op, window)
      if (fault !== undefined) return left(fault)
      return pipe(
        places(op, 'kernel', sizes, window, settings),
        map((found) => [batch, ...found, out]),
      )
    }),
  )
