import type { DType } from '../shape/dtype.js'
import type { IsUnion } from '../shape/nested.js'
import type { Substitute, Unbound, Unify } from '../shape/unify.js'
import type { Hidden } from './hidden.js'
import type { AnyTensor, DTypeIn, ShapeIn, Tensor } from './tensor.js'

declare const plain: unique symbol

/** Any function. */
export type AnyFunction = (...args: never[]) => unknown

/**
 * A function of trees of tensors that binds the symbols of its parameters at each call: where the parameter says `['N', 784]` and the argument is
 * `[32, 784]`, N is 32 in the result. An argument that does not fit is underlined, with a sentence.
 *
 * @category Tensors
 */
export interface Fn<in out P extends readonly unknown[], in out R> extends Plain<(...args: P) => R> {
  <const A extends readonly unknown[]>(...args: CheckArgs<P, A>): Bound<P, R, A>
}

/**
 * Carries a function as it was written, symbols unbound, to whatever wraps it next (`jit`, `grad`, `toStableHlo`); nothing at run time. An interface of calls that bind
 * symbols extends it.
 *
 * @category Tensors
 */
export interface Plain<F> {
  readonly [plain]: F
}

/**
 * The parameters of a function as it was written.
 *
 * @category Tensors
 */
export type ParametersOf<F> = F extends Plain<(...args: infer P) => unknown> ? P : F extends (...args: infer P) => unknown ? P : never

/**
 * The result of a function as it was written.
 *
 * @category Tensors
 */
export type ReturnOf<F> = F extends Plain<(...args: never[]) => infer R> ? R : F extends (...args: never[]) => infer R ? R : never

/*
 * Within a function that is generic itself, `<P, A extends unknown[]>(loss: (params: P, ...args: A) => Tensor<[]>)`, nothing can be said of what is
 * open. A condition on a type parameter waits for it, and all that follows from it would too. One on an object type that the parameter stands in is decided
 * at once if it fails where the parameter is `any`. So it is asked whether what stands in a known list or tree is anything but `unknown`, and what is
 * open is taken as a plain function takes it.
 */

/** `{ is: 0 }` if a part is `unknown`, which is what an open one counts as; else, and if it is open what it is a part of, `{ is: 1 }`. */
interface Known<Whole, Part> {
  readonly is: [unknown] extends [Whole] ? 1 : [unknown] extends [Part] ? 0 : 1
}

/** The same of a list whose length is not known, by what it is a list of. */
interface KnownList<A extends readonly unknown[]> {
  readonly is: [unknown] extends [A] ? 1 : number extends A['length'] ? ([unknown] extends [A[number]] ? 0 : 1) : 1
}

interface Yes {
  readonly is: 1
}

/** What is asked for instead of the arguments that came: the sentence in the place of the first that does not fit; or what a plain function asks for. */
interface Asked<Arguments = unknown, Bound = unknown> {
  readonly arguments: Arguments
  readonly bound: Bound
}

/** The arguments; or what is asked for instead. */
export type CheckArgs<P extends readonly unknown[], A extends readonly unknown[]> = [Met<P, A>] extends [Asked] ? ArgumentsOf<Met<P, A>> : A

/** The result of a call with such arguments. */
export type Bound<P extends readonly unknown[], R, A extends readonly unknown[]> =
  Known<A, R> extends Yes ? Bind<R, BindingsOf<Met<P, A>>> : R

type ArgumentsOf<M> = M extends Asked<infer Arguments extends readonly unknown[]> ? Arguments : never

type BindingsOf<M> = M extends Asked<unknown, infer Bound> ? Bound : M

/** What arguments that fit bind the symbols of the parameters to; or what is asked for instead. */
type Met<P extends readonly unknown[], A extends readonly unknown[]> =
  KnownList<A> extends Yes ? Meet<P, A, Unbound, [], false> : Asked<P, Unbound>

/** `Passed` are the arguments so far; some of them were `Open`. */
type Meet<
  P extends readonly unknown[],
  A extends readonly unknown[],
  Bound,
  Passed extends readonly unknown[],
  Open extends boolean,
