import type { Family } from './harness.js'

export const create: Family = {
  name: 'create',
  given: `
declare const x: Tensor<['N', 784]>
declare const n: number
declare const rows: number[][]
declare const numbers: readonly number[]
declare const bytes: Uint8Array`,
  compiles: [
    ['zeros([2, 3])', 'Tensor<[2, 3], "f32">'],
    ['zeros([])', 'Tensor<[], "f32">'],
    ['zeros([0, 3])', 'Tensor<[0, 3], "f32">'],
    ["tensor([1, 2], { dtype: 'f16' })", 'Tensor<[2], "f16">'],
    ['tensor(new Float32Array(6), { shape: [2, 3] })', 'Tensor<[2, 3], "f32">'],
    ["linspace(0, 1, 5, { dtype: 'f16' })", 'Tensor<[5], "f16">'],
    ["ones([2], { dtype: 'i32' })", 'Tensor<[2], "i32">'],
    ['full([2, n], 0.5)', 'Tensor<[2, number], "f32">'],
    ['zeros(numbers)', 'Tensor<number[], "f32">'],
    ['zeros([x.shape[0], 10])', 'Tensor<["N", 10], "f32">'],
    ['zeros([x.shape[0] * 2, 10])', 'Tensor<[number, 10], "f32">'],
    ['zeros(x.shape)', 'Tensor<["N", 784], "f32">'],
    ['zerosLike(x)', 'Tensor<["N", 784], "f32">'],
    ['arange(5)', 'Tensor<[5], "f32">'],
    ["arange(10, { start: 1, step: 3, dtype: 'i32' })", 'Tensor<[3], "i32">'],
    ['arange(1, { step: 0.25 })', 'Tensor<[number], "f32">'],
    ['linspace(0, 1, 11)', 'Tensor<[11], "f32">'],
    ['eye(3)', 'Tensor<[3, 3], "f32">'],
    ['tensor(5)', 'Tensor<[], "f32">'],
    ['tensor([])', 'Tensor<[0], "f32">'],
    ['tensor([1, 2, 3])', 'Tensor<[3], "f32">'],
    ['tensor([[1, 2], [3, 4], [5, 6]])', 'Tensor<[3, 2], "f32">'],
    ["tensor([[[1], [2]]], { dtype: 'u32' })", 'Tensor<[1, 2, 1], "u32">'],
    ['tensor([true, false])', 'Tensor<[2], "bool">'],
    ['tensor(rows)', 'Tensor<[number, number], "f32">'],
    ['tensor([rows[0] ?? [], [1, 2]])', 'Tensor<[2, number], "f32">'],
    ['tensor(new Float32Array(6), { shape: [2, 3] })', 'Tensor<[2, 3], "f32">'],
    ['tensor(new Int32Array(6))', 'Tensor<[number], "i32">'],
    ["tensor(bytes, { shape: [-1, 28, 28], dtype: 'f32' })", 'Tensor<[number, 28, 28], "f32">'],
    ['tensor([1, 2, 3, 4], { shape: [2, -1] })', 'Tensor<[2, 2], "f32">'],
  ],
  rejects: [
    ['zeros(«[2, -3]»)', 'zeros: -3 in [2, -3] is not a size; sizes are whole numbers, 0 or more'],
    ['ones(«[2.5]»)', 'ones: 2.5 in [2.5] is not a size; sizes are whole numbers, 0 or more'],
    ['full(«[-1]», 0)', 'full: -1 in [-1] is not a size; sizes are whole numbers, 0 or more'],
    ['linspace(0, 1, «-1»)', 'linspace: -1 in [-1] is not a size; sizes are whole numbers, 0 or more'],
    ['eye(«1.5»)', 'eye: 1.5 in [1.5] is not a size; sizes are whole numbers, 0 or more'],
    ['arange(5, { «step»: 0 })', 'arange: step 0 never gets to the end'],
    ['tensor(«[[1, 2], [3]]»)', 'tensor: row 1 has shape [1] where row 0 has [2]'],
    ['tensor(«[1, [2]]»)', 'tensor: row 1 has shape [1] where row 0 has []'],
    ['tensor(«[[[1], [2]], [[1], [2, 3]]]»)', 'tensor: row 1 has shape [2] where row 0 has [1]'],
    ['tensor([1, 2, 3], { «shape»: [2, 2] })', 'tensor: [3] has 3 elements and [2, 2] has 4'],
    ['tensor([1, 2, 3], { «shape»: [2, -1] })', 'tensor: the elements of [3] do not fill [2, -1]'],
  ],
  refuses: [
    ["zeros([«'N'», 3])", "Type 'string' is not assignable to type 'number'."],
    ["zeros([2], { «dtype»: 'int' })", `Type '"int"' is not assignable to type 'DType | undefined'.`],
  ],
}
