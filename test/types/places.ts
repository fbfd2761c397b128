import type { Family } from './harness.js'

export const places: Family = {
  name: 'places',
  given: `
declare const x: Tensor<['N', 784]>
declare const m: Tensor<[6, 4]>
declare const i: Tensor<[3], 'i32'>
declare const u: Tensor<[2, 5], 'u32'>
declare const s: Tensor<[], 'i32'>
declare const e: Tensor<[0, 3]>
declare const b: Tensor<[6, 4], 'bool'>
declare const n: number
declare const some: AnyTensor`,
  compiles: [
    ['scatter(m, i, zeros([3, 4]))', 'Tensor<[6, 4], "f32">'],
    ['scatter(b, i, zeros([3, 4], { dtype: "bool" }))', 'Tensor<[6, 4], "bool">'],
    ['scatterMax(x, u, zeros([x.shape[0], 2, 5]), 1)', 'Tensor<["N", 784], "f32">'],
    ['scatterMin(m, s, zeros([6]), { axis: -1 })', 'Tensor<[6, 4], "f32">'],
    ['scatter(some, i, some)', 'Tensor<Shape, DType>'],
    ['at(m, i).get()', 'Tensor<[3, 4], "f32">'],
    ['at(m, i).set(0)', 'Tensor<[6, 4], "f32">'],
    ['at(b, i).set(1)', 'Tensor<[6, 4], "bool">'],
    ['at(m, u, 1).add(zeros([6, 2, 5]))', 'Tensor<[6, 4], "f32">'],
    ['at(m, u, { axis: -1 }).max(zeros([5]))', 'Tensor<[6, 4], "f32">'],
    ['at(x, s).min(zeros([784]))', 'Tensor<["N", 784], "f32">'],
    ['at(at(m, i).add(1), s).set(zeros([4]))', 'Tensor<[6, 4], "f32">'],
    ['at(m, i, n).get()', 'Tensor<Shape, "f32">'],
    ['at(some, i).get()', 'Tensor<Shape, DType>'],
  ],
  rejects: [
    ['scatter(m, i, «zeros([2, 4])»)', 'scatter: indices [3] along axis 0 of [6, 4] need updates [3, 4], got [2, 4]'],
    ["scatter(m, i, «zeros([3, 4], { dtype: 'i32' })»)", 'scatter: f32 and i32 differ; convert one with astype'],
    ['scatterMax(m, «m», m)', "scatterMax: f32 is not an index dtype; convert it with astype(x, 'i32')"],
    ['scatterMin(«b», i, zeros([3, 4], { dtype: "bool" }))', "scatterMin: bool is not a numeric dtype; convert it with astype(x, 'f32')"],
    ['scatterMax(«e», i, zeros([3, 3]))', 'scatterMax: axis 0 of [0, 3] is empty; there is nothing to raise'],
    ['scatterMin(«e», i, zeros([3, 3]))', 'scatterMin: axis 0 of [0, 3] is empty; there is nothing to lower'],
    ['scatter(m, i, zeros([3, 4]), «2»)', 'scatter: axis 2 is out of range for [6, 4]'],
    ['at(m, «m»)', "at: f32 is not an index dtype; convert it with astype(x, 'i32')"],
    ['at(m, i, «2»)', 'at: axis 2 is out of range for [6, 4]'],
    ['at(«e», i)', 'at: axis 0 of [0, 3] is empty; there is nothing to take'],
    ['at(m, i).set(«zeros([4, 3])»)', 'at: [4, 3] does not stretch to [3, 4]'],
    ["at(m, i).add(«zeros([4], { dtype: 'i32' })»)", 'at: f32 and i32 differ; convert one with astype'],
  ],
}
