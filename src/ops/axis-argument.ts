import type { Axes } from '../shape/axis.js'
import type { AxisOption } from '../shape/axis-option.js'
import { numbers, options, refuse } from '../tensor/check.js'

/* An axis as it is given: by itself, `flip(x, 0)`, or by name, `flip(x, { axis: 0 })`. */

const isNamed = (given: unknown): given is { readonly axis?: Axes } => typeof given === 'object' && given !== null && !Array.isArray(given)

/**
 * The axes given; undefined if none are.
 *
 * @throws InvalidArgument
 */
export const axesGiven = (op: string, given: AxisOption<Axes>): Axes => {
  const axes = isNamed(given) ? options(op, 'x', given, ['axis']).axis : given
  if (axes !== undefined && typeof axes !== 'number') numbers(op, 'the axis', axes, 'a number, or a list of them')
  return axes
}

/**
 * The one axis given; undefined if none is.
 *
 * @throws InvalidArgument
 */
export const axisGiven = (op: string, given: AxisOption | undefined): number | undefined => {
  const axis = isNamed(given) ? options(op, 'x', given, ['axis']).axis : given
  return axis === undefined || typeof axis === 'number' ? axis : refuse(op, 'the axis', 'a number', axis)
}

/**
 * The one axis given, where it must be said.
 *
 * @throws InvalidArgument
 */
export const axisNeeded = (op: string, given: AxisOption): number =>
  axisGiven(op, given) ?? refuse(op, 'the axis', 'a number', undefined, 'say it, as in { axis: 0 }')
