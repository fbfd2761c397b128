import type { AnyTensor, DType } from '../../../../index.js'
import { mapped, stretched } from '../known.js'
import { type Operator, operator } from '../operator.js'
import { allKnown, ofKnown, ofTensor, type Value } from '../value.js'

/** The shape that two have together. Where they do not fit, the operation on tensors says so. */
const together = (a: readonly number[], b: readonly number[]): readonly number[] => {
  const rank = Math.max(a.length, b.length)
  const size = (shape: readonly number[], axis: number) => shape[axis - rank + shape.length] ?? 1
  return Array.from({ length: rank }, (_, axis) => (size(a, axis) === 1 ? size(b, axis) : size(a, axis)))
}

const fits = (shape: readonly number[], whole: readonly number[]): boolean =>
  shape.every((size, axis) => size === 1 || size === whole[axis - shape.length + whole.length])

/** A function of elements: on numbers where all are known, else on tensors. The dtype is that of the first operand if none is named. */
export const elementwise = (
  f: (...xs: number[]) => number,
  tensors: (...xs: AnyTensor[]) => AnyTensor,
  values: readonly Value[],
  dtype?: DType,
): Value => {
  const known = allKnown(values)
  const shape = values.map((value) => value.shape).reduce(together, [])
  if (!known || !values.every((value) => fits(value.shape, shape))) return ofTensor(tensors(...values.map(({ tensor }) => tensor)))
  return ofKnown(mapped(dtype ?? known[0]?.dtype ?? 'f32', f, ...known.map((one) => stretched(one, shape))))
}

type One = (x: AnyTensor) => AnyTensor
type Two = (a: AnyTensor, b: AnyTensor) => AnyTensor

/** Of one operand. */
export const unary = (f: (x: number) => number, tensors: One, dtype?: DType): Operator =>
  operator(1, {}, ({ input }) => elementwise(f, tensors, [input(0)], dtype))

/** Of two operands that broadcast. */
export const binary = (f: (a: number, b: number) => number, tensors: Two, dtype?: DType): Operator =>
  operator(2, {}, ({ input }) => elementwise(f, tensors, [input(0), input(1)], dtype))

/** Of one operand or more, from a function of two. */
export const nary = (f: (a: number, b: number) => number, tensors: Two): Operator =>
  operator([1, 1024], {}, ({ inputs, input }) =>
    inputs.map((_, at) => input(at)).reduce((total, next) => elementwise(f, tensors, [total, next])),
  )
