import { check } from '../../src/index.js'
import type { WholeNumbers } from '../one-or-many.js'

/** A shape, of whole numbers or not, or a list of shapes. (Sizes among shapes, which no layer takes, are let in: a union of two lists costs the compiler 400 instantiations.) */
export type Input = readonly (number | readonly number[])[] | WholeNumbers

/** @throws InvalidArgument unless it is a shape, a list of shapes, or a shape of whole numbers */
export const demandInputShape = (op: string, input: unknown, repair = ''): void => {
  if (Array.isArray(input)) return
  if (typeof input !== 'object' || input === null || !('shape' in input) || !('dtype' in input))
    check.refuse(op, 'the input shape', 'a list of sizes, as in [784]', input, repair)
  else {
    check.numbers(op, 'the input shape', input.shape)
    if (input.dtype !== 'i32' && input.dtype !== 'u32')
      check.refuse(op, 'the dtype of the input', "'i32' or 'u32'", input.dtype, 'for f32 write the shape alone')
  }
}
