import type { TensorType } from '../shape/dtype.js'
import type { Params, Primitive } from '../tensor/primitive.js'
import type { Origin } from '../tensor/recorded.js'
import type { AnyTensor } from '../tensor/tensor.js'

/** A value of a program, known by identity. */
export interface Variable {
  readonly type: TensorType
}

/** Single assignment: results are the primitive applied to operands. */
export interface Equation {
  readonly primitive: Primitive
  readonly operands: readonly Variable[]
  readonly params: Params
  readonly results: readonly Variable[]
  /** Where it was written, if that is recorded. */
  readonly at?: Origin | undefined
}

/**
 * A pure function of tensors as data: equations in an order in which every operand stands before its use. It is closed: what the
 * traced function captured (concrete tensors, arguments of an outer trace) are the last of its inputs, and `captures` are their values.
 */
export interface Program {
  readonly inputs: readonly Variable[]
  readonly captures: readonly AnyTensor[]
  readonly equations: readonly Equation[]
  readonly outputs: readonly Variable[]
}

/** How many of the inputs are arguments; the rest are captured. */
export const arity = (program: Program): number => program.inputs.length - program.captures.length

/** Which inputs are read, by an equation or as an output. */
export const readInputs = ({ inputs, equations, outputs }: Program): readonly boolean[] => {
  const read = new Set(outputs)
  for (const { operands } of equations) for (const operand of operands) read.add(operand)
  return inputs.map((input) => read.has(input))
}

/** The value under a key that is there by construction. */
export const lookup = <K, V>(map: { get(key: K): V | undefined }, key: K): V => {
  const value = map.get(key)
  if (value === undefined) throw new Error('typegrad: a program uses a value before it is defined; please report this')
  return value
}

/** The whole numbers from 0 on, so many. */
export const range = (count: number): number[] => Array.from({ length: count }, (_, i) => i)

/** The item at a place that is there by construction. */
export const item = <T>(list: readonly T[], i: number): T => {
  const value = list[i]
  if (value === undefined) throw new Error(`typegrad: nothing at place ${i} of ${list.length}; please report this`)
  return value
}
