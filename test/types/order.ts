import type { Family } from './harness.js'

export const order: Family = {
  name: 'order',
  given: `
declare const x: Tensor<['N', 784]>
declare const m: Tensor<[2, 3]>
declare const v: Tensor<[5]>
declare const s: Tensor<[]>
declare const i: Tensor<[2, 3], 'i32'>
declare const b: Tensor<[2, 3], 'bool'>
declare const u: Tensor<[number, 4], 'u32'>
declare const k: Tensor<[2], 'u32'>
declare const n: number
declare const descending: boolean
declare const some: AnyTensor`,
  compiles: [
    ['cumsum(v)', 'Tensor<[5], "f32">'],
    ['cumsum(m, { axis: -1 })', 'Tensor<[2, 3], "f32">'],
    ['cumsum(x, { axis: 0 })', 'Tensor<["N", 784], "f32">'],
    ['cumsum(m, { axis: n })', 'Tensor<[2, 3], "f32">'],
    ['cumsum(some)', 'Tensor<Shape, DType>'],
    ['cumprod(i, { axis: 1 })', 'Tensor<[2, 3], "i32">'],
    ['cumprod(u, { axis: 0 })', 'Tensor<[number, 4], "u32">'],
    ['sort(v)', 'Tensor<[5], "f32">'],
    ['sort(x, { axis: 0, descending: true })', 'Tensor<["N", 784], "f32">'],
    ['sort(i, { descending })', 'Tensor<[2, 3], "i32">'],
    ['sort(some, { axis: n })', 'Tensor<Shape, DType>'],
    ['argsort(x)', 'Tensor<["N", 784], "i32">'],
    ['argsort(u, { axis: -2, descending: true })', 'Tensor<[number, 4], "i32">'],
    ['topK(v, 2)', '[values: Tensor<[2], "f32">, indices: Tensor<[2], "i32">]'],
    ['topK(x, 10)', '[values: Tensor<["N", 10], "f32">, indices: Tensor<["N", 10], "i32">]'],
    ['topK(i, 0, { axis: 0 })', '[values: Tensor<[0, 3], "i32">, indices: Tensor<[0, 3], "i32">]'],
    ['topK(x, 5, { axis: 0 })', '[values: Tensor<[5, 784], "f32">, indices: Tensor<[5, 784], "i32">]'],
    ['topK(u, 9, { axis: 0 })', '[values: Tensor<[9, 4], "u32">, indices: Tensor<[9, 4], "i32">]'],
    ['topK(x, x.shape[0], { axis: 0 })', '[values: Tensor<["N", 784], "f32">, indices: Tensor<["N", 784], "i32">]'],
    ['topK(m, n)', '[values: Tensor<[2, number], "f32">, indices: Tensor<[2, number], "i32">]'],
    ['topK(m, 2, { axis: n })', '[values: Tensor<[number, number], "f32">, indices: Tensor<[number, number], "i32">]'],
    ['topK(some, 2)[0]', 'Tensor<Shape, DType>'],
    ['permutation(k, 10)', 'Tensor<[10], "i32">'],
    ['permutation(k, x.shape[0])', 'Tensor<["N"], "i32">'],
    ['permutation(k, n)', 'Tensor<[number], "i32">'],
    ['permutation(k, x)', 'Tensor<["N", 784], "f32">'],
    ['permutation(k, some)', 'Tensor<Shape, DType>'],
  ],
  rejects: [
    ['cumsum(«m»)', 'cumsum: [2, 3] has 2 axes; name the one to run along, as in { axis: 0 }'],
    ['cumprod(«x»)', 'cumprod: [N, 784] has 2 axes; name the one to run along, as in { axis: 0 }'],
    ['cumsum(«s»)', 'cumsum: axis 0 is out of range for []'],
    ['cumsum(m, { «axis»: 2 })', 'cumsum: axis 2 is out of range for [2, 3]'],
    ['cumprod(v, { «axis»: -2 })', 'cumprod: axis -2 is out of range for [5]'],
    ['cumsum(«b», { axis: 0 })', "cumsum: bool is not a numeric dtype; convert it with astype(x, 'f32')"],
    ['sort(m, { «axis»: 2 })', 'sort: axis 2 is out of range for [2, 3]'],
    ['sort(m, { «axis»: 0.5, descending: true })', 'sort: axis 0.5 is out of range for [2, 3]'],
    ['sort(«s»)', 'sort: axis -1 is out of range for []'],
    ['sort(«b»)', "sort: bool is not a numeric dtype; convert it with astype(x, 'f32')"],
    ['argsort(m, { descending: true, «axis»: -3 })', 'argsort: axis -3 is out of range for [2, 3]'],
    ['argsort(«b», { axis: 0 })', "argsort: bool is not a numeric dtype; convert it with astype(x, 'f32')"],
    ['topK(m, «5»)', 'topK: k = 5 is more than the 3 elements along axis 1 of [2, 3]'],
    ['topK(m, «3», { axis: -2 })', 'topK: k = 3 is more than the 2 elements along axis 0 of [2, 3]'],
    ['topK(x, «785»)', 'topK: k = 785 is more than the 784 elements along axis 1 of [N, 784]'],
    ['topK(m, «-1»)', 'topK: k = -1 is not a whole number, 0 or more'],
    ['topK(some, «1.5»)', 'topK: k = 1.5 is not a whole number, 0 or more'],
    ['topK(m, 1, { «axis»: 2 })', 'topK: axis 2 is out of range for [2, 3]'],
    ['topK(«s», 1)', 'topK: axis -1 is out of range for []'],
    ['topK(«b», 1)', "topK: bool is not a numeric dtype; convert it with astype(x, 'f32')"],
    ['permutation(k, «-1»)', 'permutation: -1 in [-1] is not a size; sizes are whole numbers, 0 or more'],
    ['permutation(k, «s»)', 'permutation: axis 0 is out of range for []'],
  ],
  refuses: [['sort(m, { «axis»: [0] })', "Type 'number[]' is not assignable to type 'number'."]],
}
