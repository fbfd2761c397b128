import { check, InvalidArgument } from '../index.js'
import type { Mesh } from './sharding.js'

/**
 * A grid of devices, with a name for each of its axes: `{ data: 4, model: 2 }` are 8 devices. Tensors are divided along axes of it.
 *
 * @throws InvalidArgument if there is no axis, or one has not a whole number of devices
 * @example const devices = mesh({ data: 4, model: 2 })
 * @category Other engines
 */
export const mesh = <const M extends Mesh>(axes: M): M => {
  if (typeof axes !== 'object' || axes === null || Array.isArray(axes))
    check.refuse('mesh', 'the argument', 'a record of axes, as in { data: 8 }', axes)
  const all = Object.entries(axes)
  if (all.length === 0) throw new InvalidArgument('mesh: there is no axis; write mesh({ data: 8 })')
  for (const [name, devices] of all) {
    check.count('mesh', name, devices)
    if (!/^[A-Za-z_]\w*$/.test(name)) throw new InvalidArgument(`mesh: an axis has a name of letters, digits and _; got '${name}'`)
  }
  return axes
}
