import type { Basic } from '../kernel/basic.js'
import { Composed, type ScalarRule } from '../kernel/composed.js'
import { type ScalarFunction, type ScalarType, scalarType } from '../kernel/scalar.js'
import type { DType, TensorType } from '../shape/dtype.js'
import type { OperandSample } from '../tensor/sample.js'

/** No parameters. */
export type None = Record<never, never>
export const none: None = {}

/** What the elementwise families share: the scalar function, where samples are drawn from, where the derivative jumps. */
export interface Elementwise {
  readonly name: string
  /** What every target has, or what is made of such: a rule, which may look at the types of its arguments. */
  readonly scalar: Basic | ScalarRule
  /** The operation of StableHLO that it is, if it is one; else it is written as `scalar` has it. */
  readonly stableHlo?: { readonly op: string; readonly not?: readonly DType[] }
  /** For one element, in multiply-adds, roughly; 1 if left out. */
  readonly cost?: number
  readonly dtypes?: readonly DType[]
  readonly gives?: DType
  readonly within?: readonly [number, number]
  readonly kinks?: readonly number[]
}

/** The scalar function of so many arguments of one type, made when it is first asked for. */
export const scalarFunction = ({ name, scalar, cost = 1 }: Elementwise, arity: number): ((dtype: DType) => ScalarFunction) => {
  const made = new Map<ScalarType, Composed>()
  return (dtype) => {
    if (typeof scalar !== 'function') return scalar
    const type = scalarType(dtype)
    const fn = made.get(type) ?? new Composed(name, Array<ScalarType>(arity).fill(type), cost, scalar)
    made.set(type, fn)
    return fn
  }
}

/** The operands' shape with the dtype that comes out. */
export const withDType = ({ shape, dtype }: TensorType, gives: DType | undefined): TensorType => ({ shape, dtype: gives ?? dtype })

export const sampleOf = (rules: Elementwise, shape: readonly number[], dtype: DType): OperandSample => ({
  shape,
  dtype,
  ...(rules.within && { within: rules.within }),
  ...(rules.kinks && { kinks: rules.kinks }),
})
