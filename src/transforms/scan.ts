import { ShapeMismatch } from '../errors.js'
import { Loop } from '../program/loop.js'
import { item } from '../program/program.js'
import type { Dim, Shape } from '../shape/dim.js'
import { sameType, showType } from '../shape/dtype.js'
import type { IsUnion } from '../shape/nested.js'
import type { Fit } from '../shape/sentence.js'
import { applyAll } from '../tensor/apply.js'
import type { AnyFunction } from '../tensor/call.js'
import { type AnyTensor, placeholder, type Tensor } from '../tensor/tensor.js'
import { leaves, paths, type Structure, structure, type Tree, unflatten } from '../tensor/tree.js'
import { loopPrimitive } from './loop.js'
import { traceTrees } from './traced.js'

/** One slice of every list: tensors without their first axis. A scalar stays, so that the sentence about it is the only one. */
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

/** A list of them: tensors with an axis of length `L` in front. */
export type Stacked<T, L extends Dim> =
  T extends Tensor<infer S, infer D>
    ? Tensor<[L, ...S], D>
    : T extends AnyFunction
      ? T
      : T extends object
        ? { [K in keyof T]: Stacked<T[K], L> }
        : T

/** The first axes of all tensors of a tree. */
type FirstAxes<T> =
  T extends Tensor<infer S extends Shape, infer _>
    ? S[0]
    : T extends AnyFunction
      ? never
      : T extends object
        ? { [K in keyof T]: FirstAxes<T[K]> }[keyof T & (T extends readonly unknown[] ? number : unknown)]
        : never

/** How long the lists are; not known where the compiler sees several lengths. */
export type LengthOf<Xs, Given> =
  FirstAxes<Xs> extends infer L ? ([L] extends [never] ? AsDim<Given> : true extends IsUnion<L> ? number : AsDim<L>) : never

/** Where in a tree there are scalars: `.a[0]`. */
type ScalarsIn<T, Path extends string = ''> =
  T extends Tensor<infer S extends Shape, infer _>
    ? S extends readonly []
      ? Path
      : never
    : T extends AnyFunction
      ? never
      : T extends readonly unknown[]
        ? { [K in keyof T]: ScalarsIn<T[K], `${Path}[${K & string}]`> }[number]
        : T extends object
          ? { [K in keyof T]: ScalarsIn<T[K], `${Path}.${K & string}`> }[keyof T]
          : never

/** The sentence if these are no lists to go along. */
type Unlisted<Op extends string, Xs, N> = unknown extends Xs
  ? never
  : [ScalarsIn<Xs>] extends [never]
    ? [N, FirstAxes<Xs>] extends [undefined, never]
      ? `${Op}: there are no lists; say how many steps, as in { length: 10 }`
      : never
    : `${Op}: xs${ScalarsIn<Xs>} is a scalar, []; it needs an axis to go along`

type AsDim<T> = T extends Dim ? T : number

/** How a scan runs. */
export interface ScanOptions<N = number | undefined> {
  /** How many steps, where there are no lists to tell. */
  readonly length?: N & (number | undefined)
  /** From the last slice to the first. */
  readonly reverse?: boolean | undefined
}

const lengthOf = (name: string, xs: Tree, given: number | undefined): number => {
  const lists = leaves(xs)
  const where = paths(xs)
  lists.forEach(({ type: { shape } }, i) => {
    if (shape.length === 0) throw new ShapeMismatch(`${name}: xs${where[i]} is a scalar, []; it needs an axis to go along`)
    if (shape[0] !== lists[0]?.type.shape[0])
      throw new ShapeMismatch(`${name}: xs${where[0]} has ${lists[0]?.type.shape[0]} slices, xs${where[i]} has ${shape[0]}`)
  })
  const length = lists[0]?.type.shape[0] ?? given
  if (length === undefined) throw new ShapeMismatch(`${name}: there are no lists; say how many steps, as in { length: 10 }`)
  if (given !== undefined && given !== length)
    throw new ShapeMismatch(`${name}: the lists have ${length} slices, the length given is ${given}`)
  if (!Number.isSafeInteger(length) || length < 0) throw new ShapeMismatch(`${name}: a length is a whole number, 0 or more; got ${length}`)
  return length
}

