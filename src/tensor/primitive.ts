import type { Lowering, Whole } from '../kernel/lowering.js'
import type { TensorType } from '../shape/dtype.js'
import type { Device } from './device.js'
import type { NdArray } from './ndarray.js'
import type { Origin } from './recorded.js'
import type { Sample } from './sample.js'
import type { StableHlo } from './stable-hlo.js'
import type { AnyTensor, Node } from './tensor.js'

/** What an application is made with beside its operands: plain data. */
export type Params = Readonly<Record<string, unknown>>

/** A tensor that may be absent: a tangent or cotangent known to be zero. */
export type Maybe = AnyTensor | undefined

/** What one operand's tangent contributes to the result's. */
export type TangentRule<P> = (tangent: AnyTensor, operands: readonly AnyTensor[], params: P, results: readonly AnyTensor[]) => Maybe

/**
 * How a primitive of one result is differentiated: it has no derivative; it is linear in all operands together, so that its tangent is
 * itself, of the tangents; a rule an operand, whose contributions the transform adds up; or one rule for all tangents, some absent.
 */
export type Jvp<P> =
  | 'constant'
  | 'linear'
  | readonly (TangentRule<P> | undefined)[]
  | ((tangents: readonly Maybe[], operands: readonly AnyTensor[], params: P, results: readonly AnyTensor[]) => readonly Maybe[])

/** What a batching rule is told: operands of which those that are mapped have one more axis, the first, of extent `size`. */
export interface Mapped<P> {
  readonly operands: readonly AnyTensor[]
  readonly mapped: readonly boolean[]
  readonly params: P
  readonly size: number
}

/**
 * How a primitive is applied to many at once: as it is, to operands that all have the mapped axis; or by a rule that gives results whose
 * first axis is the mapped one.
 */
export type Batch<P> = 'elementwise' | ((mapped: Mapped<P>) => readonly AnyTensor[])

/** What a transpose rule is told: the operands that are not being transposed (the others are absent), every operand's type. */
export interface Linear<P> {
  readonly operands: readonly Maybe[]
  readonly types: readonly TensorType[]
  readonly params: P
}

/**
 * All there is to know of one pure operation. Transforms, compiler and backends find what they need here and know no operation by name.
 */
export interface Primitive<P extends Params = Params> {
  readonly name: string
  /** The types of its results; throws a sentence if the operands do not fit. */
  readonly types: (operands: readonly TensorType[], params: P) => readonly TensorType[]
  /** Its derivative, forward. */
  readonly jvp: Jvp<P>
  /**
   * Results and tangents in one, for what computes both together; nothing where `jvp` is to be used. Where values and tangents will be taken `apart`, the
   * tangents are to come from applications that are linear in the given ones.
   */
  readonly dual?: (
    tangents: readonly Maybe[],
    operands: readonly AnyTensor[],
    params: P,
    apart: boolean,
  ) => { readonly results: readonly AnyTensor[]; readonly tangents: readonly Maybe[] } | undefined
  /** The cotangent of one operand that the operation is linear in; left out where it is linear in none. */
  readonly transpose?: (cotangents: readonly Maybe[], operand: number, linear: Linear<P>) => Maybe
  /** How it is mapped over an axis; always the first. */
  readonly batch: Batch<P>
  /** Its meaning, in f64 over plain arrays. */
  readonly evaluate: (operands: readonly NdArray[], params: P, types: readonly TensorType[]) => readonly NdArray[]
  /** How kernels compute it. */
  readonly lower: Lowering<P>
  /** How it is written in StableHLO, for other compilers. */
  readonly stableHlo?: StableHlo<P>
  /**
   * What the compiler puts in its place: the applications that it stands for, made by `each`, or an operand; nothing where it stays as it is. If the
   * applications are to stay `apart`, none of them is taken for an equal one outside. `target` is there when it is for a device.
   */
  readonly expand?: (operands: readonly AnyTensor[], params: P, each: Apply, target?: Target) => readonly AnyTensor[] | undefined
  readonly apart?: boolean
  /** Uses of it, drawn at random: what every law is tested on. */
  readonly samples: readonly Sample<P>[]
}

/** What is known of a device while a program is simplified for it. */
export interface Target {
  /** Whether it has all of these kernels, which primitives build, for these operands. */
  readonly has: (kernels: readonly Pick<Whole<never>, 'results' | 'fits'>[], operands: readonly AnyTensor[]) => boolean
  /** It folds fewer elements than these for each of neighbouring results in one kernel, quicker than in two. */
  readonly longAcross?: number | undefined
  /** A thread reads a long row by itself faster than with others side by side. */
  readonly foldsInARow?: boolean | undefined
  /** In how many pieces a sum of products had better be made: one by one each would keep few threads busy. */
  readonly pieces?: ((product: Product) => number) | undefined
}

/** A sum of products that is to be made. */
interface Product {
  readonly primitive: Primitive
  readonly params: Params
  readonly operands: readonly { readonly type: TensorType }[]
  readonly results: readonly { readonly type: TensorType }[]
}

/** Applies a primitive. */
export type Apply = (primitive: Primitive, operands: readonly AnyTensor[], params: Params) => readonly AnyTensor[]

/** One primitive applied to tensors. */
export interface Application {
  readonly primitive: Primitive
  readonly operands: readonly AnyTensor[]
  /** What stood behind the operands when it was made: it keeps that, also when they are disposed of. */
  readonly nodes: readonly Node[]
  readonly params: Params
  readonly types: readonly TensorType[]
  /** Where it was written, if that is recorded. */
  readonly at: Origin | undefined
  /** How many of its results have no value yet and may still be asked for one. */
  pending: number
  /** A device to run it on, for a reader who finds that none was acquired. */
  readonly acquire: () => Promise<Device>
}
