import type { ScalarFunction } from '../kernel/scalar.js'
import type { DType, TensorType } from '../shape/dtype.js'
import type { OperandSample } from '../tensor/sample.js'

/** No parameters. */
export type None = Record<never, never>
export const none: None = {}

/** What the elementwise families share: the scalar function, where samples are drawn from, where the derivative jumps. */
export interface Elementwise extends Pick<ScalarFunction, 'prelude' | 'cost' | 'rounds' | 'twins'> {
  readonly name: string
  readonly dtypes?: readonly DType[]
  readonly gives?: DType
  readonly within?: readonly [number, number]
  readonly kinks?: readonly number[]
}

/** The scalar function, one for each dtype. */
export const scalarFunction = (rules: Elementwise, wgsl: (args: string[], type: string) => string): ((dtype: DType) => ScalarFunction) => {
  const made = new Map<DType, ScalarFunction>()
  return (dtype) => {
    const met = made.get(dtype)
    if (met) return met
    const { gives } = rules
    const fn: ScalarFunction = {
      name: rules.name,
      wgsl: (...args) => wgsl(args, dtype),
      ...(gives && gives !== 'f64' && { type: () => gives }),
      ...(rules.prelude !== undefined && { prelude: rules.prelude }),
      ...(rules.cost !== undefined && { cost: rules.cost }),
      ...(rules.rounds && { rounds: true }),
      ...(rules.twins && { twins: true }),
    }
    made.set(dtype, fn)
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
