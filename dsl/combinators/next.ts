import type { Dim, Shape } from '../../src/index.js'
import type { KeepsWhole, LayerType, OutOf, TakesLists, TakesWhole } from '../layer.js'
import type { OneExpected, RealExpected, Shapes, Whole } from '../one-or-many.js'

/** What a layer makes of a shape, or of a list where it takes lists; a layer whose type is not known makes an unknown shape. */
export type Next<F extends LayerType, S> = (S extends Shape ? OutOf<F, S> : OfList<F, S>) extends infer O
  ? O extends string | Shapes
    ? O
    : Dim[]
  : never

type OfList<F extends LayerType, S> = F extends TakesLists
  ? OutOf<F, S>
  : LayerType extends F
    ? Dim[]
    : S extends Whole<infer A, infer D>
      ? OfWhole<F, A, D>
      : OneExpected<S>

/** What a layer makes of whole numbers. */
type OfWhole<F extends LayerType, A, D> = F extends TakesWhole
  ? OutOf<F, A>
  : F extends KeepsWhole
    ? OutOf<F, A> extends infer O
      ? O extends Shape
        ? Whole<O, D>
        : O
      : never
    : RealExpected<Whole<A, D>>

/** A shape stays as it is. */
export type Same<A, B> = [A, B] extends [Readonly<B>, Readonly<A>] ? true : false
