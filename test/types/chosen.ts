import type { Family } from './harness.js'

export const chosen: Family = {
  name: 'chosen',
  given: `
declare const x: Tensor<['N', 784]>
declare const m: Tensor<[6, 4], 'i32'>
declare const s: Tensor<[]>
declare const mask: Tensor<[6], 'bool'>
declare const b: Tensor<[6, 4], 'bool'>
declare const n: number
declare const some: AnyTensor`,
  compiles: [
    ['nonzero(x, { size: 10 })', 'Tensor<[10, 2], "i32">'],
    ['nonzero(x, { size: x.shape[0], fill: -1 })', 'Tensor<["N", 2], "i32">'],
    ['nonzero(b)', 'Promise<Tensor<[number, 2], "i32">>'],
    ['nonzero(some, { size: n })', 'Tensor<[number, number], "i32">'],
    ['booleanMask(m, mask, { size: 3 })', 'Tensor<[3, 4], "i32">'],
    ['booleanMask(m, b, { size: 3, fill: 9 })', 'Tensor<[3], "i32">'],
    ['booleanMask(m, mask)', 'Promise<Tensor<[number, 4], "i32">>'],
    ['booleanMask(x, greater(x, 0), { size: 5 })', 'Tensor<[5], "f32">'],
    ['booleanMask(some, mask)', 'Promise<Tensor<Shape, DType>>'],
    ['unique(m, { size: 5 }).values', 'Tensor<[5], "i32">'],
    ['unique(x, { size: 5, fill: 0 }).inverse', 'Tensor<["N", 784], "i32">'],
    ['unique(x, { size: x.shape[0] }).counts', 'Tensor<["N"], "i32">'],
    ['unique(m).then(({ values }) => values)', 'Promise<Tensor<[number], "i32">>'],
  ],
  rejects: [
    ['nonzero(x, { «size»: -1 })', 'nonzero: -1 in [-1] is not a size; sizes are whole numbers, 0 or more'],
    ['booleanMask(m, «m»)', 'booleanMask: i32 is not bool; compare it, as in notEqual(x, 0)'],
    ['booleanMask(x, «b»)', 'booleanMask: a mask [6, 4] does not cover the first axes of [N, 784]'],
    ['booleanMask(s, «mask», { size: 3 })', 'booleanMask: a mask [6] does not cover the first axes of []'],
    ['booleanMask(m, mask, { «size»: 0.5 })', 'booleanMask: 0.5 in [0.5] is not a size; sizes are whole numbers, 0 or more'],
    ['unique(«b»)', "unique: bool is not a numeric dtype; convert it with astype(x, 'f32')"],
    ['unique(m, { «size»: 2.5 })', 'unique: 2.5 in [2.5] is not a size; sizes are whole numbers, 0 or more'],
  ],
}
