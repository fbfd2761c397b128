import type { DType } from '../shape/dtype.js'
import type { IsUnion } from '../shape/nested.js'
import type { Substitute, Unbound, Unify } from '../shape/unify.js'
import type { AnyTensor, DTypeIn, ShapeIn, Tensor } from './tensor.js'

declare const plain: unique symbol

/** Any function. */
export type AnyFunction = (...args: never[]) => unknown

/**
 * A function of trees of tensors that binds the symbols of its parameters at each call: where the parameter says `['N', 784]` and the argument is
 * `[32, 784]`, N is 32 in the result. An argument that does not fit is underlined, with a sentence.
 */
export interface Fn<P extends readonly unknown[], R> {
  <const A extends readonly unknown[]>(...args: CheckArgs<P, A> extends A ? A : CheckArgs<P, A>): Bind<R, Bindings<P, A>>
  /** Carries the function as it was written, symbols unbound, to whatever wraps it next; nothing at run time. */
  readonly [plain]: (...args: P) => R
}

/** The parameters of a function as it was written. */
export type ParametersOf<F> = F extends Fn<infer P, infer _> ? P : F extends (...args: infer P) => unknown ? P : never

/** The result of a function as it was written. */
export type ReturnOf<F> = F extends Fn<infer _, infer R> ? R : F extends (...args: never[]) => infer R ? R : never

/** The arguments, with the sentence in the place of the first that does not fit its parameter. */
export type CheckArgs<P extends readonly unknown[], A extends readonly unknown[]> = Check<P, A, Unbound, []>

type Check<P extends readonly unknown[], A extends readonly unknown[], Bound, Passed extends readonly unknown[]> = A extends readonly [
  infer a,
  ...infer As,
]
  ? P extends readonly []
    ? Passed
    : UnifyTree<`argument ${Passed['length']}`, First<P>, a, Bound> extends infer Answer
      ? Answer extends string
        ? [...Passed, Answer, ...As]
        : Answer extends Unfit<infer Expected>
          ? [...Passed, Expected, ...As]
          : Check<Rest<P>, As, Answer, [...Passed, a]>
      : never
  : A extends readonly []
    ? P extends readonly [unknown, ...unknown[]]
      ? [...Passed, ...P]
      : Passed
    : A

/** What the symbols of the parameters are bound to by arguments that fit. In steps that the compiler remembers from `CheckArgs`. */
export type Bindings<P extends readonly unknown[], A extends readonly unknown[]> = BindAll<P, A, Unbound, []>

type BindAll<P extends readonly unknown[], A extends readonly unknown[], Bound, Passed extends readonly unknown[]> = A extends readonly [
  infer a,
  ...infer As,
]
  ? UnifyTree<`argument ${Passed['length']}`, First<P>, a, Bound> extends infer Answer
    ? Answer extends string | Unfit<unknown>
      ? Unbound
      : BindAll<Rest<P>, As, Answer, [...Passed, a]>
    : never
  : Bound

type First<P extends readonly unknown[]> = P extends readonly [(infer p)?, ...unknown[]] ? p : P[number]
type Rest<P extends readonly unknown[]> = P extends readonly [unknown?, ...infer Ps] ? Ps : P

/** An argument without tensors is not of the type expected: the compiler has words of its own for that. */
interface Unfit<Expected> {
  readonly expected: Expected
}

/** The bindings with those that make the parameter's tree the argument's, or a sentence, or `Unfit`. */
type UnifyTree<Place extends string, P, A, Bound> = unknown extends P
  ? Bound
  : [A] extends [undefined | null]
    ? A extends P
      ? Bound
      : Unfit<P>
    : UnifyPresent<Place, Exclude<P, undefined | null>, Exclude<A, undefined | null>, Bound>

type UnifyPresent<Place extends string, P, A, Bound> = [P] extends [AnyTensor]
  ? UnifyTensor<Place, P, A, Bound>
  : [A] extends [P & AnyTensor]
    ? UnifyTensor<Place, Extract<P, AnyTensor>, A, Bound>
    : [P] extends [readonly unknown[]]
      ? [A] extends [readonly unknown[]]
        ? UnifyList<Place, P, A, Bound>
        : Unfit<P>
      : [P] extends [Leaf]
        ? [A] extends [P]
          ? Bound
          : Unfit<P>
        : UnifyKeys<Place, P, A, Bound>

