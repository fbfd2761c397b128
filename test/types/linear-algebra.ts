import type { Family } from './harness.js'

export const linearAlgebra: Family = {
  name: 'linearAlgebra',
  given: `
declare const a: Tensor<['N', 3, 3]>
declare const s: Tensor<['M', 'M']>
declare const x: Tensor<['N', 64]>
declare const m: Tensor<[2, 3]>
declare const d: Tensor<[3, 3], 'f64'>
declare const i: Tensor<[3, 3], 'i32'>
declare const v: Tensor<[3]>
declare const some: AnyTensor`,
  compiles: [
    ['inverse(a)', 'Tensor<["N", 3, 3], "f32">'],
    ['inverse(s)', 'Tensor<["M", "M"], "f32">'],
    ['det(a)', 'Tensor<["N"], "f32">'],
    ['det(d)', 'Tensor<[], "f64">'],
    ['logdet(a)', '[sign: Tensor<["N"], "f32">, log: Tensor<["N"], "f32">]'],
    ['cholesky(s)', 'Tensor<["M", "M"], "f32">'],
    ['expm(a)', 'Tensor<["N", 3, 3], "f32">'],
    ['matrixPower(d, 3)', 'Tensor<[3, 3], "f64">'],
    ['qr(m)', '[q: Tensor<[2, 2], "f32">, r: Tensor<[2, 3], "f32">]'],
    ['qr(x)', '[q: Tensor<["N", number], "f32">, r: Tensor<[number, 64], "f32">]'],
    ['svd(m)', '[u: Tensor<[2, 2], "f32">, s: Tensor<[2], "f32">, vt: Tensor<[2, 3], "f32">]'],
    ['eigh(a)', '[values: Tensor<["N", 3], "f32">, vectors: Tensor<["N", 3, 3], "f32">]'],
    ['solve(a, v)', 'Tensor<["N", 3], "f32">'],
    ['solve(d, zeros([3, 2], { dtype: "f64" }))', 'Tensor<[3, 2], "f64">'],
    ['solve(a, zeros([5, 1, 3, 2]))', 'Tensor<[5, "N", 3, 2], "f32">'],
    ['triangularSolve(s, s, { lower: true })', 'Tensor<["M", "M"], "f32">'],
    ['lstsq(m, zeros([2]))', 'Tensor<[3], "f32">'],
    ['lstsq(x, x)', 'Tensor<[64, 64], "f32">'],
    ['inverse(some)', 'Tensor<Shape, DType>'],
    ['solve(some, v)', 'Tensor<Shape, DType>'],
  ],
  rejects: [
    ['inverse(«m»)', 'inverse: [2, 3] is not square'],
    ['det(«x»)', 'det: [N, 64] is not square'],
    ['cholesky(«v»)', 'cholesky: [3] has fewer than 2 axes'],
    ["eigh(«astype(a, 'f16')»)", "eigh: f16 is not f32 or f64; convert it with astype(x, 'f32')"],
    ['eigh(«i»)', "eigh: i32 is not f32 or f64; convert it with astype(x, 'f32')"],
    ['expm(«zeros([2, 0, 0])»)', 'expm: the matrices of [2, 0, 0] are empty'],
    ['qr(«v»)', 'qr: [3] has fewer than 2 axes'],
    ['svd(«zeros([2, 0])»)', 'svd: the matrices of [2, 0] are empty'],
    ['solve(«m», v)', 'solve: [2, 3] is not square'],
    ['solve(a, «zeros([4])»)', 'solve: [N, 3, 3] and [4]: the matrix has 3 rows, the right side 4'],
    ['solve(a, «d»)', 'solve: f32 and f64 differ; convert one with astype'],
    ['solve(zeros([2, 3, 3]), «zeros([4, 3, 1])»)', 'solve: [2, 3, 3] and [4, 3, 1]: batch dimensions [2] and [4] do not broadcast'],
    ['lstsq(m, «v»)', 'lstsq: [2, 3] and [3]: the matrix has 2 rows, the right side 3'],
    ['triangularSolve(«m», v)', 'triangularSolve: [2, 3] is not square'],
  ],
}
