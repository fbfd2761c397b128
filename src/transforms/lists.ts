import { ShapeMismatch } from '../errors.js'
import type { Dim, Shape } from '../shape/dim.js'
import type { IsUnion } from '../shape/nested.js'
import type { SameDim } from '../shape/same.js'
import type { ShowDim } from '../shape/sentence.js'
import { type BadSize, badSize, type DimOf } from '../shape/size-list.js'
import type { FirstKey, Key } from '../tensor/branch.js'
import type { AnyFunction } from '../tensor/call.js'
import type { Tensor } from '../tensor/tensor.js'
import { leaves, paths, type Tree } from '../tensor/tree.js'

/* The lists that a loop goes along: tensors, by their first axis. */

/**
 * One slice of every list: tensors without their first axis. A scalar stays, so that the sentence about it is the only one.
 *
 * @category Transforms and control flow
 */
export type Sliced<T> =
  T extends Tensor<infer S, infer D>
    ? S extends readonly [Dim, ...infer Rest extends Shape]
      ? Tensor<Rest, D>
      : S extends readonly []
        ? T
        : Tensor<Shape, D>
    : T extends AnyFunction
      ? T
      : T extends object
        ? { [K in keyof T]: Sliced<T[K]> }
        : T

/**
 * A list of them: tensors with an axis of length `L` in front.
 *
 * @category Transforms and control flow
 */
export type Stacked<T, L extends Dim> =
  T extends Tensor<infer S, infer D>
    ? Tensor<[L, ...S], D>
    : T extends AnyFunction
      ? T
      : T extends object
        ? { [K in keyof T]: Stacked<T[K], L> }
        : T

/** How many slices a list has, if it is one. */
interface Slices<L> {
  readonly slices: L
}

type SlicesOf<S extends Shape> = S extends readonly [infer L, ...unknown[]] ? Slices<L> : Slices<S extends readonly [] ? undefined : number>

/** What is known of the lists of a tree, whatever their order. */
type Lengths<T> = unknown extends T
  ? Slices<number>
  : T extends Tensor<infer S, infer _>
    ? SlicesOf<S>
    : T extends AnyFunction
      ? never
      : T extends readonly unknown[]
        ? number extends T['length']
          ? AnyOf<Lengths<T[number]>>
          : { [K in keyof T]: Lengths<T[K]> }[number]
        : T extends object
          ? { [K in keyof T]: Lengths<T[K]> }[keyof T]
          : never

/** Of a list whose entries are not of one type not all may be there. */
type AnyOf<L> = true extends IsUnion<L> ? Slices<number> : L

type KnownLength<L> = L extends Slices<infer N> ? (number extends N ? never : N) : never

/** How long the lists are, or the number of steps that is given instead; not known if neither is. */
export type LengthOf<Xs, Given> = [KnownLength<Lengths<Xs>>] extends [infer L extends Dim]
  ? [L] extends [never]
    ? [Given] extends [number]
      ? DimOf<Given>
      : number
    : true extends IsUnion<L>
      ? number
      : L
  : number

/** A list and where it is. */
interface List<Path extends string, L> {
  readonly path: Path
  readonly slices: L
}

/** The lists of a tree in the order of its leaves. */
type Lists<T, Path extends string = ''> =
  T extends Tensor<infer S, infer _>
    ? [SlicesOf<S> extends Slices<infer L> ? List<Path, L> : never]
    : T extends AnyFunction
      ? []
      : T extends readonly unknown[]
        ? number extends T['length']
          ? Lists<T[number], `${Path}[0]`>
          : ListsOfEntries<T, Path>
        : T extends object
          ? ListsOfKeys<T, keyof T & Key, Path>
          : []

type ListsOfEntries<
  T,
  Path extends string,
  Out extends readonly unknown[] = [],
  Passed extends readonly unknown[] = [],
> = T extends readonly [infer Head, ...infer Tail]
  ? Lists<Head, `${Path}[${Passed['length']}]`> extends infer Found extends readonly unknown[]
    ? ListsOfEntries<Tail, Path, [...Out, ...Found], [...Passed, Head]>
    : never
  : Out

