import { applied } from '../kernel/composed.js'
import type { DType } from '../shape/dtype.js'
import { zip } from '../tensor/ndarray.js'
import type { Jvp, Linear, Maybe, Primitive } from '../tensor/primitive.js'
import type { AnyTensor } from '../tensor/tensor.js'
import { type Callable, define, numbers, onlyDTypes, operand, sameTypes, sampled } from './define.js'
import { type Elementwise, type None, none, sampleOf, scalarFunction, withDType } from './elementwise.js'

/** A primitive of two operands. */
export type Binary = Callable<None, [x: AnyTensor, y: AnyTensor]>

/** `f(x, y)`, element by element, of operands of one type. */
export interface BinaryRules extends Elementwise {
  readonly value: (x: number, y: number, dtype: DType) => number
  readonly jvp: Jvp<None>
  readonly transpose?: (cotangent: AnyTensor, operand: number, linear: Linear<None>) => Maybe
  /** What stands in its place where an operand is a known number, if that is simpler. */
  readonly expand?: Primitive<None>['expand']
  /** Where the second operand is drawn from, if elsewhere than the first. */
  readonly secondWithin?: readonly [number, number]
  /** The derivative jumps where the operands meet: samples keep them apart. */
  readonly apart?: boolean
}

/** Makes a primitive of two operands of one type, element by element. */
export const binary = (rules: BinaryRules): Binary => {
  const { dtypes = numbers, transpose, expand } = rules
  const fn = scalarFunction(rules, 2)
  return define(
    {
      name: rules.name,
      type: (operands) => withDType(onlyDTypes(rules.name, sameTypes(rules.name, operands), dtypes), rules.gives),
      jvp: rules.jvp,
      ...(transpose && { transpose }),
      ...(expand && { expand }),
      batch: 'elementwise',
      evaluate: (operands, _, type) => zip(type, operands, (x, y) => rules.value(x, y, operand(operands, 0).dtype)),
      lower: {
        kind: 'pull',
        visits: 'same',
        cost: rules.cost ?? 1,
        scalar: ({ scalars, operands, types }, index) =>
          applied(scalars, fn(operand(types, 0).dtype), operand(operands, 0)(index), operand(operands, 1)(index)),
      },
      ...(rules.stableHlo && { stableHlo: rules.stableHlo }),
      samples: sampled(dtypes).map((dtype) => (draw) => {
        const shape = draw.shape()
        const first = sampleOf(rules, shape, dtype)
        const second = rules.secondWithin ? { ...first, within: rules.secondWithin } : first
        return {
          operands: [
            { ...first, ...(rules.apart && { distinct: true }) },
            { ...second, ...(rules.apart && { distinct: true }) },
          ],
          params: none,
        }
      }),
    },
    (x: AnyTensor, y: AnyTensor) => [[x, y], none],
  )
}
