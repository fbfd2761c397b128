import { applied } from '../kernel/composed.js'
import type { DType } from '../shape/dtype.js'
import { zip } from '../tensor/ndarray.js'
import type { Jvp } from '../tensor/primitive.js'
import type { AnyTensor } from '../tensor/tensor.js'
import { type Callable, define, floats, onlyDTypes, operand, sampled } from './define.js'
import { type Elementwise, type None, none, sampleOf, scalarFunction, withDType } from './elementwise.js'
import { multiply } from './multiply.js'

/** `f(x)`, element by element. */
export interface UnaryRules extends Elementwise {
  readonly value: (x: number, dtype: DType) => number
  /** The derivative at `x`, where the value is `y`; left out where it is zero or there is none. */
  readonly slope?: (x: AnyTensor, y: AnyTensor) => AnyTensor
  readonly jvp?: Jvp<None>
  readonly transpose?: (cotangent: AnyTensor) => AnyTensor
}

/** A primitive of one operand. */
export type Unary = Callable<None, [x: AnyTensor]>

/** Makes a primitive of one operand, element by element. */
export const unary = (rules: UnaryRules): Unary => {
  const { slope, transpose, dtypes = floats } = rules
  const fn = scalarFunction(rules, 1)
  const chain: Jvp<None> = slope ? [(t, [x], _, [y]) => x && y && multiply(t, slope(x, y))] : 'constant'
  return define(
    {
      name: rules.name,
      type: ([x]) => withDType(onlyDTypes(rules.name, operand([x], 0), dtypes), rules.gives),
      jvp: rules.jvp ?? chain,
      ...(transpose && { transpose: (cotangent: AnyTensor) => transpose(cotangent) }),
      batch: 'elementwise',
      evaluate: ([x], _, type) => zip(type, [operand([x], 0)], (v) => rules.value(v, operand([x], 0).dtype)),
      lower: {
        kind: 'pull',
        visits: 'same',
        cost: rules.cost ?? 1,
        scalar: ({ scalars, operands, types }, index) => applied(scalars, fn(operand(types, 0).dtype), operand(operands, 0)(index)),
      },
      ...(rules.stableHlo && { stableHlo: rules.stableHlo }),
      samples: sampled(dtypes).map((dtype) => (draw) => ({ operands: [sampleOf(rules, draw.shape(), dtype)], params: none })),
    },
    (x: AnyTensor) => [[x], none],
  )
}
