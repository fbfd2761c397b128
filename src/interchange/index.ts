/**
 * Models for other engines, and from them.
 *
 * @module typegrad/interchange
 */

export { mesh } from './mesh.js'
export {
  type FromOnnxInputs,
  type FromOnnxModel,
  type FromOnnxOptions,
  fromOnnx,
  type OnnxMetadata,
  type OnnxModel,
} from './onnx/read/from-onnx.js'
export type { OnnxParameters, OnnxTensor } from './onnx/read/signature.js'
export { type AxisNames, type OnnxFunctionOptions, type OnnxModelOptions, type OnnxOptions, toOnnx } from './onnx/write/export.js'
export type { OnnxExternal } from './onnx/write/file.js'
export type { Stated, StatedAll } from './read/signature.js'
export { shard } from './shard.js'
export type { AxisSharding, Mesh, Sharding } from './sharding.js'
export { type StableHloOptions, type TreeSharding, toStableHlo } from './stable-hlo/export.js'
export type { TfjsBytes } from './tfjs/bytes.js'
export { type FromTfjsInputs, type FromTfjsModel, fromTfjs, fromTfjsWeights, type TfjsMetadata, type TfjsModel } from './tfjs/from-tfjs.js'
export type { TfjsParameters } from './tfjs/parameters.js'
export type { TfjsTensor } from './tfjs/signature.js'
