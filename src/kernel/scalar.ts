import type { DType } from '../shape/dtype.js'
import { type Basic, basic } from './basic.js'
import type { Composed } from './composed.js'
import type { Index } from './index-arithmetic.js'

/** Types of a scalar inside a kernel. */
export type ScalarType = Exclude<DType, 'f16' | 'f64'>

/** A dtype inside a kernel; no kernel computes in f64, nor in f16, to which results are rounded. */
export const scalarType = (dtype: DType): ScalarType => (dtype === 'f64' || dtype === 'f16' ? 'f32' : dtype)

/** A function of scalars: one that every target has, or one made of such. */
export type ScalarFunction = Basic | Composed

/** Runs while `again` holds; `states` are what it begins a turn with, `next` what it ends it with. Stands in composed functions alone. */
export interface Repetition {
  readonly initial: readonly Scalar[]
  readonly states: readonly Scalar[]
  readonly again: Scalar
  readonly next: readonly Scalar[]
}

/** A scalar expression inside a kernel. Nodes are hash-consed by `Scalars`: equal expressions are one object. */
export type Scalar = { readonly id: number; readonly type: ScalarType } & (
  | { readonly kind: 'constant'; readonly value: number }
  | { readonly kind: 'index'; readonly index: Index }
  | { readonly kind: 'load'; readonly source: number; readonly at: Index }
  | { readonly kind: 'accumulator'; readonly slot: number; readonly block: number }
  | { readonly kind: 'apply'; readonly fn: ScalarFunction; readonly args: readonly Scalar[] }
  | { readonly kind: 'parameter'; readonly place: number }
  | { readonly kind: 'state'; readonly slot: number }
  | { readonly kind: 'repeated'; readonly repetition: Repetition; readonly slot: number }
)

/** An operand: a number is a constant of the type of the other operand. */
type Operand = Scalar | number

/** Makes scalars, each distinct one once. One instance a kernel, and one for the body of each composed function. */
export class Scalars {
  readonly #byKey = new Map<string, Scalar>()
  #next = 0

  #cons(key: string, make: (id: number) => Scalar): Scalar {
    const met = this.#byKey.get(key)
    if (met) return met
    const scalar = make(this.#next++)
    this.#byKey.set(key, scalar)
    return scalar
  }

  constant(type: ScalarType, value: number): Scalar {
    const text = Object.is(value, -0) ? '-0' : String(value)
    return this.#cons(`c:${type}:${text}`, (id) => ({ kind: 'constant', id, type, value }))
  }

  /** An index as a `u32` value. */
  index(index: Index): Scalar {
    return this.#cons(`i:${index.key}`, (id) => ({ kind: 'index', id, type: 'u32', index }))
  }

  /** The element at a row-major position of a stored value. */
  load(source: number, type: ScalarType, at: Index): Scalar {
    return this.#cons(`l:${source}:${at.key}`, (id) => ({ kind: 'load', id, type, source, at }))
  }

  /** The result of the kernel's reduction: which of its accumulators, for which element of a register block. */
  accumulator(type: ScalarType, slot: number, block = 0): Scalar {
    return this.#cons(`a:${type}:${slot}:${block}`, (id) => ({ kind: 'accumulator', id, type, slot, block }))
  }

  /** An argument of the composed function whose body this is. */
  parameter(type: ScalarType, place: number): Scalar {
    return this.#cons(`p:${place}`, (id) => ({ kind: 'parameter', id, type, place }))
  }

  apply(fn: ScalarFunction, ...args: readonly Scalar[]): Scalar {
    const types = args.map((arg) => arg.type)
    const type = fn.kind === 'composed' ? fn.result : fn.type ? fn.type(types) : (types[0] ?? 'f32')
    return this.#cons(`f:${fn.name}:${args.map((arg) => arg.id).join(',')}`, (id) => ({ kind: 'apply', id, type, fn, args }))
  }

