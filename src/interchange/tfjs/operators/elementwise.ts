import type { AnyTensor, DType } from '../../../index.js'
import { elementwise } from '../../onnx/read/operators/elementwise.js'
import { ofTensor } from '../../onnx/read/value.js'
import { type Operator, operator } from '../operator.js'

export type One = (x: AnyTensor) => AnyTensor
export type Two = (a: AnyTensor, b: AnyTensor) => AnyTensor

/** Of floats, which are seldom known before. */
export const curve = (f: One): Operator => operator(1, {}, ({ input }) => ofTensor(f(input(0).tensor)))

/** Of one operand: on numbers where they are known, else on tensors. */
export const unary = (f: (x: number) => number, tensors: One, dtype?: DType): Operator =>
  operator(1, {}, ({ input }) => elementwise(f, tensors, [input(0)], dtype))

/** Of two operands that broadcast. */
export const binary = (f: (a: number, b: number) => number, tensors: Two, dtype?: DType): Operator =>
  operator(2, {}, ({ input }) => elementwise(f, tensors, [input(0), input(1)], dtype))

/** Of one operand or more, from a function of two. */
export const nary = (f: (a: number, b: number) => number, tensors: Two): Operator =>
  operator([1, 1024], {}, ({ inputs, input }) => inputs.slice(1).reduce((total, next) => elementwise(f, tensors, [total, next]), input(0)))
