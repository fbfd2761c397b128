import type { Family } from './harness.js'

export const matmul: Family = {
  name: 'matmul',
  given: `
declare const x: Tensor<['N', 784]>
declare const batch: Tensor<['B', 'T', 64]>
declare const unknownSize: Tensor<[number, 3]>
declare const some: AnyTensor`,
  compiles: [
    ['matmul(zeros([7, 3]), zeros([3, 5]))', 'Tensor<[7, 5], "f32">'],
    ['matmul(x, zeros([784, 10]))', 'Tensor<["N", 10], "f32">'],
    ['matmul(zeros([2, 7, 3]), zeros([2, 3, 5]))', 'Tensor<[2, 7, 5], "f32">'],
    ['matmul(zeros([8, 1, 7, 3]), zeros([4, 3, 5]))', 'Tensor<[8, 4, 7, 5], "f32">'],
    ['matmul(batch, zeros([64, 32]))', 'Tensor<["B", "T", 32], "f32">'],
    ['matmul(batch, swapAxes(batch, -1, -2))', 'Tensor<["B", "T", "T"], "f32">'],
    ['matmul(zeros([3]), zeros([3, 5]))', 'Tensor<[5], "f32">'],
    ['matmul(x, zeros([784]))', 'Tensor<["N"], "f32">'],
    ['matmul(zeros([3]), zeros([3]))', 'Tensor<[], "f32">'],
    ['matmul(unknownSize, zeros([3, 5]))', 'Tensor<[number, 5], "f32">'],
    ['matmul(zeros([5, 4]), unknownSize)', 'Tensor<[5, 3], "f32">'],
    ['matmul(some, x)', 'Tensor<Shape, "f32">'],
    ['matmul(some, some)', 'Tensor<Shape, DType>'],
    ["matmul(zeros([7, 3], { dtype: 'i32' }), zeros([3, 5], { dtype: 'i32' }))", 'Tensor<[7, 5], "i32">'],
    ['matmul(zeros([0, 3]), zeros([3, 5]))', 'Tensor<[0, 5], "f32">'],
  ],
  rejects: [
    ['matmul(zeros([7, 3]), «zeros([4, 5])»)', 'matmul: [7, 3] x [4, 5]: inner dimensions 3 and 4 differ'],
    ['matmul(x, «zeros([785, 10])»)', 'matmul: [N, 784] x [785, 10]: inner dimensions 784 and 785 differ'],
    ['matmul(x, «x»)', 'matmul: [N, 784] x [N, 784]: inner dimensions 784 and N differ; did you mean transpose(b)?'],
    ['matmul(x, «zeros([10])»)', 'matmul: [N, 784] x [10]: inner dimensions 784 and 10 differ'],
    ['matmul(zeros([2, 7, 3]), «zeros([5, 3, 4])»)', 'matmul: [2, 7, 3] x [5, 3, 4]: batch dimensions [2] and [5] do not broadcast'],
    ['matmul(«zeros([])», x)', 'matmul: the left operand is a scalar, []; scale with mul'],
    ['matmul(x, «zeros([])»)', 'matmul: the right operand is a scalar, []; scale with mul'],
    ["matmul(x, «zeros([784, 10], { dtype: 'i32' })»)", 'matmul: f32 and i32 differ; convert one with astype'],
    [
      "matmul(«ones([2, 2], { dtype: 'bool' })», ones([2, 2], { dtype: 'bool' }))",
      "matmul: bool is not a numeric dtype; convert it with astype(x, 'f32')",
    ],
  ],
  refuses: [['matmul(x, «2»)', "Argument of type 'number' is not assignable to parameter of type 'Tensor<Shape, DType>'."]],
}
