import { check } from '../../src/index.js'
import type { OneNumbers, WholeNumbers } from '../one-or-many.js'

/** A shape, of whole numbers or not, or a list of them. (Sizes among shapes, which no layer takes, are let in: a union of two lists costs the compiler 400 instantiations.) */
export type Input = readonly (number | OneNumbers)[] | WholeNumbers

/** @throws InvalidArgument unless it is a shape, a list of shapes, or a shape of whole numbers */
export const demandInputShape = (op: string, input: unknown, repair = ''): void => {
  if (!Array.isArray(input)) demandWhole(op, 'the input shape', 'the input', input, repair)
  else
    for (const [i, one] of input.entries())
      if (Array.isArray(one)) demandSizes(op, `the shape of input ${i + 1}`, one)
      else if (typeof one === 'object') demandWhole(op, `the shape of input ${i + 1}`, `input ${i + 1}`, one, repair)
      else demandSizes(op, 'the input shape', [one])
}

/** @throws InvalidArgument unless they are sizes */
const demandSizes = (op: string, shape: string, sizes: readonly unknown[]): void => {
  for (const size of sizes) check.count(op, `a size of ${shape}`, size, 0)
}

const demandWhole = (op: string, shape: string, what: string, input: unknown, repair: string): void => {
  if (typeof input !== 'object' || input === null || !('shape' in input) || !('dtype' in input))
    check.refuse(op, shape, 'a list of sizes, as in [784]', input, repair)
  else {
    check.numbers(op, shape, input.shape)
    demandSizes(op, shape, input.shape)
    if (input.dtype !== 'i32' && input.dtype !== 'u32')
      check.refuse(op, `the dtype of ${what}`, "'i32' or 'u32'", input.dtype, 'for f32 write the shape alone')
  }
}
