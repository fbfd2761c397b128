import type { Family } from './harness.js'

export const contract: Family = {
  name: 'contract',
  given: `
declare const x: Tensor<['N', 784]>
declare const m: Tensor<[2, 3]>
declare const t: Tensor<[4, 2, 3]>
declare const v: Tensor<[3]>
declare const i: Tensor<[3], 'i32'>
declare const b: Tensor<[3], 'bool'>
declare const unknownSize: Tensor<[number, 3]>
declare const n: number
declare const axes: number[]
declare const some: AnyTensor`,
  compiles: [
    ['dot(v, v)', 'Tensor<[], "f32">'],
    ['dot(m, v)', 'Tensor<[2], "f32">'],
    ['dot(m, zeros([3, 5]))', 'Tensor<[2, 5], "f32">'],
    ['dot(m, zeros([4, 3, 5]))', 'Tensor<[2, 4, 5], "f32">'],
    ['dot(x, zeros([784, 10]))', 'Tensor<["N", 10], "f32">'],
    ['dot(zeros([5, 4]), unknownSize)', 'Tensor<[5, 3], "f32">'],
    ['dot(some, v)', 'Tensor<Shape, "f32">'],
    ['outer(v, zeros([5]))', 'Tensor<[3, 5], "f32">'],
    ['outer(i, i)', 'Tensor<[3, 3], "i32">'],
    ['outer(mean(x, { axis: 1 }), v)', 'Tensor<["N", 3], "f32">'],
    ['outer(some, v)', 'Tensor<Shape, "f32">'],
    ['tensordot(m, zeros([3, 5]), 1)', 'Tensor<[2, 5], "f32">'],
    ['tensordot(t, zeros([2, 3, 5]), 2)', 'Tensor<[4, 5], "f32">'],
    ['tensordot(m, v, 0)', 'Tensor<[2, 3, 3], "f32">'],
    ['tensordot(m, m, 2)', 'Tensor<[], "f32">'],
    ['tensordot(t, m, [[1, -1], [0, 1]])', 'Tensor<[4], "f32">'],
    ['tensordot(t, zeros([4, 2, 5]), [[0, 1], [0, 1]])', 'Tensor<[3, 5], "f32">'],
    ['tensordot(x, x, [[0], [0]])', 'Tensor<[784, 784], "f32">'],
    ['tensordot(m, unknownSize, [[0], [0]])', 'Tensor<[3, 3], "f32">'],
    ['tensordot(m, m, n)', 'Tensor<Shape, "f32">'],
    ['tensordot(m, m, [axes, axes])', 'Tensor<Shape, "f32">'],
    ['tensordot(some, m, 1)', 'Tensor<Shape, "f32">'],
  ],
  rejects: [
    ['dot(m, «m»)', 'dot: [2, 3] x [2, 3]: inner dimensions 3 and 2 differ'],
    ['dot(x, «v»)', 'dot: [N, 784] x [3]: inner dimensions 784 and 3 differ'],
    ['dot(«zeros([])», v)', 'dot: the left operand is a scalar, []; scale with mul'],
    ['dot(v, «zeros([])»)', 'dot: the right operand is a scalar, []; scale with mul'],
    ['dot(v, «i»)', 'dot: f32 and i32 differ; convert one with astype'],
    ['dot(«b», b)', "dot: bool is not a numeric dtype; convert it with astype(x, 'f32')"],
    ['outer(v, «m»)', 'outer: [2, 3] is not a vector; flatten it with reshape(x, [-1])'],
    ['outer(«zeros([])», v)', 'outer: [] is not a vector; flatten it with reshape(x, [-1])'],
    ['outer(v, «i»)', 'outer: f32 and i32 differ; convert one with astype'],
    ['tensordot(m, «m», 1)', 'tensordot: [2, 3] x [2, 3]: dimensions 3 and 2 differ'],
    ['tensordot(x, «t», [[0], [0]])', 'tensordot: [N, 784] x [4, 2, 3]: dimensions N and 4 differ'],
    ['tensordot(t, «m», [[2, 0], [1, 0]])', 'tensordot: [4, 2, 3] x [2, 3]: dimensions 4 and 2 differ'],
    ['tensordot(t, m, «3»)', 'tensordot: [4, 2, 3] x [2, 3] do not have 3 axes each to sum over'],
    ['tensordot(m, t, «3»)', 'tensordot: [2, 3] x [4, 2, 3] do not have 3 axes each to sum over'],
    ['tensordot(m, m, «-1»)', 'tensordot: [2, 3] x [2, 3] do not have -1 axes each to sum over'],
    ['tensordot(m, m, «[[0, 1], [0]]»)', 'tensordot: axes [0, 1] and [0] do not pair'],
    ['tensordot(m, m, «[[0, 2], [0, 1]]»)', 'tensordot: axis 2 is out of range for [2, 3]'],
    ['tensordot(m, m, «[[0], [-3]]»)', 'tensordot: axis -3 is out of range for [2, 3]'],
    ['tensordot(m, m, «[[0, -2], [0, 1]]»)', 'tensordot: axis 0 is named twice'],
    ['tensordot(v, «i», 1)', 'tensordot: f32 and i32 differ; convert one with astype'],
  ],
}
