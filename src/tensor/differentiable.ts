import type { DType } from '../shape/dtype.js'
import type { Show } from '../shape/sentence.js'
import type { AnyFunction } from './call.js'
import type { AnyTensor, DTypeIn, ShapeIn, Tensor } from './tensor.js'

/** Dtypes that have derivatives. */
export type Floating = 'f32' | 'f16' | 'f64'

/**
 * The tree of derivatives with respect to the tensors of a tree: the tree itself, of the same shapes and dtypes. (What holds a tensor that has no derivative
 * is refused by `grad`, so nothing is left out. It stays `P` in a function that is generic in its parameters `P`.)
 *
 * @category Tensors
 */
export type Grads<T> = T

/** The sentence if what a function returns is not a floating scalar; `never` if all is well or it is not known. */
export type NotScalar<Op extends string, R> = unknown extends R
  ? never
  : [R] extends [AnyTensor]
    ? number extends ShapeIn<R>['length']
      ? NotFloat<Op, R>
      : ShapeIn<R> extends readonly []
        ? NotFloat<Op, R>
        : `${Op}: the function returns ${Show<ShapeIn<R>>}; it must return a scalar, [] (sum or mean it)`
    : [R] extends [object]
      ? `${Op}: the function returns a tree; it must return a scalar, [], or [scalar, aux] with { aux: true }`
      : `${Op}: the function returns no tensor; it must return a scalar, [] (sum or mean it)`

type NotFloat<Op extends string, R> = [DTypeIn<R> & Floating] extends [never]
  ? `${Op}: the function returns ${DTypeIn<R> & DType}[]; it must return a float`
  : never

/** The sentence for a tensor in a tree that is not floating (for each, if there are several); `never` if there is none. `Place` begins it. */
export type NotDifferentiable<Place extends string, T> = unknown extends T
  ? never
  : T extends Tensor<infer S, infer D>
    ? [D & Floating] extends [never]
      ? `${Place} is ${D}${Show<S>}; only floats have derivatives: pass it as another argument`
      : never
    : T extends AnyFunction
      ? never
      : T extends object
        ? Parts<Place, T> extends infer Sentences
          ? Sentences[keyof Sentences & (T extends readonly unknown[] ? number : unknown)]
          : never
        : never

// Kept apart and inferred from, so that for a tree which is not known yet the compiler does not look for bounds branch by branch, without end.
type Parts<Place extends string, T> = {
  [K in keyof T]: NotDifferentiable<T extends readonly unknown[] ? `${Place}[${K & string}]` : `${Place}.${K & string}`, T[K]>
}
