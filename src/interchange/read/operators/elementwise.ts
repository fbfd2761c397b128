import type { AnyTensor, DType } from '../../../index.js'
import * as ops from '../../../index.js'
import { isSmall, mapped, stretched } from '../known.js'
import { type Plain, plain } from '../operator.js'
import { allKnown, ofKnown, ofTensor, type Value } from '../value.js'

/** The shape that two have together. Where they do not fit, the operation on tensors says so. */
const together = (a: readonly number[], b: readonly number[]): readonly number[] => {
  const rank = Math.max(a.length, b.length)
  const size = (shape: readonly number[], axis: number) => shape[axis - rank + shape.length] ?? 1
  return Array.from({ length: rank }, (_, axis) => (size(a, axis) === 1 ? size(b, axis) : size(a, axis)))
}

const fits = (shape: readonly number[], whole: readonly number[]): boolean =>
  shape.every((size, axis) => size === 1 || size === whole[axis - shape.length + whole.length])

/** What elements are. */
type Kind = Pick<Value, 'dtype' | 'bits'>

/** Whole numbers of fewer than 32 bits wrap, as those of 32 do by themselves. */
export const wrapped = (x: AnyTensor, bits: number | undefined): Value => {
  if (bits === undefined || (x.dtype !== 'i32' && x.dtype !== 'u32')) return ofTensor(x)
  const off = 32 - bits
  return ofTensor(x.dtype === 'u32' ? ops.bitwiseAnd(x, 2 ** bits - 1) : ops.shiftRight(ops.shiftLeft(x, off), off), bits)
}

const wrappedNumber = (x: number, { dtype, bits }: Kind): number => {
  if (bits === undefined) return x
  const off = 32 - bits
  return dtype === 'u32' ? (x << off) >>> off : (x << off) >> off
}

/** A function of elements: on numbers where all are known, else on tensors. The result is like the first operand if it is not said what it is. */
export const elementwise = (
  f: (...xs: number[]) => number,
  tensors: (...xs: AnyTensor[]) => AnyTensor,
  values: readonly Value[],
  like: Kind | undefined = values[0],
): Value => {
  const known = allKnown(values)
  const shape = values.map((value) => value.shape).reduce(together, [])
  const { dtype, bits } = like ?? { dtype: 'f32', bits: undefined }
  if (known && isSmall(shape) && values.every((value) => fits(value.shape, shape))) {
    const all = mapped(dtype, (...xs) => wrappedNumber(f(...xs), { dtype, bits }), ...known.map((one) => stretched(one, shape)))
    // A whole number is finite: what it is by 0, tensors know.
    if ((dtype !== 'i32' && dtype !== 'u32') || Array.from(all.data).every(Number.isFinite)) return ofKnown({ ...all, bits })
  }
  return wrapped(tensors(...values.map(({ tensor }) => tensor)), bits)
}

type One = (x: AnyTensor) => AnyTensor
type Two = (a: AnyTensor, b: AnyTensor) => AnyTensor

const kindOf = (dtype: DType | undefined): Kind | undefined => dtype && { dtype }

/** Of floats, which are seldom known before. */
export const curve = (f: One): Plain => plain(1, ({ input }) => ofTensor(f(input(0).tensor)))

/** Of one operand: on numbers where they are known, else on tensors. */
export const unary = (f: (x: number) => number, tensors: One, dtype?: DType): Plain =>
  plain(1, ({ input }) => elementwise(f, tensors, [input(0)], kindOf(dtype)))

/** Of two operands that broadcast. */
export const binary = (f: (a: number, b: number) => number, tensors: Two, dtype?: DType): Plain =>
  plain(2, ({ input }) => elementwise(f, tensors, [input(0), input(1)], kindOf(dtype)))

/** Of one operand or more, from a function of two. */
export const nary = (f: (a: number, b: number) => number, tensors: Two): Plain =>
  plain([1, 1024], ({ inputs, input }) => inputs.map((_, at) => input(at)).reduce((total, next) => elementwise(f, tensors, [total, next])))

/** The second or the third, by a truth. */
export const choosing: Plain = plain(3, ({ input }) =>
  elementwise(
    (which, a, b) => (which ? a : b),
    (...[which, a, b]) => ops.where(which as AnyTensor, a as AnyTensor, b as AnyTensor), // as many as there are operands
    [input(0), input(1), input(2)],
    input(1),
  ),
)
