import type { AnyTensor, Shape, Tensor } from '../../../index.js'
import * as ops from '../../../index.js'
import type { Call, Refusing } from '../call.js'
import { isSmall, type Known, mapped, taken } from '../known.js'
import { allKnown, ofKnown, ofTensor, type Value } from '../value.js'
import { axisIn, sizesFrom } from './axes.js'
import { oneOf } from './slice.js'

export type Indices = Tensor<Shape, 'i32'>

/** Whether -1 is the last. */
interface Counting {
  readonly fromBack: boolean
}

const placesOf = (call: Refusing, known: Known, size: number, { fromBack }: Counting): Known =>
  mapped(
    'i32',
    (at) =>
      at >= (fromBack ? -size : 0) && at < size
        ? at < 0
          ? at + size
          : at
        : call.fail(`the index ${at} is out of range, ${size} elements`),
    known,
  )

/** Indices counted from the front. Those that are known are seen to be in range. */
export const fromFront = (call: Refusing, { known, tensor }: Value, size: number, counting: Counting): Indices => {
  if (known) return ops.astype(ofKnown(placesOf(call, known, size, counting)).tensor, 'i32')
  const indices = ops.astype(tensor, 'i32')
  return counting.fromBack ? ops.where(ops.less(indices, 0), ops.add(indices, size), indices) : indices
}

/** The slices at places along an axis. */
export const gathered = (call: Refusing, x: Value, indices: Value, axis: number, counting: Counting): Value => {
  const size = x.shape[axis] ?? 0
  const [known] = allKnown([x]) ?? []
  const places = indices.known && placesOf(call, indices.known, size, counting)
  const shape = sizesFrom(call, [...x.shape.slice(0, axis), ...indices.shape, ...x.shape.slice(axis + 1)])
  if (known && places && isSmall(shape)) return ofKnown(taken(known, places, axis))
  if (places && places.shape.length === 0) return oneOf(x, axis, places.data[0] ?? 0)
  return ofTensor(ops.gather(x.tensor, fromFront(call, indices, size, counting), axis), x.bits)
}

/** `on` where the index is, else `off`, along a new axis of so many places. */
export const oneHotBy = (call: Call<unknown>, indices: AnyTensor, given: number, on: AnyTensor, off: AnyTensor): AnyTensor => {
  const [depth = 0] = call.numbers(1)
  const rank = indices.rank + 1
  const axis = axisIn(call, given, rank)
  sizesFrom(call, [...indices.shape, depth])
  const is = ops.oneHot(ops.astype(indices, 'i32'), depth, { dtype: 'bool' })
  return ops.where(ops.moveAxis(is, rank - 1, axis), on, off)
}

/** The count of elements that are asked for along an axis. */
export const countIn = (call: Refusing, k: number, size: number): number =>
  Number.isInteger(k) && k >= 0 && k <= size ? k : call.fail(`there are no ${k} elements along an axis of ${size}`)
