import { showType } from '../shape/dtype.js'
import type { Device } from './device.js'
import { bound } from './pending.js'
import type { Application, Params, Primitive } from './primitive.js'
import { originOfApplication } from './recorded.js'
import { type AnyTensor, alive, Tensor } from './tensor.js'

/**
 * The one arrow upwards: reading acquires a device by itself. It starts here, where what has to run is made, so that who makes tensors of numbers alone
 * bundles no compiler; it is taken when it is needed, not when modules load.
 */
const acquire = async (): Promise<Device> => (await import('../runtime/acquire.js')).acquire()

/** Applies a primitive: new nodes of the graph, one a result. Nothing is computed. */
export const applyAll = <P extends Params>(primitive: Primitive<P>, operands: readonly AnyTensor[], params: P): readonly AnyTensor[] => {
  let traced = false
  let grounded = false
  let depth = 0
  for (const operand of operands) {
    alive(operand, primitive.name)
    traced ||= operand.traced
    grounded ||= operand.grounded
    // What has run since is no longer pending.
    if (operand.source.kind === 'application' && operand.depth > depth) depth = operand.depth
  }
  const types = primitive.types(
    operands.map((operand) => operand.type),
    params,
  )
  // A primitive's rules only ever meet parameters it was itself applied with.
  const application: Application = {
    primitive: primitive as unknown as Primitive,
    operands,
    nodes: operands.map(({ node }) => node),
    params,
    types,
    at: originOfApplication(),
    pending: types.length,
    acquire,
  }
  // A function being traced captures tensors, not nodes: its program is run on what these are then.
  if (!traced) for (const node of application.nodes) node.readers++
  const results = types.map((type, output) => new Tensor(type, { kind: 'application', application, output }, traced, grounded, depth + 1))
  bound(results)
  return results
}

/** Applies a primitive of one result. */
export const apply = <P extends Params>(primitive: Primitive<P>, operands: readonly AnyTensor[], params: P): AnyTensor => {
  const [result] = applyAll(primitive, operands, params)
  if (result === undefined) throw new Error(`${primitive.name}: no result for ${operands.map((x) => showType(x.type)).join(', ')}`)
  return result
}
