import { check, InvalidArgument } from '../index.js'
import type { Mesh } from './sharding.js'

/** @throws InvalidArgument unless it is a mesh */
export const demandMesh = (op: string, what: string, mesh: unknown): void => {
  if (typeof mesh !== 'object' || mesh === null || Array.isArray(mesh)) check.refuse(op, what, 'a record of axes, as in { data: 8 }', mesh)
  const all = Object.entries(mesh as Mesh) // each entry is looked at
  if (all.length === 0) throw new InvalidArgument(`${op}: there is no axis; write mesh({ data: 8 })`)
  for (const [name, devices] of all) {
    check.count(op, name, devices)
    if (!/^[A-Za-z_]\w*$/.test(name)) throw new InvalidArgument(`${op}: an axis has a name of letters, digits and _; got '${name}'`)
  }
}

/**
 * A grid of devices, with a name for each of its axes: `{ data: 4, model: 2 }` are 8 devices. Tensors are divided along axes of it.
 *
 * @throws InvalidArgument if there is no axis, or one has not a whole number of devices
 * @example const devices = mesh({ data: 4, model: 2 })
 * @category Other engines
 */
export const mesh = <const M extends Mesh>(axes: M): M => {
  demandMesh('mesh', 'the argument', axes)
  return axes
}
