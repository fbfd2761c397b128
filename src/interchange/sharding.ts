import { type Either, left, right } from 'fp-ts/lib/Either.js'
import type { Sentence } from '../errors.js'
import { type Dim, type Shape, show } from '../shape/dim.js'
import type { DivMod, Product } from '../shape/nat.js'
import type { Join, Show } from '../shape/sentence.js'

/**
 * A grid of devices: the number of devices along each of its axes, which have names.
 *
 * @category Other engines
 */
export type Mesh = Readonly<Record<string, number>>

/**
 * How one axis of a tensor is divided: not at all, among the devices along an axis of the mesh, or along several.
 *
 * @category Other engines
 */
export type AxisSharding<M extends Mesh = Mesh> = null | NameIn<M> | readonly NameIn<M>[]

/**
 * How a tensor is divided, axis by axis. The axes that are left out are not divided.
 *
 * @category Other engines
 */
export type Sharding<M extends Mesh = Mesh> = readonly AxisSharding<M>[]

type NameIn<M extends Mesh> = keyof M & string

/** The names of mesh axes that an axis of a tensor is divided by. */
export const namesOf = (axis: AxisSharding): readonly string[] => (axis === null ? [] : typeof axis === 'string' ? [axis] : axis)

type Names<A> = A extends string ? readonly [A] : A extends readonly string[] ? A : readonly []

type AllNames<Spec extends readonly unknown[], Out extends readonly unknown[] = []> = Spec extends readonly [infer A, ...infer Rest]
  ? AllNames<Rest, [...Out, ...Names<A>]>
  : Out

/** The first that stands twice in a list. */
type Twice<L extends readonly unknown[], Seen = never> = L extends readonly [infer A, ...infer Rest]
  ? [A] extends [Seen]
    ? A
    : Twice<Rest, Seen | A>
  : never

/** The first that the mesh does not have. */
type Stranger<L extends readonly unknown[], M> = L extends readonly [infer A, ...infer Rest]
  ? [A] extends [keyof M]
    ? Stranger<Rest, M>
    : A
  : never

type Sizes<L extends readonly unknown[], M, Out extends readonly Dim[] = []> = L extends readonly [infer A, ...infer Rest]
  ? Sizes<Rest, M, [...Out, A extends keyof M ? M[A] & Dim : number]>
  : Out

/** The first axis that its devices do not divide. */
type Undivided<S extends readonly Dim[], Spec extends readonly unknown[], M, At extends readonly unknown[] = []> = Spec extends readonly [
  infer A,
  ...infer Rest,
]
  ? S extends readonly [infer Size extends Dim, ...infer Others extends readonly Dim[]]
    ? DivMod<Size, Product<Sizes<Names<A>, M>>> extends readonly [unknown, infer Left]
      ? [Left] extends [0]
        ? Undivided<Others, Rest, M, [...At, A]>
        : number extends Left
          ? Undivided<Others, Rest, M, [...At, A]>
          : Left extends number
            ? [At['length'], Size, A, Product<Sizes<Names<A>, M>>]
            : Undivided<Others, Rest, M, [...At, A]>
      : never
    : never
  : never

/** Whether the first list has more entries. */
export type Longer<Spec extends readonly unknown[], S extends readonly unknown[]> = Spec extends readonly [unknown, ...infer Rest]
  ? S extends readonly [unknown, ...infer Others]
    ? Longer<Rest, Others>
    : true
  : false

type UndividedFault<Op extends string, S extends Shape, Found> = [Found] extends [never]
  ? never
  : Found extends readonly [infer At extends number, infer Size extends number, infer A, infer Devices extends number]
    ? `${Op}: axis ${At} of ${Show<S>} has ${Size} elements, which the ${Devices} devices along ${Join<Names<A>, ' and '>} do not divide`
    : never

/** The sentence if a tensor of shape `S` can't be divided so among the devices of a mesh; in it the function's name. */
export type ShardingFault<Op extends string, M extends Mesh, S extends Shape, Spec> = number extends S['length']
  ? never
  : Spec extends readonly unknown[]
    ? number extends Spec['length']
      ? never
      : [Stranger<AllNames<Spec>, M>] extends [never]
        ? [Twice<AllNames<Spec>>] extends [never]
          ? Longer<Spec, S> extends true
            ? `${Op}: ${Show<S>} has ${S['length']} axes, and ${Spec['length']} are divided`
            : UndividedFault<Op, S, Undivided<S, Spec, M>>
          : `${Op}: the mesh axis ${Twice<AllNames<Spec>> & string} is named twice`
        : `${Op}: the mesh has no axis ${Stranger<AllNames<Spec>, M> & string}`
    : never

/** The run-time twin of `ShardingFault`. */
export const sharded = (op: string, mesh: Mesh, shape: readonly number[], spec: Sharding): Either<Sentence, Sharding> => {
  const names = spec.flatMap(namesOf)
  const stranger = names.find((name) => !Object.hasOwn(mesh, name))
  if (stranger !== undefined) return left(`${op}: the mesh has no axis ${stranger}`)
  const twice = names.find((name, i) => names.indexOf(name) < i)
  if (twice !== undefined) return left(`${op}: the mesh axis ${twice} is named twice`)
  if (spec.length > shape.length) return left(`${op}: ${show(shape)} has ${shape.length} axes, and ${spec.length} are divided`)
  const devices = spec.map((axis) => namesOf(axis).reduce((all, name) => all * (mesh[name] ?? 1), 1))
  const at = devices.findIndex((count, axis) => (shape[axis] ?? 0) % count !== 0)
  return at < 0
    ? right(spec)
    : left(
        `${op}: axis ${at} of ${show(shape)} has ${shape[at]} elements, which the ${devices[at]} devices along ${namesOf(spec[at] ?? null).join(' and ')} do not divide`,
      )
}

/** As Shardy writes it: `<@mesh, [{"data"}, {}]>`. */
export const shardingText = (spec: Sharding, rank: number): string => {
  const quoted = (axis: AxisSharding): string =>
    namesOf(axis)
      .map((name) => `"${name}"`)
      .join(', ')
  const axes = Array.from({ length: rank }, (_, axis) => `{${quoted(spec[axis] ?? null)}}`)
  return `<@mesh, [${axes.join(', ')}]>`
}

/** `<["data"=8, "model"=2]>`. */
export const meshText = (mesh: Mesh): string =>
  `<[${Object.entries(mesh)
    .map(([name, devices]) => `"${name}"=${devices}`)
    .join(', ')}]>`
