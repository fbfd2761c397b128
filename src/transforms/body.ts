import { expanded } from '../primitives/expanded.js'
import { evaluate } from '../program/evaluate.js'
import { interpret } from '../program/interpret.js'
import { Body } from '../program/print.js'
import type { Program } from '../program/program.js'
import type { Params, Primitive } from '../tensor/primitive.js'
import type { AnyTensor } from '../tensor/tensor.js'

/** Parameters of a primitive that stands for a program. */
export type WithBody = { readonly body: Body }

/** A program as a step of another: what it captured is among its operands, so that its body captures nothing. */
export const asStep = (
  program: Program,
  operands: readonly AnyTensor[],
): { readonly operands: readonly AnyTensor[]; readonly body: Body } => ({
  operands: [...operands, ...program.captures],
  body: new Body({ ...program, captures: [] }),
})

/** The rules of a primitive that its body implies; how it is differentiated and mapped is its own affair. */
export const rulesOfBody = <P extends Params & WithBody>(): Required<
  Pick<Primitive<P>, 'types' | 'evaluate' | 'lower' | 'expand' | 'samples'>
> => ({
  types: (_, { body }) => body.program.outputs.map(({ type }) => type),
  evaluate: (operands, { body }) => evaluate(body.program, operands),
  lower: expanded,
  expand: (operands, { body }, each) => interpret(body.program, operands, each),
  samples: [],
})
