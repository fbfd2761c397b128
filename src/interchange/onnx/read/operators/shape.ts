import * as ops from '../../../../index.js'
import { integers, type Known } from '../../../read/known.js'
import { sizesFrom } from '../../../read/operators/axes.js'
import { filled, ranged } from '../../../read/operators/create.js'
import { elementwise } from '../../../read/operators/elementwise.js'
import { ofKnown, ofTensor, type Value } from '../../../read/value.js'
import { int, tensorOf } from '../attributes.js'
import { bitsOf, type Element, elementName, elements } from '../elements.js'
import { type Call, type Operators, operator } from '../operator.js'

/** Whole numbers of 32 bits wrap, which those of 64 are here as long as they are known. */
const to32 = (x: number, { dtype, bytes }: Element): number => (bytes !== 4 ? x : dtype === 'i32' ? x | 0 : dtype === 'u32' ? x >>> 0 : x)

const cast = (call: Call<unknown>, x: Value, type: number): Value => {
  const element = elements.get(type) ?? call.fail(`${elementName(type)} has no dtype here`)
  const { dtype } = element
  return elementwise(
    (value) => (x.dtype === 'i32' || x.dtype === 'u32' ? to32(value, element) : value),
    (one = x.tensor) => ops.astype(one, dtype),
    [x],
    { dtype, bits: bitsOf(element) },
  )
}

const shapeOf = operator(1, { attributes: { start: int(0), end: int(undefined) } }, ({ input, settings: { start, end } }) =>
  ofKnown(integers(input(0).shape.slice(start, end))),
)

const float32: Known = { dtype: 'f32', shape: [], data: [0] }

export const shapes: Operators = {
  Shape: shapeOf,
  ConstantOfShape: operator(1, { attributes: { value: tensorOf(float32) }, fixed: [0] }, (call) =>
    filled(sizesFrom(call, call.numbers(0)), call.settings.value),
  ),
  Range: operator(3, { fixed: [0, 1, 2] }, ranged),
  Cast: operator(1, { attributes: { to: int(), saturate: int(1) } }, (call) => cast(call, call.input(0), call.settings.to)),
  CastLike: operator(2, { attributes: { saturate: int(1) } }, ({ input }) =>
    elementwise(
      (value) => value,
      (one = input(0).tensor) => ops.astype(one, input(1).dtype),
      [input(0)],
      input(1),
    ),
  ),
  EyeLike: operator(1, { attributes: { dtype: int(undefined), k: int(0) } }, (call) => {
    const { shape, dtype: own } = call.input(0)
    const [rows = 0, columns = 0] = shape
    if (shape.length !== 2) return call.fail(`it takes a matrix; got [${shape.join(', ')}]`)
    const { dtype: type } = call.settings
    const dtype = type === undefined ? own : (elements.get(type) ?? call.fail(`${elementName(type)} has no dtype here`)).dtype
    const [row, column] = [ops.arange(rows, { dtype: 'i32' }), ops.arange(columns, { dtype: 'i32' })]
    return ofTensor(ops.astype(ops.equal(ops.add(ops.reshape(row, [rows, 1]), call.settings.k), ops.reshape(column, [1, columns])), dtype))
  }),
}
