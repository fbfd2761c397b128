import type { Family } from './harness.js'

export const reduce: Family = {
  name: 'reduce',
  given: `
declare const x: Tensor<['N', 28, 28]>
declare const m: Tensor<[2, 3]>
declare const i: Tensor<[2, 3], 'i32'>
declare const b: Tensor<[2, 3], 'bool'>
declare const axis: number
declare const axes: readonly number[]
declare const keepDims: boolean
declare const some: AnyTensor`,
  compiles: [
    ['sum(m)', 'Tensor<[], "f32">'],
    ['sum(m, {})', 'Tensor<[], "f32">'],
    ['sum(m, { axis: 0 })', 'Tensor<[3], "f32">'],
    ['sum(m, { axis: -1 })', 'Tensor<[2], "f32">'],
    ['sum(x, { axis: [1, 2] })', 'Tensor<["N"], "f32">'],
    ['sum(x, { axis: [0, -1], keepDims: true })', 'Tensor<[1, 28, 1], "f32">'],
    ['sum(x, { axis: [] })', 'Tensor<["N", 28, 28], "f32">'],
    ['sum(m, { keepDims: true })', 'Tensor<[1, 1], "f32">'],
    ['sum(m, { axis })', 'Tensor<Shape, "f32">'],
    ['sum(m, { axis: axes })', 'Tensor<Shape, "f32">'],
    ['sum(m, { axis: 0, keepDims })', 'Tensor<Shape, "f32">'],
    ['sum(some, { axis: 0 })', 'Tensor<Shape, DType>'],
    ['sum(i, { axis: 0 })', 'Tensor<[3], "i32">'],
    ['mean(x, { axis: 0 })', 'Tensor<[28, 28], "f32">'],
    ['mean(zeros([0, 3]), { axis: 0 })', 'Tensor<[3], "f32">'],
    ['max(zeros([0, 3]), { axis: 1 })', 'Tensor<[0], "f32">'],
    ['variance(m, { axis: 1, keepDims: true })', 'Tensor<[2, 1], "f32">'],
    ['norm(m)', 'Tensor<[], "f32">'],
    ['logSumExp(x, { axis: -1 })', 'Tensor<["N", 28], "f32">'],
    ['argmax(m)', 'Tensor<[], "i32">'],
    ['argmax(x, { axis: -1 })', 'Tensor<["N", 28], "i32">'],
    ['argmin(m, { axis: 0, keepDims: true })', 'Tensor<[1, 3], "i32">'],
    ['any(b)', 'Tensor<[], "bool">'],
    ['sum(some)', 'Tensor<[], DType>'],
    ['prod(some, {})', 'Tensor<[], DType>'],
    ['max(some)', 'Tensor<[], DType>'],
    ['min(some, { axis: undefined })', 'Tensor<[], DType>'],
    ['mean(some)', 'Tensor<[], DType>'],
    ['variance(some)', 'Tensor<[], DType>'],
    ['std(some)', 'Tensor<[], DType>'],
    ['norm(some)', 'Tensor<[], DType>'],
    ['logSumExp(some, { keepDims: false })', 'Tensor<[], DType>'],
    ['argmax(some)', 'Tensor<[], "i32">'],
    ['argmin(some)', 'Tensor<[], "i32">'],
    ['any(some)', 'Tensor<[], DType>'],
    ['all(some)', 'Tensor<[], DType>'],
    ['sum(some, { keepDims: true })', 'Tensor<Shape, DType>'],
    ['sum(some, { keepDims })', 'Tensor<Shape, DType>'],
    ['all(b, { axis: 1 })', 'Tensor<[2], "bool">'],
  ],
  rejects: [
    ['sum(m, { «axis»: 2 })', 'sum: axis 2 is out of range for [2, 3]'],
    ['sum(m, { «axis»: -3 })', 'sum: axis -3 is out of range for [2, 3]'],
    ['sum(zeros([]), { «axis»: 0 })', 'sum: axis 0 is out of range for []'],
    ['mean(x, { «axis»: [0, 3] })', 'mean: axis 3 is out of range for [N, 28, 28]'],
    ['mean(x, { «axis»: [1, -2], keepDims: true })', 'mean: axis 1 is named twice'],
    ['std(m, { «axis»: 0.5 })', 'std: axis 0.5 is out of range for [2, 3]'],
    ['max(zeros([0, 3]), { «axis»: 0 })', 'max: [0, 3] is empty along the axes reduced; there is nothing to choose from'],
    ['argmax(zeros([3, 0]), { «axis»: -1 })', 'argmax: [3, 0] is empty along the axes reduced; there is nothing to choose from'],
    ['argmin(m, { «axis»: 2 })', 'argmin: axis 2 is out of range for [2, 3]'],
    ['sum(«b»)', "sum: bool is not a numeric dtype; convert it with astype(x, 'f32')"],
    ['mean(«i»)', "mean: i32 is not a floating dtype; convert it with astype(x, 'f32')"],
    ['variance(«i», { axis: 0 })', "variance: i32 is not a floating dtype; convert it with astype(x, 'f32')"],
    ['any(«m»)', 'any: f32 is not bool; compare it, as in notEqual(x, 0)'],
    ['argmax(«b»)', "argmax: bool is not a numeric dtype; convert it with astype(x, 'f32')"],
  ],
  refuses: [['argmax(m, { «axis»: [0] })', "Type 'number[]' is not assignable to type 'number'."]],
}