> = A extends readonly [infer a, ...infer As]
  ? P extends readonly []
    ? Asked<Passed, Unbound>
    : Known<P, First<P>> extends Yes
      ? UnifyTree<`argument ${Passed['length']}`, First<P>, a, Bound> extends infer Answer
        ? Answer extends string
          ? Asked<[...Passed, Answer, ...As], Unbound>
          : Answer extends Unfit<infer Expected>
            ? Asked<[...Passed, Expected, ...As], Unbound>
            : Meet<Rest<P>, As, Answer, [...Passed, a], Open>
        : never
      : Meet<Rest<P>, As, Bound, [...Passed, First<P>], true>
  : [A, P] extends [readonly [], readonly [unknown, ...unknown[]]]
    ? Asked<[...Passed, ...P], Unbound>
    : Open extends true
      ? Asked<[...Passed, ...A], Bound>
      : Bound

type First<P extends readonly unknown[]> = P extends readonly [(infer p)?, ...unknown[]] ? p : P[number]
type Rest<P extends readonly unknown[]> = P extends readonly [unknown?, ...infer Ps] ? Ps : P

/** An argument without tensors is not of the type expected: the compiler has words of its own for that. */
interface Unfit<Expected> {
  readonly expected: Expected
}

/** The bindings with those that make the parameter's tree the argument's, or a sentence, or `Unfit`. */
type UnifyTree<Place extends string, P, A, Bound> = [A] extends [undefined | null]
  ? A extends P
    ? Bound
    : Unfit<P>
  : UnifyPresent<Place, Exclude<P, undefined | null>, Exclude<A, undefined | null>, Bound>

/** As `UnifyTree`, of a part. */
type UnifyPart<Place extends string, Whole, P, A, Bound> = Known<Whole, P> extends Yes ? UnifyTree<Place, P, A, Bound> : Bound

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
        : Hidden<A> extends infer Said extends string
          ? [Said] extends [never]
            ? UnifyKeys<Place, P, A, Bound>
            : `${Place} ${Said}`
          : never

/** What has no branches. */
type Leaf = string | number | bigint | boolean | symbol | AnyFunction | ArrayBufferView

type UnifyTensor<Place extends string, P, A, Bound> = [A] extends [AnyTensor]
  ? [DTypeIn<A> & DTypeIn<P>] extends [never]
    ? [P] extends [never] // of `AnyFunction`
      ? Bound
      : `${Place}: expected ${DTypeIn<P> & DType}, got ${DTypeIn<A> & DType}; convert it with astype`
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
    : UnifyPart<`${Place}[${Passed['length']}]`, P, First<P>, a, Bound> extends infer Answer
      ? Answer extends string | Unfit<unknown>
        ? Answer
        : UnifyList<Place, Rest<P>, As, Answer, [...Passed, a]>
      : never
  : A extends readonly []
    ? P extends readonly [unknown, ...unknown[]]
      ? `${Place}: expected ${Count<[...Passed, ...P]>} entries, got ${Passed['length']}`
      : Bound
    : UnifyPart<`${Place}[]`, P, P[number], A[number], Bound>

/** The length as a template can print it. */
type Count<T extends readonly unknown[]> = T['length'] extends infer N extends number ? N : never

/** Every key is matched on its own, so that the order of keys does not matter; then the parts must agree. */
type UnifyKeys<Place extends string, P, A, Bound> = {
  [K in Keys<P, A>]-?: K extends keyof A ? UnifyPart<`${Place}.${K & string}`, P, P[K & keyof P], A[K], Bound> : Missing<Place, P, K, Bound>
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
type Bind<T, Bound> = [keyof Bound] extends [never] ? T : BindTree<T, Bound>

type BindTree<T, Bound> = unknown extends T
  ? T
  : T extends Tensor<infer S, infer D>
    ? Tensor<Substitute<S, Bound>, D>
    : T extends Fn<infer P, infer R>
      ? Fn<BindTree<P, Bound> & readonly unknown[], BindTree<R, Bound>>
      : T extends Leaf
        ? T
        : T extends object
          ? { [K in keyof T]: Known<T, T[K]> extends Yes ? BindTree<T[K], Bound> : T[K] }
          : T
