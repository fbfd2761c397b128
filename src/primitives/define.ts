import { ShapeMismatch } from '../errors.js'
import type { Lowering } from '../kernel/lowering.js'
import { sameShape } from '../shape/dim.js'
import type { DType, TensorType } from '../shape/dtype.js'
import { showType } from '../shape/dtype.js'
import { apply } from '../tensor/apply.js'
import type { NdArray } from '../tensor/ndarray.js'
import type { Jvp, Linear, Mapped, Maybe, Params, Primitive } from '../tensor/primitive.js'
import type { Sample } from '../tensor/sample.js'
import type { AnyTensor } from '../tensor/tensor.js'

/** The rules of a primitive of one result. */
export interface Rules<P extends Params> {
  readonly name: string
  readonly type: (operands: readonly TensorType[], params: P) => TensorType
  readonly jvp: Jvp<P>
  readonly transpose?: (cotangent: AnyTensor, operand: number, linear: Linear<P>) => Maybe
  /** The result with the mapped axis first; `'elementwise'` where the primitive may be applied as it is. */
  readonly batch: 'elementwise' | ((mapped: Mapped<P>) => AnyTensor)
  readonly evaluate: (operands: readonly NdArray[], params: P, type: TensorType) => NdArray
  readonly lower: Lowering<P>
  readonly stableHlo?: Primitive<P>['stableHlo']
  readonly expand?: Primitive<P>['expand']
  readonly samples: readonly Sample<P>[]
}

/** A primitive as it is called by rules and operations, with its record. */
export type Callable<P extends Params, Args extends readonly unknown[]> = ((...args: Args) => AnyTensor) & {
  readonly primitive: Primitive<P>
}

/** A primitive of one result from its rules, and how it is called: the operands and parameters that a call's arguments stand for. */
export const define = <P extends Params, Args extends readonly unknown[]>(
  rules: Rules<P>,
  arrange: (...args: Args) => readonly [operands: readonly AnyTensor[], params: P],
): Callable<P, Args> => {
  const { batch, transpose, expand, stableHlo } = rules
  const primitive: Primitive<P> = {
    name: rules.name,
    types: (operands, params) => [rules.type(operands, params)],
    jvp: rules.jvp,
    ...(transpose && {
      transpose: ([cotangent], operand, linear) => cotangent && transpose(cotangent, operand, linear),
    }),
    batch: batch === 'elementwise' ? batch : (mapped) => [batch(mapped)],
    evaluate: (operands, params, [type]) => (type ? [rules.evaluate(operands, params, type)] : []),
    lower: rules.lower,
    ...(stableHlo && { stableHlo }),
    ...(expand && { expand }),
    samples: rules.samples,
  }
  return Object.assign((...args: Args) => apply(primitive, ...arrange(...args)), { primitive })
}

/** The operand at a place, for rules of fixed arity. */
export const operand = <T>(list: readonly (T | undefined)[], i: number): T => {
  const value = list[i]
  if (value === undefined) throw new Error(`typegrad: a rule needs operand ${i}, which is absent; please report this`)
  return value
}

/** Throws unless all operands have the first one's type. */
export const sameTypes = (name: string, operands: readonly TensorType[]): TensorType => {
  const first = operand(operands, 0)
  for (const other of operands)
    if (other.dtype !== first.dtype || !sameShape(other.shape, first.shape))
      throw new ShapeMismatch(`${name}: operands must have one type, got ${operands.map(showType).join(' and ')}`)
  return first
}

/** Throws unless the operand's dtype is one of those. */
export const onlyDTypes = (name: string, type: TensorType, dtypes: readonly DType[]): TensorType => {
  if (!dtypes.includes(type.dtype)) throw new ShapeMismatch(`${name}: ${type.dtype} is not one of ${dtypes.join(', ')}`)
  return type
}

/** Floats that decompositions, transforms and attention are computed in. */
export const wide: readonly DType[] = ['f32', 'f64']
export const floats: readonly DType[] = ['f32', 'f16', 'f64']
export const numbers: readonly DType[] = ['f32', 'f16', 'f64', 'i32', 'u32']

/** Those that samples are drawn in: no device has f64, and f16 is rounded f32 (test/compile/half.test.ts). */
export const sampled = (of: readonly DType[]): readonly DType[] => of.filter((dtype) => dtype !== 'f64' && dtype !== 'f16')

/** Axes, one further on: what stood at axis `i` stands at `i + 1` once there is a mapped axis in front. */
export const shifted = (axes: readonly number[]): number[] => axes.map((axis) => axis + 1)
