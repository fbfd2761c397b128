import { DTypeMismatch } from '../errors.js'
import { broadcast } from '../primitives/broadcast.js'
import { literal } from '../primitives/literal.js'
import { reshape } from '../primitives/reshape.js'
import { broadcastShape } from '../shape/broadcast.js'
import { type Shape, sameShape } from '../shape/dim.js'
import { type DType, dtypes } from '../shape/dtype.js'
import { type Kind, mixed, notOfKind, throwIfAny } from '../shape/dtype-rule.js'
import { orThrow } from '../shape/sentence.js'
import * as check from '../tensor/check.js'
import { type AnyTensor, Tensor } from '../tensor/tensor.js'

/** A tensor, or a number, which takes the dtype of the tensor it meets. */
export type Operand<S extends Shape, D extends DType> = Tensor<S, D> | number

/** What the library's own bodies take. */
export type AnyOperand = AnyTensor | number

/**
 * States the public signature of a body written over tensors of any shape and dtype. This is the one place that joins the two by assertion;
 * what makes it true is that a type-level rule and its run-time twin agree, which the tests of `shape/` demand.
 */
export const typed = <Signature>(body: (...args: never[]) => unknown): Signature => body as Signature

/** The operand as a tensor; a number becomes a scalar of the dtype, which must hold it. */
export const asTensor = (op: string, x: AnyOperand, dtype: DType, name = 'x'): AnyTensor => {
  check.operand(op, name, x)
  return x instanceof Tensor ? x : scalar(op, x, dtype)
}

/** The shape of an operand; a number is a scalar. */
export const shapeOf = (x: AnyOperand): readonly number[] => (x instanceof Tensor ? x.type.shape : [])

const scalar = (op: string, value: number, dtype: DType): AnyTensor => {
  if (!holds(dtype, value)) throw new DTypeMismatch(`${op}: ${value} is not a value of ${dtype}; convert the tensor with astype`)
  return literal(value, dtype)
}

const bounds = { i32: [-(2 ** 31), 2 ** 31 - 1], u32: [0, 2 ** 32 - 1], bool: [0, 1] } as const

const isOfWholes = (dtype: DType): dtype is keyof typeof bounds => !dtypes[dtype].floating

/** Whether a number can be an element of the dtype: floats round, and must not overflow; the others hold whole numbers in a range. */
export const holds = (dtype: DType, value: number): boolean => {
  if (isOfWholes(dtype)) {
    const [low, high] = bounds[dtype]
    return Number.isInteger(value) && value >= low && value <= high
  }
  return !Number.isFinite(value) || Number.isFinite(dtypes[dtype].rounded(value))
}

/** The dtype the operands have together; `f32` if all are numbers. */
export const commonDType = (op: string, ...operands: readonly AnyOperand[]): DType => {
  const met = operands.flatMap((x) => (x instanceof Tensor ? [x.type.dtype] : []))
  const [first = 'f32', ...rest] = met
  for (const other of rest) throwIfAny(mixed(op, first, other))
  return first
}

/** Throws unless it is a tensor, whose dtype is of the kind. */
export const demand = (op: string, x: AnyTensor, kind: Kind, name = 'x'): void => {
  check.tensor(op, name, x)
  throwIfAny(notOfKind(op, x.type.dtype, kind))
}

/** The tensor stretched to a shape that it broadcasts to. */
export const stretch = (x: AnyTensor, shape: readonly number[]): AnyTensor => {
  if (sameShape(x.type.shape, shape)) return x
  const missing = shape.length - x.type.shape.length
  const stretched = shape.flatMap((size, axis) => (axis < missing || x.type.shape[axis - missing] !== size ? [axis] : []))
  const kept = shape.filter((_, axis) => !stretched.includes(axis))
  return broadcast(sameShape(kept, x.type.shape) ? x : reshape(x, kept), shape, stretched)
}

/** Operands as tensors of one dtype and one shape. */
export const together = (op: string, a: AnyOperand, b: AnyOperand): readonly [AnyTensor, AnyTensor] => {
  const dtype = commonDType(op, a, b)
  const [x, y] = [asTensor(op, a, dtype, 'a'), asTensor(op, b, dtype, 'b')]
  const shape = orThrow(broadcastShape(op, x.type.shape, y.type.shape))
  return [stretch(x, shape), stretch(y, shape)]
}
