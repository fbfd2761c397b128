import { dtypes } from '../../../shape/dtype.js'
import type { Element } from './graph.js'
import type { Size } from './sizes.js'

/**
 * A value of the program, and how it lies in the graph: `axes` has, for each of its axes, the axis of the stored tensor that it is, or null where the stored
 * tensor is repeated along it. So nothing is transposed or repeated before a node asks for it.
 */
export interface Value {
  readonly stored: string
  readonly element: Element
  readonly shape: readonly Size[]
  readonly axes: readonly (number | null)[]
}

export const isFloat = ({ element }: Pick<Value, 'element'>): boolean => element !== 'i64' && dtypes[element].floating

/** A stored tensor as it lies. */
export const asStored = (stored: string, element: Element, shape: readonly Size[]): Value => ({
  stored,
  element,
  shape,
  axes: shape.map((_, axis) => axis),
})

/** The axes that are there, in the order in which they are stored. */
export const storedOrder = ({ axes }: Value): readonly number[] =>
  axes
    .flatMap((at, axis) => (at === null ? [] : [{ at, axis }]))
    .sort((a, b) => a.at - b.at)
    .map(({ axis }) => axis)

/** Axis `i` of the result is axis `order[i]`. */
export const permuted = (x: Value, order: readonly number[]): Value => ({
  ...x,
  shape: order.map((axis) => x.shape[axis] ?? 1),
  axes: order.map((axis) => x.axes[axis] ?? null),
})

/** Repeated along `axes`, which are new places in `shape`. */
export const repeated = (x: Value, shape: readonly Size[], axes: readonly number[]): Value => {
  let next = 0
  return { ...x, shape, axes: shape.map((_, axis) => (axes.includes(axis) ? null : (x.axes[next++] ?? null))) }
}

/** The value when its stored tensor is replaced by one whose axes are those of the value in this order. */
export const lyingAs = (stored: string, element: Element, shape: readonly Size[], order: readonly number[]): Value => ({
  stored,
  element,
  shape,
  axes: shape.map((_, axis) => {
    const at = order.indexOf(axis)
    return at < 0 ? null : at
  }),
})

/** One order for values of one shape: that of the one that has the most axes, of several rather one that does not lie as the program has it; then the others. */
export const commonOrder = (values: readonly Value[]): readonly number[] => {
  const orders = values.map(storedOrder)
  const isTurned = (order: readonly number[]): boolean => order.some((axis, i) => axis < (order[i - 1] ?? -1))
  const best = orders.reduce<readonly number[]>(
    (most, order) => (order.length > most.length || (order.length === most.length && isTurned(order) && !isTurned(most)) ? order : most),
    [],
  )
  const others = [...new Set(orders.flat())].filter((axis) => !best.includes(axis))
  return others.reduce<readonly number[]>((order, axis) => {
    const before = order.findIndex((other) => other > axis)
    return order.toSpliced(before < 0 ? order.length : before, 0, axis)
  }, best)
}
