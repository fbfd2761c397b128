import { DTypeMismatch, type Sentence } from '../errors.js'
import type { DType } from './dtype.js'

/*
 * Which dtypes an operation is defined on, and which go together. A rule answers with a sentence, or with nothing (`never` in types,
 * undefined at run time) if there is none to say. `never` as a dtype is a plain number's, which takes that of the tensor it meets.
 */

interface Kinds {
  floating: { has: 'f32' | 'f16' | 'f64'; says: "a floating dtype; convert it with astype(x, 'f32')" }
  /** Decompositions lose all digits in f16. */
  wide: { has: 'f32' | 'f64'; says: "f32 or f64; convert it with astype(x, 'f32')" }
  numeric: { has: 'f32' | 'f16' | 'f64' | 'i32' | 'u32'; says: "a numeric dtype; convert it with astype(x, 'f32')" }
  signed: { has: 'f32' | 'f16' | 'f64' | 'i32'; says: "a signed dtype; convert it with astype(x, 'i32')" }
  bool: { has: 'bool'; says: 'bool; compare it, as in notEqual(x, 0)' }
  any: { has: DType; says: 'any dtype' }
  integer: { has: 'i32' | 'u32'; says: "an integer dtype; convert it with astype(x, 'i32')" }
  index: { has: 'i32' | 'u32'; says: "an index dtype; convert it with astype(x, 'i32')" }
}

/** A family of dtypes that operations are defined on. */
export type Kind = keyof Kinds

const kinds: { readonly [K in Kind]: { readonly has: readonly Kinds[K]['has'][]; readonly says: Kinds[K]['says'] } } = {
  floating: { has: ['f32', 'f16', 'f64'], says: "a floating dtype; convert it with astype(x, 'f32')" },
  wide: { has: ['f32', 'f64'], says: "f32 or f64; convert it with astype(x, 'f32')" },
  numeric: { has: ['f32', 'f16', 'f64', 'i32', 'u32'], says: "a numeric dtype; convert it with astype(x, 'f32')" },
  signed: { has: ['f32', 'f16', 'f64', 'i32'], says: "a signed dtype; convert it with astype(x, 'i32')" },
  bool: { has: ['bool'], says: 'bool; compare it, as in notEqual(x, 0)' },
  any: { has: ['f32', 'f16', 'f64', 'i32', 'u32', 'bool'], says: 'any dtype' },
  integer: { has: ['i32', 'u32'], says: "an integer dtype; convert it with astype(x, 'i32')" },
  index: { has: ['i32', 'u32'], says: "an index dtype; convert it with astype(x, 'i32')" },
}

/** The sentence if no dtype in `D` is of the kind. */
export type NotOfKind<Op extends string, D extends DType, K extends Kind> = [D] extends [never]
  ? never
  : [D & Kinds[K]['has']] extends [never]
    ? `${Op}: ${D} is not ${Kinds[K]['says']}`
    : never

/** The run-time twin of `NotOfKind`. */
export const notOfKind = (op: string, dtype: DType, kind: Kind): Sentence | undefined => {
  const { has, says } = kinds[kind]
  return (has as readonly DType[]).includes(dtype) ? undefined : `${op}: ${dtype} is not ${says}` // every list is one of dtypes
}

/** The sentence if no dtype is both in `D` and in `E`. */
export type Mixed<Op extends string, D extends DType, E extends DType> = [D] extends [never]
  ? never
  : [E] extends [never]
    ? never
    : [D & E] extends [never]
      ? `${Op}: ${D} and ${E} differ; convert one with astype`
      : never

/** The run-time twin of `Mixed`. */
export const mixed = (op: string, d: DType, e: DType): Sentence | undefined =>
  d === e ? undefined : `${op}: ${d} and ${e} differ; convert one with astype`

/** The dtype of two operands together; two plain numbers are `f32`. */
export type Meet<D extends DType, E extends DType> = [D] extends [never]
  ? [E] extends [never]
    ? 'f32'
    : E
  : [E] extends [never]
    ? D
    : D & E

/** The first of two answers that is a sentence, else the second: a dtype's rule, then a shape's. */
export type Then<Fault, Answer> = [Fault] extends [never] ? Answer : Fault

/** The answer if there is no fault: what is said of the dtypes of two arguments comes before what is said of the shape of the first. */
export type Unless<Fault, Answer> = [Fault] extends [never] ? Answer : never

/**
 * Does nothing if there is no fault.
 *
 * @throws DTypeMismatch with the sentence, if there is one
 */
export const throwIfAny = (fault: Sentence | undefined): void => {
  if (fault !== undefined) throw new DTypeMismatch(fault)
}
