import type { Pull } from '../kernel/lowering.js'
import { interpret } from '../program/interpret.js'
import { trace } from '../program/trace.js'
import type { Params, Primitive, Target } from '../tensor/primitive.js'
import type { AnyTensor } from '../tensor/tensor.js'
import { convert } from './convert.js'
import { widened } from './wide.js'

/** In place of a rule where a primitive is expanded into others before kernels are made. */
export const expanded: Pull<unknown> = {
  kind: 'pull',
  visits: 'many',
  cost: 0,
  scalar: () => {
    throw new Error('typegrad: a primitive with a body reached a kernel; please report this')
  },
}

/** What a primitive of one result stands for, written as a function of tensors; of f16 it is computed in f32. */
export const expandedAs =
  <P extends Params>(
    body: (operands: readonly AnyTensor[], params: P, target?: Target) => AnyTensor,
  ): NonNullable<Primitive<P>['expand']> =>
  (operands, params, each, target) =>
    interpret(
      trace(
        (args) => {
          const result = body(args.map(widened), params, target)
          return [result.type.dtype === 'f32' && args.some(({ type }) => type.dtype === 'f16') ? convert(result, 'f16') : result]
        },
        operands.map(({ type }) => type),
      ),
      operands,
      each,
    )