/** What has no branches. */
type Leaf = string | number | bigint | boolean | symbol | AnyFunction | ArrayBufferView

type UnifyTensor<Place extends string, P, A, Bound> = [A] extends [AnyTensor]
  ? [DTypeIn<A> & DTypeIn<P>] extends [never]
    ? `${Place}: expected ${DTypeIn<P> & DType}, got ${DTypeIn<A> & DType}; convert it with astype`
    : Unify<Place, ShapeIn<P>, ShapeIn<A>, Bound>
  : 'length' extends keyof A
    ? `${Place} is a tensor; got an array; wrap it: tensor([...])`
    : Unfit<P>

type UnifyList<
  Place extends string,
  P extends readonly unknown[],
  A extends readonly unknown[],
  Bound,
  Passed extends readonly unknown[] = [],
> = A extends readonly [infer a, ...infer As]
  ? P extends readonly []
    ? `${Place}: expected ${Passed['length']} entries, got ${Count<[...Passed, ...A]>}`
    : UnifyTree<`${Place}[${Passed['length']}]`, First<P>, a, Bound> extends infer Answer
      ? Answer extends string | Unfit<unknown>
        ? Answer
        : UnifyList<Place, Rest<P>, As, Answer, [...Passed, a]>
      : never
  : A extends readonly []
    ? P extends readonly [unknown, ...unknown[]]
      ? `${Place}: expected ${Count<[...Passed, ...P]>} entries, got ${Passed['length']}`
      : Bound
    : UnifyTree<`${Place}[]`, P[number], A[number], Bound>

/** The length as a template can print it. */
type Count<T extends readonly unknown[]> = T['length'] extends infer N extends number ? N : never

/** Every key is matched on its own, so that the order of keys does not matter; then the parts must agree. */
type UnifyKeys<Place extends string, P, A, Bound> = {
  [K in Keys<P, A>]-?: K extends keyof A ? UnifyTree<`${Place}.${K & string}`, P[K & keyof P], A[K], Bound> : Missing<Place, P, K, Bound>
} extends infer Parts
  ? Extract<Parts[keyof Parts], string> extends infer Sentence
    ? [Sentence] extends [never]
      ? [Extract<Parts[keyof Parts], Unfit<unknown>>] extends [never]
        ? Agreeing<Place, Merge<Bound | Parts[keyof Parts]>>
        : Unfit<P>
      : Sentence
    : never
  : never

/** The keys that the parameter names; of a record, which names none, those that the argument has. */
type Keys<P, A> = string extends keyof P ? keyof A : keyof P

type Missing<Place extends string, P, K, Bound> = undefined extends P[K & keyof P] ? Bound : `${Place}.${K & string} is missing`

/** The bindings of all parts: for each symbol the union of what they bind it to. */
type Merge<Parts> = { [N in Parts extends unknown ? keyof Parts : never]: Parts extends { readonly [K in N]: infer D } ? D : never }

type Agreeing<Place extends string, Bound> = { [N in keyof Bound]: true extends IsUnion<Bound[N]> ? N : never }[keyof Bound] extends infer N
  ? [N] extends [never]
    ? Bound
    : `${Place}: ${N & string} is not one size throughout`
  : never

/** The tree with the symbols of its tensors replaced by what they are bound to. */
export type Bind<T, Bound> = [keyof Bound] extends [never] ? T : BindTree<T, Bound>

type BindTree<T, Bound> = unknown extends T
  ? T
  : T extends Tensor<infer S, infer D>
    ? Tensor<Substitute<S, Bound>, D>
    : T extends Fn<infer P, infer R>
      ? Fn<BindTree<P, Bound> & readonly unknown[], BindTree<R, Bound>>
      : T extends Leaf
        ? T
        : T extends object
          ? { [K in keyof T]: BindTree<T[K], Bound> }
          : T
