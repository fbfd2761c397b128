import type { AnyTensor } from '../../../../index.js'
import * as ops from '../../../../index.js'
import { int, tensorOf } from '../attributes.js'
import { type Element, elementName, elements } from '../elements.js'
import { integers, isSmall, type Known, mapped, sizeOf, stretched } from '../known.js'
import { type Call, type Operators, operator } from '../operator.js'
import { ofKnown, ofTensor, type Value } from '../value.js'
import { elementwise } from './elementwise.js'

const most = 2 ** 31 - 1

/** Sizes that a tensor may have. */
export const sizesFrom = (call: Call<unknown>, sizes: readonly number[]): readonly number[] => {
  const text = `[${sizes.slice(0, 16).join(', ')}]`
  if (sizes.some((size) => !Number.isInteger(size) || size < 0)) return call.fail(`${text} are no sizes`)
  if (sizes.length > 16) return call.fail(`${sizes.length} dimensions are too many; 16 are the most`)
  if (sizes.some((size) => size > most) || sizeOf(sizes) > most) return call.fail(`a tensor of the shape ${text} is too large`)
  return sizes
}

/** So many times the one element. */
export const filled = (shape: readonly number[], known: Known): Value =>
  isSmall(shape)
    ? ofKnown(stretched({ ...known, shape: [] }, shape))
    : ofTensor(ops.full([...shape], known.data[0] ?? 0, { dtype: known.dtype }))

/** Whole numbers of fewer bits wrap, as those of 32 do by themselves. */
export const narrowed = (x: AnyTensor, { dtype, bytes }: Pick<Element, 'dtype' | 'bytes'>): AnyTensor => {
  const whole = ops.astype(x, dtype)
  const off = 32 - 8 * bytes
  if (off <= 0 || (x.dtype !== 'i32' && x.dtype !== 'u32')) return whole
  return dtype === 'u32' ? ops.bitwiseAnd(whole, 2 ** (8 * bytes) - 1) : ops.shiftRight(ops.shiftLeft(whole, off), off)
}

const narrowedNumber = (x: number, { dtype, bytes }: Element): number => {
  const off = 32 - 8 * bytes
  if (off <= 0 || (dtype !== 'i32' && dtype !== 'u32')) return x
  return dtype === 'u32' ? x & (2 ** (8 * bytes) - 1) : (x << off) >> off
}

const cast = (call: Call<unknown>, x: Value, type: number): Value => {
  const element = elements.get(type) ?? call.fail(`${elementName(type)} has no dtype here`)
  return elementwise(
    (value) => narrowedNumber(value, element),
    (one = x.tensor) => narrowed(one, element),
    [x],
    element.dtype,
  )
}

const range = operator(3, { fixed: [0, 1, 2] }, (call) => {
  const [start = 0] = call.numbers(0)
  const [stop = 0] = call.numbers(1)
  const [step = 1] = call.numbers(2)
  const count = Math.max(0, Math.ceil((stop - start) / step))
  const { dtype } = call.input(0)
  const shape = sizesFrom(call, [count])
  if (!isSmall(shape)) return ofTensor(ops.arange(stop, { start, step, dtype }))
  return ofKnown(mapped(dtype, (i) => start + i * step, integers(Array.from({ length: count }, (_, i) => i))))
})

const shapeOf = operator(1, { attributes: { start: int(0), end: int(undefined) } }, ({ input, settings: { start, end } }) =>
  ofKnown(integers(input(0).shape.slice(start, end))),
)

const float32: Known = { dtype: 'f32', shape: [], data: [0] }

export const shapes: Operators = {
  Shape: shapeOf,
  Size: operator(1, {}, ({ input }) => ofKnown(integers([sizeOf(input(0).shape)], []))),
  ConstantOfShape: operator(1, { attributes: { value: tensorOf(float32) }, fixed: [0] }, (call) =>
    filled(sizesFrom(call, call.numbers(0)), call.settings.value),
  ),
  Range: range,
  Identity: operator(1, {}, ({ input }) => input(0)),
  Cast: operator(1, { attributes: { to: int(), saturate: int(1) } }, (call) => cast(call, call.input(0), call.settings.to)),
  CastLike: operator(2, { attributes: { saturate: int(1) } }, ({ input }) =>
    elementwise(
      (value) => value,
      (one = input(0).tensor) => ops.astype(one, input(1).dtype),
      [input(0)],
      input(1).dtype,
    ),
  ),
  EyeLike: operator(1, { attributes: { dtype: int(undefined), k: int(0) } }, (call) => {
    const [rows = 0, columns = 0] = call.input(0).shape
    const dtype = elements.get(call.settings.dtype ?? 0)?.dtype ?? call.input(0).dtype
    const [row, column] = [ops.arange(rows, { dtype: 'i32' }), ops.arange(columns, { dtype: 'i32' })]
    return ofTensor(ops.astype(ops.equal(ops.add(ops.reshape(row, [rows, 1]), call.settings.k), ops.reshape(column, [1, columns])), dtype))
  }),
}
