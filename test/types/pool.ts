import type { Family } from './harness.js'

export const pool: Family = {
  name: 'pool',
  given: `
declare const images: Tensor<['N', 28, 28, 8]>
declare const small: Tensor<[2, 3, 3, 1]>
declare const wave: Tensor<[2, 16, 4]>
declare const wide: Tensor<['N', 'H', 28, 3]>
declare const grid: Tensor<['N', 14, 7, 2]>
declare const flat: Tensor<[28, 28]>
declare const integers: Tensor<[2, 8, 8, 1], 'i32'>
declare const marks: Tensor<[2, 8, 8, 1], 'bool'>
declare const some: AnyTensor
declare const n: number
declare const maybe: boolean
declare const list: number[]`,
  compiles: [
    ['maxPool(images, 2)', 'Tensor<["N", 14, 14, 8], "f32">'],
    ['maxPool(images, 3)', 'Tensor<["N", 9, 9, 8], "f32">'],
    ['maxPool(images, [2, 7])', 'Tensor<["N", 14, 4, 8], "f32">'],
    ["maxPool(images, 3, { stride: 2, padding: 'same' })", 'Tensor<["N", 14, 14, 8], "f32">'],
    ['maxPool(zeros([1, 112, 112, 64]), 3, { stride: 2, padding: 1 })', 'Tensor<[1, 56, 56, 64], "f32">'],
    ['maxPool(images, 3, { stride: [1, 2], padding: [[1, 1], [0, 1]] })', 'Tensor<["N", 28, 14, 8], "f32">'],
    ['maxPool(wave, 4)', 'Tensor<[2, 4, 4], "f32">'],
    ["maxPool(zeros([1, 4, 4, 4, 2]), 2, { stride: 1, padding: 'same' })", 'Tensor<[1, 4, 4, 4, 2], "f32">'],
    ["maxPool(wide, 3, { stride: 1, padding: 'same' })", 'Tensor<["N", "H", 28, 3], "f32">'],
    ['maxPool(wide, 2)', 'Tensor<["N", number, 14, 3], "f32">'],
    ['maxPool(images, n)', 'Tensor<["N", number, number, 8], "f32">'],
    ['maxPool(images, list, { stride: 2 })', 'Tensor<["N", number, number, 8], "f32">'],
    ['maxPool(integers, 2)', 'Tensor<[2, 4, 4, 1], "i32">'],
    ['maxPool(some, 2)', 'Tensor<Shape, DType>'],
    ['maxPool(images, 3, { ceilMode: true })', 'Tensor<["N", 10, 10, 8], "f32">'],
    ['maxPool(images, [3, 5], { stride: [2, 3], ceilMode: true })', 'Tensor<["N", 14, 9, 8], "f32">'],
    ['maxPool(zeros([1, 5, 1]), 1, { stride: 5, ceilMode: true })', 'Tensor<[1, 1, 1], "f32">'],
    ['maxPool(zeros([1, 6, 1]), 2, { stride: 5, padding: 1, ceilMode: true })', 'Tensor<[1, 2, 1], "f32">'],
    ['maxPool(zeros([1, 7, 1]), 3, { stride: 2, padding: 2, ceilMode: true })', 'Tensor<[1, 5, 1], "f32">'],
    ["maxPool(wide, 3, { stride: 2, padding: 'same', ceilMode: true })", 'Tensor<["N", number, 14, 3], "f32">'],
    ['maxPool(wide, 3, { stride: 1, padding: 1, ceilMode: true })', 'Tensor<["N", "H", 28, 3], "f32">'],
    ['maxPool(images, 3, { ceilMode: maybe })', 'Tensor<["N", number, number, 8], "f32">'],
    ['maxPool(images, n, { ceilMode: true })', 'Tensor<["N", number, number, 8], "f32">'],
    ['avgPool(images, 3, { padding: 1, countPadding: true, ceilMode: true })', 'Tensor<["N", 10, 10, 8], "f32">'],
    ['avgPool(images, 3, { padding: 1, countPadding: maybe })', 'Tensor<["N", 10, 10, 8], "f32">'],
    ['avgPool(images, 2)', 'Tensor<["N", 14, 14, 8], "f32">'],
    ['avgPool(images, 28)', 'Tensor<["N", 1, 1, 8], "f32">'],
    ['avgPool(small, [3, 1], { stride: 1 })', 'Tensor<[2, 1, 3, 1], "f32">'],
    ['avgPool(small, 2, { padding: 1 })', 'Tensor<[2, 2, 2, 1], "f32">'],
    ['adaptiveAvgPool(images, 7)', 'Tensor<["N", 7, 7, 8], "f32">'],
    ['adaptiveAvgPool(wide, [3, 5])', 'Tensor<["N", 3, 5, 3], "f32">'],
    ['adaptiveMaxPool(integers, [1, 3])', 'Tensor<[2, 1, 3, 1], "i32">'],
    ['adaptiveMaxPool(wave, n)', 'Tensor<[2, number, 4], "f32">'],
    ['adaptiveMaxPool(some, 2)', 'Tensor<Shape, DType>'],
    ["interpolate(images, 56, { method: 'linear' })", 'Tensor<["N", 56, 56, 8], "f32">'],
    ['interpolate(wave, [40])', 'Tensor<[2, 40, 4], "f32">'],
    ['interpolate(small, [wide.shape[1], 5])', 'Tensor<[2, "H", 5, 1], "f32">'],
    ['interpolate(images, list)', 'Tensor<["N", number, number, 8], "f32">'],
    ['gridSample(images, grid)', 'Tensor<["N", 14, 7, 8], "f32">'],
    ["gridSample(wide, zeros([n, 2, 3, 2]), { padding: 'border' })", 'Tensor<["N", 2, 3, 3], "f32">'],
    ['gridSample(some, grid)', 'Tensor<Shape, "f32">'],
  ],
  rejects: [
    ['adaptiveAvgPool(images, «0»)', 'adaptiveAvgPool: sizes 0 must be whole and 1 or more'],
    ['adaptiveAvgPool(«flat», 2)', 'adaptiveAvgPool: the input needs [N, ...spatial, C] with 1 to 3 spatial axes, got [28, 28]'],
    ['adaptiveAvgPool(«integers», 2)', "adaptiveAvgPool: i32 is not a floating dtype; convert it with astype(x, 'f32')"],
    ['adaptiveMaxPool(images, «[2, 2, 2]»)', 'adaptiveMaxPool: sizes [2, 2, 2] has 3 entries for 2 spatial axes'],
    ['adaptiveMaxPool(«marks», 2)', "adaptiveMaxPool: bool is not a numeric dtype; convert it with astype(x, 'f32')"],
    [
      'adaptiveMaxPool(«zeros([2, 0, 3, 1])», 2)',
      'adaptiveMaxPool: [2, 0, 3, 1] is empty along a spatial axis; there is nothing to choose from',
    ],
    ['interpolate(images, «[56, 5.5]»)', 'interpolate: sizes [56, 5.5] must be whole and 1 or more'],
    ['interpolate(images, «[56]», { method: "linear" })', 'interpolate: sizes [56] has 1 entries for 2 spatial axes'],
    ['interpolate(«zeros([28])», 56)', 'interpolate: the input needs [N, ...spatial, C] with 1 to 3 spatial axes, got [28]'],
    ['gridSample(«flat», grid)', 'gridSample: the image needs [N, height, width, channels], got [28, 28]'],
    ['gridSample(small, «zeros([2, 3, 3])»)', 'gridSample: the grid needs [N, rows, columns, 2], got [2, 3, 3]'],
    ['gridSample(small, «zeros([2, 3, 3, 3])»)', 'gridSample: the grid needs [N, rows, columns, 2], got [2, 3, 3, 3]'],
    [
      'gridSample(small, «zeros([3, 3, 3, 2])»)',
      'gridSample: the image [2, 3, 3, 1] and the grid [3, 3, 3, 2] differ in how many examples they hold',
    ],
    [
      'gridSample(«zeros([2, 3, 0, 1])», zeros([2, 3, 3, 2]))',
      'gridSample: [2, 3, 0, 1] is empty along a spatial axis; there is nothing to sample',
    ],
    ["gridSample(small, «zeros([2, 3, 3, 2], { dtype: 'f64' })»)", 'gridSample: f32 and f64 differ; convert one with astype'],
    ['maxPool(small, «4»)', 'maxPool: window [4, 4] is larger than the padded input [3, 3]'],
    ['maxPool(small, «[2, 6]», { padding: [[0, 0], [1, 1]] })', 'maxPool: window [2, 6] is larger than the padded input [3, 5]'],
    ['maxPool(small, «0»)', 'maxPool: window 0 must be whole and 1 or more'],
    ['maxPool(small, «[2, -1]»)', 'maxPool: window [2, -1] must be whole and 1 or more'],
    ['maxPool(small, «[2, 2, 2]»)', 'maxPool: window [2, 2, 2] has 3 entries for 2 spatial axes'],
    ['maxPool(small, «9», { stride: 2, ceilMode: true })', 'maxPool: window [9, 9] is larger than the padded input [3, 3]'],
    ['maxPool(small, 2, { «padding»: 2, ceilMode: true })', 'maxPool: padding 2 is not less than the window 2'],
    ['maxPool(small, 2, { «stride»: 0 })', 'maxPool: stride 0 must be whole and 1 or more'],
    ['maxPool(small, 2, { «stride»: [1] })', 'maxPool: stride [1] has 1 entries for 2 spatial axes'],
    ['maxPool(small, 2, { «padding»: -1 })', 'maxPool: padding -1 must be whole and 0 or more'],
    ['maxPool(small, 2, { «padding»: 2 })', 'maxPool: padding 2 is not less than the window 2'],
    ['maxPool(small, [2, 3], { «padding»: [[0, 2], [0, 0]] })', 'maxPool: padding [[0, 2], [0, 0]] is not less than the window [2, 3]'],
    ['maxPool(«flat», 2)', 'maxPool: the input needs [N, ...spatial, C] with 1 to 3 spatial axes, got [28, 28]'],
    ['maxPool(«zeros([2, 0, 3, 1])», 2)', 'maxPool: [2, 0, 3, 1] is empty along a spatial axis; there is nothing to choose from'],
    ['maxPool(«marks», 2)', "maxPool: bool is not a numeric dtype; convert it with astype(x, 'f32')"],
    ['avgPool(«integers», 2)', "avgPool: i32 is not a floating dtype; convert it with astype(x, 'f32')"],
    ['avgPool(«flat», 2)', 'avgPool: the input needs [N, ...spatial, C] with 1 to 3 spatial axes, got [28, 28]'],
    ['avgPool(small, «5»)', 'avgPool: window [5, 5] is larger than the padded input [3, 3]'],
    ['avgPool(wide, «[2, 30]», { stride: 3 })', 'avgPool: window [2, 30] is larger than the padded input [H, 28]'],
  ],
}