const demandCarried = (name: string, init: Tree, carried: Tree): void => {
  if (structure(init).key !== structure(carried).key)
    throw new ShapeMismatch(`${name}: what is carried is one tree before a step and another after it`)
  const [before, after, where] = [leaves(init), leaves(carried), paths(init)]
  before.forEach(({ type }, i) => {
    const next = item(after, i).type
    if (!sameType(type, next))
      throw new ShapeMismatch(`${name}: the carried value${where[i]} is ${showType(type)} before a step and ${showType(next)} after it`)
  })
}

/**
 * A loop that is a function: `scan(f, init, xs)` carries a value through the slices of `xs` along their first axis, `[carry, y] = f(carry, x)` at each, and
 * gives `[carry, ys]`, with the `y` of all steps stacked. Trees throughout. It is differentiated, mapped and compiled as a loop, whose body is compiled
 * once; the way back keeps of each step what its derivative needs (`checkpoint` the body to keep less).
 *
 * @throws ShapeMismatch if the lists differ in length, or what is carried changes its shape or dtype
 * @example
 * const [total, sums] = scan((sum: Tensor<[]>, x: Tensor<[]>) => [add(sum, x), add(sum, x)], tensor(0), tensor([1, 2, 3]))
 * // total: Tensor<[]>, 6; sums: Tensor<[3]>, [1, 3, 6]
 */
export function scan<C, Xs, Y, const N = undefined>(
  f: (carry: C, x: Sliced<Xs>) => readonly [NoInfer<C>, Y],
  init: C,
  xs: Fit<Unlisted<'scan', Xs, N>, Xs>,
  options?: ScanOptions<N>,
): [carry: C, ys: Stacked<Y, LengthOf<Xs, N>>]
export function scan(
  f: (carry: never, x: never) => readonly [Tree, Tree],
  init: Tree,
  xs: Tree,
  { length: given, reverse = false }: ScanOptions = {},
): [Tree, Tree] {
  return looped('scan', f, init, xs, given, reverse)
}

export const looped = (
  name: string,
  f: (carry: never, x: never) => readonly [Tree, Tree],
  init: Tree,
  xs: Tree,
  given: number | undefined,
  reverse: boolean,
): [Tree, Tree] => {
  const length = lengthOf(name, xs, given)
  const slices = leaves(xs).map(({ type: { shape, dtype } }) => placeholder({ shape: shape.slice(1), dtype }))
  let made: Structure = structure(undefined)
  const { program } = traceTrees(
    (carry: Tree, x: Tree) => {
      const result = f(carry as never, x as never) // the trees that f is written for
      if (!Array.isArray(result) || result.length !== 2) throw new ShapeMismatch(`${name}: a step gives [carry, y]`)
      demandCarried(name, init, result[0])
      made = structure(result[1])
      return result
    },
    [init, unflatten(structure(xs), slices)],
  )
  const [carried, args] = [leaves(init), program.inputs.length - program.captures.length]
  const inputs = [...program.inputs.slice(args), ...program.inputs.slice(0, args)]
  const loop = new Loop({ ...program, inputs, captures: [] }, program.captures.length, carried.length, length, reverse)
  const results: readonly AnyTensor[] = applyAll(loopPrimitive, [...program.captures, ...carried, ...leaves(xs)], { loop })
  return [unflatten(structure(init), results.slice(0, carried.length)), unflatten(made, results.slice(carried.length))]
}

/**
 * `f` of each slice of `xs` along the first axis, one after the other, stacked. As `vmap(f)(xs)`, in less memory and more time.
 *
 * @throws ShapeMismatch if the lists differ in length
 * @example map((x: Tensor<[3]>) => sum(x), tensor([[1, 2, 3], [4, 5, 6]])) // [6, 15]
 */
export function map<Xs, Y>(f: (x: Sliced<Xs>) => Y, xs: Fit<Unlisted<'map', Xs, undefined>, Xs>): Stacked<Y, LengthOf<Xs, undefined>>
export function map(f: (x: never) => Tree, xs: Tree): Tree {
  return looped('map', (_, x) => [[], f(x)], [], xs, undefined, false)[1]
}
