import type { Family } from './harness.js'

/** Programs for other engines, divided among devices. */
export const interchange: Family = {
  name: 'interchange',
  given: `
import { fromOnnx, mesh, shard, toOnnx, toStableHlo } from 'typegrad/interchange'
import { dense, init, sequential } from 'typegrad/dsl'
const devices = mesh({ data: 4, model: 2 })
declare const x: Tensor<[32, 64]>
declare const batch: Tensor<['N', 64]>
declare const odd: Tensor<[30, 7]>
declare const open: Tensor<number[]>
declare const bytes: Uint8Array
const model = sequential([4], dense(2))
const read = fromOnnx(bytes, { inputs: { x: ['N', 3, 8], ids: { shape: ['N'], dtype: 'i32' } }, outputs: { y: ['N', 2] } })
const step = (w: Tensor<[64, 10]>, x: Tensor<[32, 64]>) => matmul(x, w)`,
  compiles: [
    ["shard(x, devices, ['data', 'model'])", 'Tensor<[32, 64], "f32">'],
    ["shard(x, devices, [['data', 'model']])", 'Tensor<[32, 64], "f32">'],
    ["shard(x, devices, [null, 'model'])", 'Tensor<[32, 64], "f32">'],
    ["shard(batch, devices, ['data'])", 'Tensor<["N", 64], "f32">'],
    ["shard(open, devices, ['data'])", 'Tensor<number[], "f32">'],
    ['toStableHlo(step)', 'Fn<[w: Tensor<[64, 10], "f32">, x: Tensor<[32, 64], "f32">], Promise<string>>'],
    [
      "toStableHlo(step, { mesh: devices, shardings: [null, ['data']], donate: [0] })",
      'Fn<[w: Tensor<[64, 10], "f32">, x: Tensor<[32, 64], "f32">], Promise<string>>',
    ],
    ['toOnnx(model, init(model, key(0)))', 'Promise<Uint8Array<ArrayBuffer>>'],
    [
      "toOnnx(step, { dynamic: [null, ['N']] })",
      'Fn<[w: Tensor<[64, 10], "f32">, x: Tensor<[32, 64], "f32">], Promise<Uint8Array<ArrayBuffer>>>',
    ],
    [
      'toOnnx(step, { dynamic: [(path) => [path]] })',
      'Fn<[w: Tensor<[64, 10], "f32">, x: Tensor<[32, 64], "f32">], Promise<Uint8Array<ArrayBuffer>>>',
    ],
    [
      "toOnnx(jit(step), { outputs: ['y'] })",
      'Fn<[w: Tensor<[64, 10], "f32">, x: Tensor<[32, 64], "f32">], Promise<Uint8Array<ArrayBuffer>>>',
    ],
    ["toOnnx(model, init(model, key(0)), { batch: 'B' })", 'Promise<Uint8Array<ArrayBuffer>>'],
    ['fromOnnx(bytes).metadata.opset', 'number'],
    ["read.apply(read.parameters, { x: zeros([5, 3, 8]), ids: zeros([5], { dtype: 'i32' }) }).y", 'Tensor<[5, 2], "f32">'],
    ['read.apply(read.parameters, { x: zeros([3, 3, 8]), ids: [1, 2, 3] }).y', 'Tensor<[3, 2], "f32">'],
    ['jit(read.apply)(read.parameters, { x: zeros([5, 3, 8]), ids: [1, 2, 3, 4, 5] }).y', 'Tensor<[5, 2], "f32">'],
  ],
  rejects: [
    [
      'read.apply(read.parameters, «{ x: zeros([5, 3, 9]), ids: [1, 2, 3, 4, 5] }»)',
      'argument 1.x: expected [N, 3, 8], got [5, 3, 9]: 8 and 9 differ',
    ],
    ["shard(odd, devices, «['data']»)", 'shard: axis 0 of [30, 7] has 30 elements, which the 4 devices along data do not divide'],
    ["shard(odd, devices, «[null, 'model']»)", 'shard: axis 1 of [30, 7] has 7 elements, which the 2 devices along model do not divide'],
    [
      "shard(odd, devices, «[['data', 'model']]»)",
      'shard: axis 0 of [30, 7] has 30 elements, which the 8 devices along data and model do not divide',
    ],
    ["shard(x, devices, «['data', 'data']»)", 'shard: the mesh axis data is named twice'],
    ["shard(x, devices, «[['data', 'model'], 'model']»)", 'shard: the mesh axis model is named twice'],
    ["shard(x, devices, «['data', null, 'model']»)", 'shard: [32, 64] has 2 axes, and 3 are divided'],
    ["shard(x, devices, «['rows']»)", 'shard: the mesh has no axis rows'],
    ["toOnnx(step, { dynamic: [null, «['N', 'T', 'U']»] })", 'toOnnx: [32, 64] has 2 axes, and 3 are named'],
    [
      "toStableHlo(step, { mesh: devices, shardings: [null, «[null, null, 'data']»] })",
      'toStableHlo: [32, 64] has 2 axes, and 3 are divided',
    ],
    [
      "toStableHlo(step, { mesh: devices, shardings: [«[null, ['data', 'model']]»] })",
      'toStableHlo: axis 1 of [64, 10] has 10 elements, which the 8 devices along data and model do not divide',
    ],
  ],
  refuses: [],
}
