import type { Axes } from './axis.js'

/*
 * Where the axis is the whole of what may be said, it stands by itself or by name: `flip(x, 0)` and `flip(x, { axis: 0 })` are one. Where there are other
 * options it goes by name alone. Either way the parameter is inferred as it was written, and is the sentence where it does not fit.
 */

/** An axis, or axes, by themselves or by name. */
export type AxisOption<A extends Axes = number> = A | { readonly axis?: A | undefined }

/** The axis in it; undefined if it is left out. */
export type AxisIn<W> = [W] extends [infer A extends Axes] ? A : [W] extends [{ readonly axis: infer A extends Axes }] ? A : undefined

/** The one axis in it; the other if it is left out. */
export type AxisOr<W, Other extends number = never> = [W] extends [infer A extends number]
  ? A
  : [W] extends [{ readonly axis: infer A extends number }]
    ? A
    : Other

/** The argument as it was written, or with the sentence in the place of the axis. */
export type FitAxis<Answer, W> = [Answer] extends [never] ? W : [Answer] extends [infer Says extends string] ? Instead<Says, W> : W

type Instead<Says, W> = [W] extends [{ readonly axis: unknown }] ? { readonly axis: Says } : Says

/** An axis that must be said. */
export type NeededAxis = number | { readonly axis: number }
