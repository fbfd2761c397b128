/**
 * Models for other engines, and from them.
 *
 * @module typegrad/interchange
 */

export { mesh } from './mesh.js'
export { shard } from './shard.js'
export type { AxisSharding, Mesh, Sharding } from './sharding.js'
export { type StableHloOptions, type TreeSharding, toStableHlo } from './stable-hlo/export.js'
