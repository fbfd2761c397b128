import type { DType } from '../shape/dtype.js'
import type { Index } from './index-arithmetic.js'

/** Types of a scalar inside a kernel. */
export type ScalarType = Exclude<DType, 'f64'>

/** A dtype inside a kernel; no kernel computes in f64. */
export const scalarType = (dtype: DType): ScalarType => (dtype === 'f64' ? 'f32' : dtype)

/** A scalar function with its own text for each target, so that emitters never know operations by name. */
export interface ScalarFunction {
  readonly name: string
  /** The WGSL expression over the texts of its arguments. */
  readonly wgsl: (...args: string[]) => string
  /** Result type from argument types; the first argument's if left out. */
  readonly type?: (args: readonly ScalarType[]) => ScalarType
  /** Cost in multiply-adds, roughly; 1 if left out. Decides what is worth computing twice. */
  readonly cost?: number
  /** The result is a rounded one: a compiler may take it apart where it goes into another function, as in `(x + y) - y`, and is kept from it. */
  readonly rounds?: boolean
  /** Of equal operands a compiler may know the result without looking, wrongly where they are not finite: `x - x`. */
  readonly twins?: boolean
  /** WGSL texts, each of which must stand once at the top of a module that uses this function. */
  readonly prelude?: readonly string[]
}

/** A scalar expression inside a kernel. Nodes are hash-consed by `Scalars`: equal expressions are one object. */
export type Scalar = { readonly id: number; readonly type: ScalarType } & (
  | { readonly kind: 'constant'; readonly value: number }
  | { readonly kind: 'index'; readonly index: Index }
  | { readonly kind: 'load'; readonly source: number; readonly at: Index }
  | { readonly kind: 'accumulator'; readonly slot: number; readonly block: number }
  | { readonly kind: 'apply'; readonly fn: ScalarFunction; readonly args: readonly Scalar[] }
)

/** Makes scalars, each distinct one once. One instance a kernel. */
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
    return this.#cons(`a:${slot}:${block}`, (id) => ({ kind: 'accumulator', id, type, slot, block }))
  }

  apply(fn: ScalarFunction, ...args: Scalar[]): Scalar {
    const types = args.map((arg) => arg.type)
    const type = fn.type ? fn.type(types) : (types[0] ?? 'f32')
    return this.#cons(`f:${fn.name}:${args.map((arg) => arg.id).join(',')}`, (id) => ({ kind: 'apply', id, type, fn, args }))
  }
}
