import type { AnyTensor } from '../../../index.js'
import * as ops from '../../../index.js'
import type { Refusing } from '../call.js'
import { isSmall, joined, type Known, permuted, sizeOf } from '../known.js'
import { allKnown, ofKnown, ofTensor, type Value } from '../value.js'
import { axesIn, axisIn, exactly, sizesFrom } from './axes.js'

/** On numbers where they are few and known, else on the tensor. */
export const moved = (x: Value, known: (x: Known) => Known, tensor: (x: AnyTensor) => AnyTensor): Value => {
  const [few] = allKnown([x]) ?? []
  return few ? ofKnown(known(few)) : ofTensor(tensor(x.tensor), x.bits)
}

/** The same elements in another shape. */
export const reshaped = (call: Refusing, x: Value, shape: readonly number[]): Value => {
  if (sizeOf(sizesFrom(call, shape)) !== sizeOf(x.shape))
    return call.fail(`[${x.shape.join(', ')}] has ${sizeOf(x.shape)} elements, [${shape.join(', ')}] ${sizeOf(shape)}`)
  return moved(
    x,
    (known) => ({ ...known, shape }),
    (tensor) => ops.reshape(tensor, [...shape]),
  )
}

/** One -1 stands for what is left; so many axes in front stay as they are. */
export const fitted = (call: Refusing, x: Value, wanted: readonly number[], kept = 0): Value => {
  const open = wanted.filter((size) => size === -1).length
  if (open > 1) return call.fail(`the shape [${wanted.slice(0, 16).join(', ')}] leaves ${open} sizes open`)
  const others = sizeOf(wanted.slice(kept).filter((size) => size !== -1))
  const left = others === 0 ? 0 : sizeOf(x.shape.slice(kept)) / others
  const shape = wanted.map((size) => (size === -1 ? left : size))
  return reshaped(call, x, shape)
}

/** Without some axes of size 1, or without all. */
export const squeezed = (call: Refusing, x: Value, given: readonly number[] | undefined): Value => {
  const { shape } = x
  const axes = given ? axesIn(call, given, shape.length) : shape.flatMap((size, axis) => (size === 1 ? [axis] : []))
  const wrong = axes.find((axis) => shape[axis] !== 1)
  if (wrong !== undefined) return call.fail(`axis ${wrong} of [${shape.join(', ')}] has not size 1`)
  return reshaped(
    call,
    x,
    shape.filter((_, axis) => !axes.includes(axis)),
  )
}

/** In another order of the axes, or in the opposite one. */
export const transposed = (call: Refusing, x: Value, given: readonly number[] | undefined): Value => {
  const rank = x.shape.length
  const order = axesIn(call, exactly(call, 'the order', given ?? x.shape.map((_, axis) => rank - 1 - axis), rank), rank)
  return moved(
    x,
    (known) => permuted(known, order),
    (tensor) => ops.transpose(tensor, order),
  )
}

/** So many times along each axis. */
export const tiled = (call: Refusing, x: Value, given: readonly number[]): Value => {
  const times = exactly(call, 'the list of counts', given, x.shape.length)
  if (times.some((count) => count < 0)) return call.fail(`the counts are [${times.join(', ')}]; none is negative`)
  sizesFrom(
    call,
    times.map((count, axis) => count * (x.shape[axis] ?? 1)),
  )
  return ofTensor(ops.tile(x.tensor, times), x.bits)
}

/** One after the other along an axis. */
export const concatenated = (call: Refusing, values: readonly Value[], given: number): Value => {
  const [first] = values
  if (!first) return call.fail('there is nothing to put together')
  const rank = first.shape.length
  const axis = axisIn(call, given, rank)
  const others = (x: Value) => x.shape.filter((_, i) => i !== axis).join()
  if (values.some((x) => x.shape.length !== rank || others(x) !== others(first))) {
    const shapes = values.slice(0, 8).map(({ shape }) => `[${shape.join(', ')}]`)
    return call.fail(`${shapes.join(', ')} differ off axis ${axis}`)
  }
  const known = allKnown(values)
  if (known && isSmall([known.reduce((total, { shape }) => total + sizeOf(shape), 0)])) return ofKnown(joined(known, axis))
  const all = ops.concat(
    values.map(({ tensor }) => tensor),
    axis,
  )
  return ofTensor(all, first.bits)
}
