import * as ops from '../../../index.js'
import { integers, isSmall, mapped, sizeOf } from '../../onnx/read/known.js'
import { elementwise } from '../../onnx/read/operators/elementwise.js'
import { filled } from '../../onnx/read/operators/shape.js'
import { ofKnown, ofTensor } from '../../onnx/read/value.js'
import { type Operators, operator } from '../operator.js'
import { type } from './attributes.js'
import { sizesFrom } from './axes.js'

const range = operator(3, { fixed: [0, 1, 2] }, (call) => {
  const [[start = 0], [stop = 0], [step = 1]] = [call.numbers(0), call.numbers(1), call.numbers(2)]
  const { dtype } = call.input(0)
  const shape = sizesFrom(call, [Math.max(0, Math.ceil((stop - start) / step))])
  if (!isSmall(shape)) return ofTensor(ops.arange(stop, { start, step, dtype }))
  return ofKnown(mapped(dtype, (i) => start + i * step, integers(Array.from({ length: sizeOf(shape) }, (_, i) => i))))
})

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
      dtype,
    ),
  ),
  Fill: fill,
  Identity: itself,
  IdentityN: operator([1, 4096], {}, ({ inputs }) => inputs),
  OnesLike: alike(1),
  PlaceholderWithDefault: itself,
  Range: range,
  Rank: operator(1, {}, ({ input }) => ofKnown(integers([input(0).shape.length], []))),
  Shape: operator(1, {}, ({ input }) => ofKnown(integers(input(0).shape))),
  Size: operator(1, {}, ({ input }) => ofKnown(integers([sizeOf(input(0).shape)], []))),
  Snapshot: itself,
  StopGradient: operator(1, {}, ({ input }) => ofTensor(ops.stopGradient(input(0).tensor))),
  ZerosLike: alike(0),
}