  /**
   * Begins with `initial`, and makes `next` of it as long as `again` holds of it; gives what it is then. Many elements are computed together, until the last of
   * them is done, so a repetition of at most one turn is a branch that is taken where an element needs it.
   */
  repeat(
    initial: readonly Scalar[],
    again: (states: readonly Scalar[]) => Scalar,
    next: (states: readonly Scalar[]) => readonly Scalar[],
  ): readonly Scalar[] {
    const states = initial.map(({ type }, slot): Scalar => ({ kind: 'state', id: this.#next++, type, slot }))
    const repetition: Repetition = { initial, states, again: again(states), next: next(states) }
    return initial.map(({ type }, slot): Scalar => ({ kind: 'repeated', id: this.#next++, type, repetition, slot }))
  }

  #of(type: ScalarType, x: Operand): Scalar {
    return typeof x === 'number' ? this.constant(type, x) : x
  }

  #two(fn: Basic, x: Operand, y: Operand): Scalar {
    const type = typeof x === 'number' ? (typeof y === 'number' ? 'f32' : y.type) : x.type
    return this.apply(fn, this.#of(type, x), this.#of(type, y))
  }

  f32(value: number): Scalar {
    return this.constant('f32', value)
  }
  i32(value: number): Scalar {
    return this.constant('i32', value)
  }
  u32(value: number): Scalar {
    return this.constant('u32', value)
  }

  add(x: Operand, y: Operand): Scalar {
    return this.#two(basic.add, x, y)
  }
  subtract(x: Operand, y: Operand): Scalar {
    return this.#two(basic.subtract, x, y)
  }
  multiply(x: Operand, y: Operand): Scalar {
    return this.#two(basic.multiply, x, y)
  }
  divide(x: Operand, y: Operand): Scalar {
    return this.#two(basic.divide, x, y)
  }
  remainder(x: Operand, y: Operand): Scalar {
    return this.#two(basic.remainder, x, y)
  }
  min(x: Operand, y: Operand): Scalar {
    return this.#two(basic.min, x, y)
  }
  max(x: Operand, y: Operand): Scalar {
    return this.#two(basic.max, x, y)
  }
  negate(x: Scalar): Scalar {
    return this.apply(basic.negate, x)
  }
  abs(x: Scalar): Scalar {
    return this.apply(basic.abs, x)
  }
  sqrt(x: Scalar): Scalar {
    return this.apply(basic.sqrt, x)
  }
  floor(x: Scalar): Scalar {
    return this.apply(basic.floor, x)
  }
  ceil(x: Scalar): Scalar {
    return this.apply(basic.ceil, x)
  }
  round(x: Scalar): Scalar {
    return this.apply(basic.round, x)
  }
  /** `x y + z`, rounded once or twice. */
  fma(x: Scalar, y: Scalar, z: Scalar): Scalar {
    return this.apply(basic.fma, x, y, z)
  }
  /** `x` as it is, rounded by itself: what is done to it may not be merged with how it was made. */
  rounded(x: Scalar): Scalar {
    return this.apply(basic.rounded, x)
  }

  less(x: Operand, y: Operand): Scalar {
    return this.#two(basic.less, x, y)
  }
  lessEqual(x: Operand, y: Operand): Scalar {
    return this.#two(basic.lessEqual, x, y)
  }
  greater(x: Operand, y: Operand): Scalar {
    return this.#two(basic.less, y, x)
  }
  greaterEqual(x: Operand, y: Operand): Scalar {
    return this.#two(basic.lessEqual, y, x)
  }
  equal(x: Operand, y: Operand): Scalar {
    return this.#two(basic.equal, x, y)
  }
  /** `yes` where the condition holds, `no` elsewhere. Both are computed. */
  select(condition: Scalar, yes: Operand, no: Operand): Scalar {
    const type = typeof yes === 'number' ? (typeof no === 'number' ? 'f32' : no.type) : yes.type
    return this.apply(basic.select, condition, this.#of(type, yes), this.#of(type, no))
  }
  and(x: Scalar, y: Scalar): Scalar {
    return this.apply(basic.and, x, y)
  }
  or(x: Scalar, y: Scalar): Scalar {
    return this.apply(basic.or, x, y)
  }
  not(x: Scalar): Scalar {
    return this.apply(basic.not, x)
  }

  bitAnd(x: Operand, y: Operand): Scalar {
    return this.#two(basic.bitAnd, x, y)
  }
  bitOr(x: Operand, y: Operand): Scalar {
    return this.#two(basic.bitOr, x, y)
  }
  bitXor(x: Operand, y: Operand): Scalar {
    return this.#two(basic.bitXor, x, y)
  }
  /** By less than 32 places. */
  shiftLeft(x: Scalar, by: Operand): Scalar {
    return this.apply(basic.shiftLeft, x, this.#of('u32', by))
  }
  /** By less than 32 places; the sign of an i32 comes in from the left. */
  shiftRight(x: Scalar, by: Operand): Scalar {
    return this.apply(basic.shiftRight, x, this.#of('u32', by))
  }
  /** The bits of a float, as a u32. */
  bits(x: Scalar): Scalar {
    return this.apply(basic.bits, x)
  }
  /** The float of which these are the bits. */
  fromBits(x: Scalar): Scalar {
    return this.apply(basic.fromBits, x)
  }
  toF32(x: Scalar): Scalar {
    return x.type === 'f32' ? x : this.apply(basic.toF32, x)
  }
  /** Of a float that is within the range: rounded to zero. Of a u32: the same bits. */
  toI32(x: Scalar): Scalar {
    return x.type === 'i32' ? x : this.apply(basic.toI32, x)
  }
  toU32(x: Scalar): Scalar {
    return x.type === 'u32' ? x : this.apply(basic.toU32, x)
  }

  isNaN(x: Scalar): Scalar {
    return this.apply(basic.isNaN, x)
  }
  /** `size` with the sign of `x`; `size` is not negative. */
  signed(size: Scalar, x: Scalar): Scalar {
    return this.fromBits(this.bitOr(this.bits(size), this.bitAnd(this.bits(x), 0x80000000)))
  }
}
