import { type Either, left, right } from 'fp-ts/lib/Either.js'
import type { Sentence } from '../errors.js'
import { type Dim, type Shape, show } from './dim.js'
import type { Before, Fault } from './fault.js'
import type { Div } from './nat.js'
import type { SameDim } from './same.js'
import type { Show, ShowDim, UnknownRank } from './sentence.js'
import {
  type CountFault,
  countFault,
  type InputFault,
  inputFault,
  type Padding,
  type PaddingFault,
  type PerAxis,
  paddingFault,
  type SlideSettings,
} from './window.js'

/*
 * What a convolution and its adjoint ask of `[batch, ...sizes, channels]` and of the kernel `[...window, in, out]`. Channels may fall into groups that do
 * not see each other; `in` is what one group has of them.
 */

/** How a convolution slides, all settings there. */
export interface ConvSettings extends SlideSettings {
  readonly groups: number
}

/** An array's parts and a kernel's. */
interface PartsOf<D extends Dim> {
  readonly batch: D
  readonly sizes: readonly D[]
  readonly channels: D
  readonly window: readonly D[]
  readonly in: D
  readonly out: D
}

export type Parts = PartsOf<Dim>

/** The parts, if ranks and settings fit; what is wrong with them; or unknown rank. */
export type Parted<
  Op extends string,
  X extends Shape,
  K extends Shape,
  S extends PerAxis,
  P extends Padding,
  D extends PerAxis,
  G extends number,
> = number extends X['length']
  ? UnknownRank
  : X extends readonly [infer N extends Dim, ...infer Sizes extends Shape, infer C extends Dim]
    ? Sizes['length'] extends 1 | 2 | 3
      ? number extends K['length']
        ? UnknownRank
        : K['length'] extends X['length']
          ? K extends readonly [...infer Window extends Shape, infer In extends Dim, infer Out extends Dim]
            ? Before<
                SettingFault<Op, S, P, D, G, Sizes>,
                { batch: N; sizes: [...Sizes]; channels: C; window: [...Window]; in: In; out: Out }
              >
            : never
          : Fault<'kernel', `${Op}: the kernel ${Show<K>} and the input ${Show<X>} differ in rank${NoBatch<X, K>}`>
      : InputFault<Op, X>
    : InputFault<Op, X>

/** The input may be one example, without a batch. */
type NoBatch<X extends Shape, K extends Shape> = K extends readonly [Dim, ...infer Rest]
  ? Rest['length'] extends X['length']
    ? '; did you mean expandDims(x, 0)?'
    : ''
  : ''

type SettingFault<
  Op extends string,
  S extends PerAxis,
  P extends Padding,
  D extends PerAxis,
  G extends number,
  Sizes extends Shape,
> = Before<
  CountFault<Op, 'stride', S, Sizes>,
  Before<PaddingFault<Op, P, Sizes>, Before<CountFault<Op, 'dilation', D, Sizes>, CountFault<Op, 'groups', G, Sizes>>>
>

/** That channels, or features, do not fall into groups. */
export type GroupFault<Op extends string, What extends string, C extends Dim, G extends number> = G extends 1
  ? never
  : Div<C, G>[1] extends false
    ? Fault<'groups', `${Op}: ${G} groups do not divide ${ShowDim<C>} ${What}`>
    : never

/** That a kernel takes another number of channels than it meets, `Mine` of all `C`. */
export type ChannelFault<Op extends string, C extends Dim, Mine extends Dim, In extends Dim, G extends number, K extends Shape> =
  SameDim<Mine, In> extends true
    ? never
    : Fault<'kernel', `${Op}: the input has ${ShowDim<C>} channels, the kernel ${Show<K>} takes ${ShowDim<In>}${InGroups<G>}`>

type InGroups<G extends number> = G extends 1 ? '' : ` in each of ${G} groups`

/** That a kernel sees nothing. */
export type EmptyFault<Op extends string, Window extends Shape> = [Extract<Window[number], 0>] extends [never]
  ? never
  : Fault<'kernel', `${Op}: kernel ${Show<Window>} has no taps`>

/** What is found along the spatial axes, between the batch and the features. */
export type Convolved<N extends Dim, Found, Out extends Dim> = Found extends Shape ? [N, ...Found, Out] : Found

const rankFault = (op: string, x: readonly number[], kernel: readonly number[]): Sentence | undefined => {
  if (kernel.length === x.length) return
  const noBatch = kernel.length === x.length + 1 ? '; did you mean expandDims(x, 0)?' : ''
  return `${op}: the kernel ${show(kernel)} and the input ${show(x)} differ in rank${noBatch}`
}

const settingFault = (op: string, { stride, padding, dilation, groups }: ConvSettings, axes: number): Sentence | undefined =>
  countFault(op, 'stride', stride, axes) ??
  paddingFault(op, padding, axes) ??
  countFault(op, 'dilation', dilation, axes) ??
  countFault(op, 'groups', groups, axes)

/** The run-time twin of `Parted`. */
export const parted = (
  op: string,
  x: readonly number[],
  kernel: readonly number[],
  settings: ConvSettings,
): Either<Sentence, PartsOf<number>> => {
  const sizes = x.slice(1, -1)
  const fault = inputFault(op, x) ?? rankFault(op, x, kernel) ?? settingFault(op, settings, sizes.length)
  if (fault !== undefined) return left(fault)
  const [batch = 0] = x
  const [channels = 0, inner = 0, out = 0] = [x.at(-1), kernel.at(-2), kernel.at(-1)]
  return right({ batch, sizes, channels, window: kernel.slice(0, -2), in: inner, out })
}

/** The run-time twin of `GroupFault`. */
export const groupFault = (op: string, what: string, n: number, groups: number): Sentence | undefined =>
  n % groups === 0 ? undefined : `${op}: ${groups} groups do not divide ${n} ${what}`

/** The run-time twin of `ChannelFault`. */
export const channelFault = (
  op: string,
  channels: number,
  mine: number,
  taken: number,
  groups: number,
  kernel: readonly number[],
): Sentence | undefined =>
  mine === taken
    ? undefined
    : `${op}: the input has ${channels} channels, the kernel ${show(kernel)} takes ${taken}${groups === 1 ? '' : ` in each of ${groups} groups`}`

/** The run-time twin of `EmptyFault`. */
export const emptyFault = (op: string, window: readonly number[]): Sentence | undefined =>
  window.includes(0) ? `${op}: kernel ${show(window)} has no taps` : undefined
