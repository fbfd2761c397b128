import { DTypeMismatch, type Sentence, ShapeMismatch } from '../errors.js'
import { sameShape } from '../shape/dim.js'
import { type DType, sameType, showType } from '../shape/dtype.js'
import type { IsUnion } from '../shape/nested.js'
import type { Same } from '../shape/same.js'
import type { Show } from '../shape/sentence.js'
import { type FirstKey, isBranch, type Key, keysOf } from './branch.js'
import type { AnyFunction } from './call.js'
import { type AnyTensor, Tensor } from './tensor.js'
import { structure, type Tree } from './tree.js'

/*
 * Where two trees that should be of one type differ first, in the order of their leaves. What may be one, since a size, a rank or a dtype is not known to
 * the compiler, does not differ for it.
 */

/** Where it is (`.h[0]`), and what stands there in the one and in the other: `f32[3]`, `a list of 2`, `nothing`. */
export interface Difference<Path extends string = string, One extends string = string, Other extends string = string> {
  readonly path: Path
  readonly one: One
  readonly other: Other
  /** Both are tensors of one shape. */
  readonly ofDTypes?: boolean
}

/** What trees are compared by: where tensors stand in them, or also their shapes and dtypes. */
type Compared = 'structures' | 'types'

/** The first difference of two trees; `never` if there is none. */
export type Unlike<A, B, Path extends string = '', Of extends Compared = 'types'> = unknown extends A
  ? never
  : B extends unknown
    ? UnlikeOne<A, B, Path, Of>
    : never

type UnlikeOne<A, B, Path extends string, Of extends Compared> = unknown extends B
  ? never
  : [A, B] extends [Tensor<infer S, infer D>, Tensor<infer T, infer E>]
    ? Of extends 'structures'
      ? never
      : [D & E] extends [never]
        ? Told<Path, NamedTensor<S, D>, NamedTensor<T, E>>
        : number extends S['length'] | T['length']
          ? never
          : [Same<S, T>] extends [never]
            ? Told<Path, NamedTensor<S, D>, NamedTensor<T, E>>
            : never
    : [A, B] extends [infer As extends List, infer Bs extends List]
      ? UnlikeLists<As, Bs, Path, Of>
      : [A, B] extends [object, object]
        ? [Extract<A | B, AnyTensor | List | AnyFunction>] extends [never]
          ? UnlikeRecords<A, B, Path, Of>
          : UnlikeKinds<Path, Named<A>, Named<B>>
        : UnlikeKinds<Path, Named<A>, Named<B>>

type List = readonly unknown[]

type UnlikeLists<A extends List, B extends List, Path extends string, Of extends Compared> = number extends A['length'] | B['length']
  ? Unlike<A[number], B[number], `${Path}[0]`, Of>
  : A['length'] extends B['length']
    ? UnlikeEntries<A, B, Path, Of>
    : Told<Path, `a list of ${A['length']}`, `a list of ${B['length']}`>

type UnlikeEntries<A, B, Path extends string, Of extends Compared, Passed extends List = []> = [A, B] extends [
  readonly [infer a, ...infer As],
  readonly [infer b, ...infer Bs],
]
  ? Unlike<a, b, `${Path}[${Passed['length']}]`, Of> extends infer Found
    ? [Found] extends [never]
      ? UnlikeEntries<As, Bs, Path, Of, [...Passed, a]>
      : Found
    : never
  : never

type UnlikeRecords<A, B, Path extends string, Of extends Compared> = string extends keyof A | keyof B
  ? never
  : {
        [K in keyof A | keyof B]: K extends keyof A & keyof B
          ? Unlike<A[K], B[K], `${Path}.${K & Key}`, Of>
          : K extends keyof A
            ? Told<`${Path}.${K & Key}`, Named<A[K]>, 'nothing'>
            : Told<`${Path}.${K & Key}`, 'nothing', Named<B[K & keyof B]>>
      } extends infer Found
    ? [Found[keyof Found]] extends [never]
      ? never
      : Found[FirstKey<{ [K in keyof Found]: [Found[K]] extends [never] ? never : K }[keyof Found]>]
    : never

type UnlikeKinds<Path extends string, One extends string, Other extends string> = [Other] extends [One] ? never : Told<Path, One, Other>

/** The difference, unless a type holds several kinds of things, and so may be the other. */
type Told<Path extends string, One extends string, Other extends string> = true extends IsUnion<One> | IsUnion<Other>
  ? never
  : Difference<Path, One, Other>

/** What something is, in words. */
export type Named<T> =
  T extends Tensor<infer S, infer D>
    ? NamedTensor<S, D>
    : T extends List
      ? 'a list'
      : T extends AnyFunction
        ? 'a function'
        : T extends object
          ? 'a record'
          : T extends number
            ? 'a number'
            : T extends string
              ? 'a string'
              : T extends boolean
                ? 'a boolean'
                : T extends null | undefined
                  ? `${T}`
                  : 'a constant'

type NamedTensor<S extends List, D extends DType> = `${true extends IsUnion<D> ? '?' : D}${S extends List
  ? number extends S['length']
    ? '[...]'
    : Show<S>
  : never}`

/** The run-time twin of `Named`. */
export const named = (value: Tree): string => {
  if (value instanceof Tensor) return showType(value.type)
  if (Array.isArray(value)) return 'a list'
  if (value === null || value === undefined) return `${value}`
  if (typeof value === 'object') return 'a record'
  return ['function', 'number', 'string', 'boolean'].includes(typeof value) ? `a ${typeof value}` : 'a constant'
}

/** The run-time twin of `Unlike`; it sees values too, where constants stand in a tree. */
export const unlike = (a: Tree, b: Tree, path = '', of: Compared = 'types'): Difference | undefined => {
  if (a instanceof Tensor && b instanceof Tensor)
    return of === 'structures' || sameType(a.type, b.type)
      ? undefined
      : { path, one: named(a), other: named(b), ofDTypes: sameShape(a.type.shape, b.type.shape) }
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length
      ? firstOf(a.map((one, i) => () => unlike(one, b[i], `${path}[${i}]`, of)))
      : { path, one: `a list of ${a.length}`, other: `a list of ${b.length}` }
  if (isBranch(a) && isBranch(b))
    return firstOf(
      keysOf({ ...a, ...b }).map((key) => () => {
        const at = `${path}.${key}`
        if (!(key in b)) return { path: at, one: named(a[key]), other: 'nothing' }
        return key in a ? unlike(a[key], b[key], at, of) : { path: at, one: 'nothing', other: named(b[key]) }
      }),
    )
  if (structure(a).key === structure(b).key) return undefined
  const [one, other] = [named(a), named(b)]
  return one === other ? { path, one: shown(a, one), other: shown(b, one.replace(/^an? /, 'another ')) } : { path, one, other }
}

const firstOf = (differences: readonly (() => Difference | undefined)[]): Difference | undefined => {
  for (const difference of differences) {
    const found = difference()
    if (found) return found
  }
  return undefined
}

const shown = (value: Tree, otherwise: string): string =>
  ['number', 'string', 'boolean', 'bigint'].includes(typeof value) ? (JSON.stringify(value) ?? `${value}`) : otherwise

/**
 * Does nothing if two trees are of one type.
 *
 * @throws ShapeMismatch with the sentence about the first difference; DTypeMismatch if it is one of dtypes alone
 */
export const demandAlike = (a: Tree, b: Tree, says: (difference: Difference) => Sentence): void => {
  const difference = unlike(a, b)
  if (difference) throw new (difference.ofDTypes ? DTypeMismatch : ShapeMismatch)(says(difference))
}