type ListsOfKeys<T, Keys extends keyof T, Path extends string, Out extends readonly unknown[] = []> = [Keys] extends [never]
  ? Out
  : FirstKey<Keys> extends infer K extends Keys & Key
    ? Lists<T[K], `${Path}.${K}`> extends infer Found extends readonly unknown[]
      ? ListsOfKeys<T, Exclude<Keys, K>, Path, [...Out, ...Found]>
      : never
    : Out

/** The sentence if these are no lists to go along together. */
export type Unlisted<Op extends string, Xs, N> = unknown extends Xs
  ? never
  : Lengths<Xs> extends infer L
    ? [L] extends [never]
      ? [N] extends [undefined]
        ? `${Op}: there are no lists; say how many steps, as in { length: 10 }`
        : never
      : true extends (L extends Slices<undefined> ? true : never) | IsUnion<KnownLength<L>>
        ? Unequal<Op, Lists<Xs>>
        : never
    : never

/** The first list that is none, or is not as long as the first. */
type Unequal<Op extends string, All, First = undefined> = All extends readonly [List<infer Path, infer L>, ...infer Rest]
  ? L extends undefined
    ? `${Op}: xs${Path} is a scalar, []; it needs an axis to go along`
    : number extends L
      ? Unequal<Op, Rest, First>
      : First extends List<infer Front, infer N>
        ? SameDim<N, L> extends true
          ? Unequal<Op, Rest, First>
          : `${Op}: xs${Front} has ${ShowDim<N>} slices, xs${Path} has ${ShowDim<L>}; lists go along together only if they are equally long`
        : Unequal<Op, Rest, List<Path, L>>
  : never

/** The sentence if there cannot be so many steps, where there is none about the lists. */
export type Uncounted<Op extends string, Xs, N> = [N] extends [number]
  ? [Unlisted<Op, Xs, N>, KnownLength<Lengths<Xs>>] extends [infer Said, infer L]
    ? [Said] extends [never]
      ? [L] extends [never]
        ? NoCount<Op, 'length', N>
        : SameDim<L, DimOf<N>> extends true
          ? NoCount<Op, 'length', N>
          : `${Op}: the lists have ${ShowDim<L>} slices, the length given is ${ShowDim<DimOf<N>>}`
      : never
    : never
  : never

/** The sentence if a number is not one of steps. */
export type NoCount<Op extends string, Name extends string, N extends number> = [BadSize<[N]>] extends [never]
  ? never
  : `${Op}: ${Name} ${N} is not a number of steps; it is a whole number, 0 or more`

/**
 * The run-time twin of `NoCount`.
 *
 * @throws ShapeMismatch with the sentence
 */
export const demandCount = (op: string, name: string, n: number): void => {
  if (badSize([n]) !== undefined) throw new ShapeMismatch(`${op}: ${name} ${n} is not a number of steps; it is a whole number, 0 or more`)
}

/**
 * How many steps there are: the run-time twin of `LengthOf`, `Unlisted` and `Uncounted`.
 *
 * @throws ShapeMismatch with the sentence
 */
export const lengthOf = (op: string, xs: Tree, given: number | undefined): number => {
  const lists = leaves(xs).map(({ type }) => type.shape)
  const where = paths(xs)
  const length = lists[0]?.[0]
  lists.forEach(([slices], i) => {
    if (slices === undefined) throw new ShapeMismatch(`${op}: xs${where[i]} is a scalar, []; it needs an axis to go along`)
    if (slices !== length)
      throw new ShapeMismatch(
        `${op}: xs${where[0]} has ${length} slices, xs${where[i]} has ${slices}; lists go along together only if they are equally long`,
      )
  })
  if (length === undefined && given === undefined)
    throw new ShapeMismatch(`${op}: there are no lists; say how many steps, as in { length: 10 }`)
  if (given !== undefined && length !== undefined && given !== length)
    throw new ShapeMismatch(`${op}: the lists have ${length} slices, the length given is ${given}`)
  if (given !== undefined) demandCount(op, 'length', given)
  return length ?? given ?? 0
}
