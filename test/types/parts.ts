import type { Family } from './harness.js'

export const parts: Family = {
  name: 'parts',
  given: `
declare const x: Tensor<['N', 784]>
declare const y: Tensor<['M', 784]>
declare const m: Tensor<[10, 5]>
declare const i: Tensor<[4], 'i32'>
declare const n: number
declare const list: Tensor<[2, 3]>[]
declare const some: AnyTensor`,
  compiles: [
    ['slice(m, 0)', 'Tensor<[5], "f32">'],
    ['slice(m, -10, 4)', 'Tensor<[], "f32">'],
    ['slice(m, null, -1)', 'Tensor<[10], "f32">'],
    ['slice(m, [2, 5])', 'Tensor<[3, 5], "f32">'],
    ['slice(m, [0, -1], [1, null])', 'Tensor<[9, 4], "f32">'],
    ['slice(m, [0, 10, 3])', 'Tensor<[4, 5], "f32">'],
    ['slice(m, [5, 100])', 'Tensor<[5, 5], "f32">'],
    ['slice(m, [7, 3])', 'Tensor<[0, 5], "f32">'],
    ['slice(m, [n, n])', 'Tensor<[number, 5], "f32">'],
    ['slice(x, null, [0, 10])', 'Tensor<["N", 10], "f32">'],
    ['slice(x, [0, null])', 'Tensor<["N", 784], "f32">'],
    ['slice(x, [0, 32])', 'Tensor<[number, 784], "f32">'],
    ['slice(x, 0)', 'Tensor<[784], "f32">'],
    ['slice(some, 0)', 'Tensor<Shape, DType>'],
    ['concat([m, m])', 'Tensor<[20, 5], "f32">'],
    ['concat([m, zeros([10, 1]), m], -1)', 'Tensor<[10, 11], "f32">'],
    ['concat([x, zeros([x.shape[0], 16])], 1)', 'Tensor<["N", 800], "f32">'],
    ['concat([x, x])', 'Tensor<["2*N", 784], "f32">'],
    ['concat([y, x, zeros([4, 784])])', 'Tensor<["N+M+4", 784], "f32">'],
    ['slice(concat([x, zeros([4, 784])]), [4, null])', 'Tensor<["N", 784], "f32">'],
    ['concat(list, 1)', 'Tensor<[2, number], "f32">'],
    ['concat([some, m])', 'Tensor<Shape, DType>'],
    ['stack([m, m, m])', 'Tensor<[3, 10, 5], "f32">'],
    ['stack([x, x], -1)', 'Tensor<["N", 784, 2], "f32">'],
    ['stack(list)', 'Tensor<[number, 2, 3], "f32">'],
    ['gather(m, i)', 'Tensor<[4, 5], "f32">'],
    ['gather(m, zeros([2, 3], { dtype: "u32" }), 1)', 'Tensor<[10, 2, 3], "f32">'],
    ['gather(x, i, -1)', 'Tensor<["N", 4], "f32">'],
    ['takeAlongAxis(m, argmax(m, { axis: 1, keepDims: true }), 1)', 'Tensor<[10, 1], "f32">'],
    ['oneHot(i, 10)', 'Tensor<[4, 10], "f32">'],
    ["oneHot(argmax(x, { axis: 1 }), 10, { dtype: 'bool' })", 'Tensor<["N", 10], "bool">'],
  ],
  rejects: [
    ['slice(m, «10»)', 'slice: index 10 is out of range for axis 0 of [10, 5]'],
    ['slice(m, null, «-6»)', 'slice: index -6 is out of range for axis 1 of [10, 5]'],
    ['slice(m, [0, 5], [0, 1], «null»)', 'slice: 3 ranges for [10, 5]'],
    ['slice(m, «[0, 5, 0]»)', 'slice: step 0 along axis 0; a step is 1 or more'],
    ['slice(m, null, «[0, 5, -1]»)', 'slice: step -1 along axis 1; a step is 1 or more'],
    ['slice(zeros([0]), «0»)', 'slice: index 0 is out of range for axis 0 of [0]'],
    ['concat([m, «zeros([10, 4])»])', 'concat: [10, 5] and [10, 4] differ off axis 0: 5 and 4'],
    ['concat([m, m, «zeros([5])»])', 'concat: [20, 5] and [5] differ in rank'],
    ['concat([m, «zeros([10, 5], { dtype: "i32" })»])', 'concat: f32 and i32 differ; convert one with astype'],
    ['concat([m, m], «2»)', 'concat: axis 2 is out of range for [10, 5]'],
    ['concat([«zeros([])», zeros([])])', 'concat: axis 0 is out of range for []'],
    ['concat(«[]»)', 'concat: the list is empty'],
    ['concat([x, «zeros([5, 784])»], 1)', 'concat: [N, 784] and [5, 784] differ off axis 1: N and 5'],
    ['stack([m, «zeros([10, 4])»])', 'stack: [10, 5] and [10, 4] differ'],
    ['stack([m, m], «3»)', 'stack: axis 3 is out of range for [10, 5]'],
    ['gather(m, i, «2»)', 'gather: axis 2 is out of range for [10, 5]'],
    ['gather(m, «zeros([4])»)', "gather: f32 is not an index dtype; convert it with astype(x, 'i32')"],
    ['gather(zeros([3, 0]), i, «1»)', 'gather: axis 1 of [3, 0] is empty; there is nothing to take'],
    ['takeAlongAxis(m, «zeros([9, 1], { dtype: "i32" })», 1)', 'takeAlongAxis: indices [9, 1] do not match [10, 5] off axis 1'],
    ['oneHot(i, «-1»)', 'oneHot: -1 in [-1] is not a size; sizes are whole numbers, 0 or more'],
    ['oneHot(«m», 10)', "oneHot: f32 is not an index dtype; convert it with astype(x, 'i32')"],
  ],
}
