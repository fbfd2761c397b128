import type { Family } from './harness.js'

export const matrices: Family = {
  name: 'matrices',
  given: `
declare const x: Tensor<['N', 784]>
declare const table: Tensor<['N', 'N']>
declare const m: Tensor<[6, 4]>
declare const v: Tensor<[3]>
declare const s: Tensor<[]>
declare const i: Tensor<[3], 'i32'>
declare const b: Tensor<[6, 4], 'bool'>
declare const n: number
declare const density: boolean
declare const some: AnyTensor`,
  compiles: [
    ['triu(x)', 'Tensor<["N", 784], "f32">'],
    ['tril(b, { diagonal: -1 })', 'Tensor<[6, 4], "bool">'],
    ['diag(v)', 'Tensor<[3, 3], "f32">'],
    ['diag(v, { diagonal: -2 })', 'Tensor<[5, 5], "f32">'],
    ['diag(m)', 'Tensor<[4], "f32">'],
    ['diag(m, { diagonal: 3 })', 'Tensor<[1], "f32">'],
    ['diag(m, { diagonal: -4 })', 'Tensor<[2], "f32">'],
    ['diag(m, { diagonal: 9 })', 'Tensor<[0], "f32">'],
    ['diag(table)', 'Tensor<["N"], "f32">'],
    ['diag(table, { diagonal: 1 })', 'Tensor<[number], "f32">'],
    ['diag(m, { diagonal: n })', 'Tensor<[number], "f32">'],
    ['diag(some)', 'Tensor<Shape, DType>'],
    ['trace(zeros([2, 3, 3]))', 'Tensor<[2], "f32">'],
    ['kron(m, v)', 'Tensor<[6, 12], "f32">'],
    ['kron(x, m)', 'Tensor<["6*N", 3136], "f32">'],
    ['cross(zeros([2, 1, 3]), zeros([4, 3]))', 'Tensor<[2, 4, 3], "f32">'],
    ['meshgrid([v, i])', '[Tensor<[3, 3], "f32">, Tensor<[3, 3], "i32">]'],
    [
      "meshgrid([v, zeros([5]), zeros([7])], { indexing: 'ij' })",
      '[Tensor<[3, 5, 7], "f32">, Tensor<[3, 5, 7], "f32">, Tensor<[3, 5, 7], "f32">]',
    ],
    ['meshgrid([v, zeros([5])])', '[Tensor<[5, 3], "f32">, Tensor<[5, 3], "f32">]'],
    ['searchsorted(v, m)', 'Tensor<[6, 4], "i32">'],
    ["searchsorted(v, 1, { side: 'right' })", 'Tensor<[], "i32">'],
    ['searchsorted(x, zeros([x.shape[0], 5]))', 'Tensor<["N", 5], "i32">'],
    ['bincount(i, 10)', 'Tensor<[10], "i32">'],
    ['bincount(i, 10, { weights: v })', 'Tensor<[10], "f32">'],
    ['histogram(m, 10)', '[counts: Tensor<[10], "i32">, edges: Tensor<[11], "f32">]'],
    ['histogram(m, 10, { density: true })', '[counts: Tensor<[10], "f32">, edges: Tensor<[11], "f32">]'],
    ['histogram(m, 10, { density })', '[counts: Tensor<[10], "f32" | "i32">, edges: Tensor<[11], "f32">]'],
    ['histogram(m, 10, { weights: zeros([6, 4]), range: [0, 1] })', '[counts: Tensor<[10], "f32">, edges: Tensor<[11], "f32">]'],
    ['quantile(x, 0.5)', 'Tensor<[], "f32">'],
    ['quantile(x, [0.25, 0.5], { axis: 1 })', 'Tensor<[2, "N"], "f32">'],
    ['median(x, { axis: 0, keepDims: true })', 'Tensor<[1, 784], "f32">'],
    ['mode(i)', 'Tensor<[], "i32">'],
    ['logCumSumExp(x, { axis: 0 })', 'Tensor<["N", 784], "f32">'],
    ['cummax(i)', 'Tensor<[3], "i32">'],
    ['logicalXor(b, b)', 'Tensor<[6, 4], "bool">'],
    ['bitwiseAnd(i, 6)', 'Tensor<[3], "i32">'],
    ["shiftLeft(zeros([2, 1], { dtype: 'u32' }), zeros([3], { dtype: 'u32' }))", 'Tensor<[2, 3], "u32">'],
    ['bitwiseNot(i)', 'Tensor<[3], "i32">'],
  ],
  rejects: [
    ['triu(«v»)', 'triu: [3] has no rows and columns; give it axes with expandDims'],
    ['trace(«s»)', 'trace: [] has no rows and columns; give it axes with expandDims'],
    ['trace(«b»)', "trace: bool is not a numeric dtype; convert it with astype(x, 'f32')"],
    ['diag(«zeros([2, 3, 4])»)', 'diag: [2, 3, 4] is neither a vector nor a matrix'],
    ['kron(m, «i»)', 'kron: f32 and i32 differ; convert one with astype'],
    ['cross(«m», v)', 'cross: the last axis of [6, 4] does not hold 3 coordinates'],
    ['cross(v, «zeros([2])»)', 'cross: the last axis of [2] does not hold 3 coordinates'],
    ['cross(zeros([2, 3]), «zeros([5, 3])»)', 'cross: [2, 3] and [5, 3] do not broadcast: dimensions 2 and 5 differ'],
    ['meshgrid([v, «m»])', 'meshgrid: [6, 4] is not a vector; flatten it with reshape(x, [-1])'],
    ['searchsorted(«s», v)', 'searchsorted: a scalar, [], has no axis to be searched along'],
    ['searchsorted(m, «v»)', 'searchsorted: the lines of values [3] are not those of [6, 4]'],
    ['searchsorted(v, «i»)', 'searchsorted: f32 and i32 differ; convert one with astype'],
    ['bincount(«v», 3)', "bincount: f32 is not an index dtype; convert it with astype(x, 'i32')"],
    ['bincount(i, «-1»)', 'bincount: -1 in [-1] is not a size; sizes are whole numbers, 0 or more'],
    ['bincount(i, 3, { «weights»: m })', 'bincount: weights [6, 4] do not weigh the elements of [3]; the shapes must be one'],
    ['histogram(«i», 3)', "histogram: i32 is not a floating dtype; convert it with astype(x, 'f32')"],
    ['histogram(v, 3, { «weights»: i })', 'histogram: f32 and i32 differ; convert one with astype'],
    ['quantile(«i», 0.5)', "quantile: i32 is not a floating dtype; convert it with astype(x, 'f32')"],
    ['quantile(m, 0.5, { «axis»: 2 })', 'quantile: axis 2 is out of range for [6, 4]'],
    ['quantile(m, 0.5, «0»)', 'quantile: options go by name; write quantile(x, q, { axis: 0 })'],
    ['median(«zeros([0])»)', 'median: [0] is empty along the axes reduced; there is nothing to choose from'],
    ['cummax(«m»)', 'cummax: [6, 4] has 2 axes; name the one to run along, as in { axis: 0 }'],
    ['bitwiseAnd(«v», v)', "bitwiseAnd: f32 is not an integer dtype; convert it with astype(x, 'i32')"],
    ['logicalXor(«v», b)', 'logicalXor: f32 is not bool; compare it, as in notEqual(x, 0)'],
  ],
}
