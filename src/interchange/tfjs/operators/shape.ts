import * as ops from '../../../index.js'
import { integers } from '../../read/known.js'
import { sizesFrom } from '../../read/operators/axes.js'
import { filled, ranged } from '../../read/operators/create.js'
import { elementwise } from '../../read/operators/elementwise.js'
import { ofKnown, ofTensor } from '../../read/value.js'
import { type Operators, operator } from '../operator.js'
import { type } from './attributes.js'

const fill = operator(2, { fixed: [0] }, (call) => {
  const shape = sizesFrom(call, call.numbers(0))
  const value = call.input(1)
  if (value.shape.length > 0) return call.fail(`it fills with one number; got [${value.shape.join(', ')}]`)
  return value.known ? filled(shape, value.known) : ofTensor(ops.broadcastTo(value.tensor, [...shape]))
})

/** As many of a number as there are elements. */
const alike = (value: number) => operator(1, {}, ({ input }) => filled(input(0).shape, { dtype: input(0).dtype, shape: [], data: [value] }))

const itself = operator([1, 1], {}, ({ input }) => input(0))

export const shapes: Operators = {
  Cast: operator(1, { attributes: { DstT: type() } }, ({ input, settings: { DstT: dtype } }) =>
    elementwise(
      (x) => x,
      (x = input(0).tensor) => ops.astype(x, dtype),
      [input(0)],
      { dtype },
    ),
  ),
  Fill: fill,
  IdentityN: operator([1, 4096], {}, ({ inputs }) => inputs),
  OnesLike: alike(1),
  PlaceholderWithDefault: itself,
  Range: operator(3, { fixed: [0, 1, 2] }, ranged),
  Rank: operator(1, {}, ({ input }) => ofKnown(integers([input(0).shape.length], []))),
  Shape: operator(1, {}, ({ input }) => ofKnown(integers(input(0).shape))),
  Snapshot: itself,
  StopGradient: operator(1, {}, ({ input }) => ofTensor(ops.stopGradient(input(0).tensor))),
  ZerosLike: alike(0),
}
