import { check, type DType, internals, orThrow, type Tensor } from '../index.js'
import type { Shape } from '../shape/dim.js'
import type { Fit } from '../shape/sentence.js'
import type { Primitive } from '../tensor/primitive.js'
import type { AnyTensor } from '../tensor/tensor.js'
import { demandMesh } from './mesh.js'
import { type Mesh, type Sharding, type ShardingFault, sharded } from './sharding.js'

type Shard = { readonly mesh: Mesh; readonly spec: Sharding }

const shardAs = (x: AnyTensor, params: Shard): readonly AnyTensor[] => internals.applyAll(primitive, [x], params)

/** The tensor as it is. Engines that run on several devices divide it; here it is expanded into its operand. */
const primitive: Primitive<Shard> = {
  name: 'shard',
  types: (operands) => operands.slice(0, 1),
  jvp: 'linear',
  transpose: ([cotangent], _, { params }) => cotangent && shardAs(cotangent, params)[0],
  batch: ({ operands: [x], params }) => (x ? shardAs(x, { ...params, spec: [null, ...params.spec] }) : []),
  evaluate: (operands) => operands,
  lower: {
    kind: 'pull',
    visits: 'same',
    cost: 0,
    scalar: ({ operands: [read] }, index) => {
      if (!read) throw new Error('typegrad: shard has no operand; please report this')
      return read(index)
    },
  },
  stableHlo: (hlo, [x], { mesh, spec }) => x && hlo.sharded(x, mesh, spec),
  expand: (operands) => operands,
  samples: [],
}

/**
 * `x`, divided along its axes among the devices of a mesh when the function is handed to an engine that runs on several (`toStableHlo`). Here it is `x`, and so
 * is its derivative, whose cotangents are divided likewise.
 *
 * @param spec for each axis `null`, the name of a mesh axis, or a list of them; axes that are left out are not divided
 * @throws ShapeMismatch if the mesh has no such axis, one is named twice, or the devices along it do not divide the axis of `x`
 * @see Xu et al., GSPMD: general and scalable parallelization for ML computation graphs, arXiv:2105.04663
 * @example
 * const devices = mesh({ data: 4, model: 2 })
 * const hidden = (x: Tensor<[32, 64]>) => shard(relu(x), devices, ['data', 'model'])
 *
 * @category Other engines
 */
export function shard<S extends Shape, D extends DType, const M extends Mesh, const Spec extends Sharding>(
  x: Tensor<S, D>,
  mesh: M,
  spec: Fit<ShardingFault<'shard', M, S, Spec>, Spec>,
): Tensor<S, D>
export function shard(x: AnyTensor, mesh: Mesh, spec: Sharding): AnyTensor {
  check.tensor('shard', 'x', x)
  demandMesh('shard', 'the mesh', mesh)
  demandSharding('shard', spec)
  const [result = x] = shardAs(x, { mesh, spec: orThrow(sharded('shard', mesh, x.type.shape, spec)) })
  return result
}

/** @throws InvalidArgument unless it is a list of names, lists of names, and null */
export const demandSharding = (op: string, spec: unknown): void => {
  const isAxis = (axis: unknown): boolean =>
    axis === null || typeof axis === 'string' || (Array.isArray(axis) && axis.every((name) => typeof name === 'string'))
  if (!Array.isArray(spec) || !spec.every(isAxis))
    check.refuse(op, 'the sharding', "a list with a mesh axis or null for each axis, as in ['data', null]", spec)
}
