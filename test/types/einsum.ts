import type { Family } from './harness.js'

export const einsum: Family = {
  name: 'einsum',
  given: `
declare const x: Tensor<['N', 784]>
declare const q: Tensor<['B', 'T', 8, 64]>
declare const k: Tensor<['B', 'S', 8, 64]>
declare const m: Tensor<[2, 3]>
declare const v: Tensor<[3]>
declare const s: Tensor<[4, 4]>
declare const i: Tensor<[3], 'i32'>
declare const b: Tensor<[3], 'bool'>
declare const unknownSize: Tensor<[number, 3]>
declare const pattern: string
declare const list: Tensor<[2, 3]>[]
declare const some: AnyTensor`,
  compiles: [
    ["einsum('ij,jk->ik', m, zeros([3, 5]))", 'Tensor<[2, 5], "f32">'],
    ["einsum('ij,jk', m, zeros([3, 5]))", 'Tensor<[2, 5], "f32">'],
    ["einsum('zb, ab', m, zeros([7, 3]))", 'Tensor<[7, 2], "f32">'],
    ["einsum('ij->', m)", 'Tensor<[], "f32">'],
    ["einsum('ij -> j i', m)", 'Tensor<[3, 2], "f32">'],
    ["einsum('ba', m)", 'Tensor<[3, 2], "f32">'],
    ["einsum('bA', m)", 'Tensor<[3, 2], "f32">'],
    ["einsum('ii', s)", 'Tensor<[], "f32">'],
    ["einsum('ii->i', s)", 'Tensor<[4], "f32">'],
    ["einsum('i,i->i', v, v)", 'Tensor<[3], "f32">'],
    ["einsum('i,j,k', v, v, zeros([2]))", 'Tensor<[3, 3, 2], "f32">'],
    ["einsum(',', zeros([]), zeros([]))", 'Tensor<[], "f32">'],
    ["einsum('nd,dk->nk', x, zeros([784, 10]))", 'Tensor<["N", 10], "f32">'],
    ["einsum('bthd,bshd->bhts', q, k)", 'Tensor<["B", 8, "T", "S"], "f32">'],
    ["einsum('...ij,...jk->...ik', zeros([8, 1, 2, 3]), zeros([4, 3, 5]))", 'Tensor<[8, 4, 2, 5], "f32">'],
    ["einsum('...d,d', x, zeros([784]))", 'Tensor<["N"], "f32">'],
    ["einsum('...i->i...', q)", 'Tensor<[64, "B", "T", 8], "f32">'],
    ["einsum('i...->...', m)", 'Tensor<[3], "f32">'],
    ["einsum('i...->i', q)", 'Tensor<["B"], "f32">'],
    ["einsum('a...b,b...c->a...c', zeros([2, 5, 3]), zeros([3, 1, 4]))", 'Tensor<[2, 5, 4], "f32">'],
    ["einsum('...,...', v, m)", 'Tensor<[2, 3], "f32">'],
    ["einsum('ij,kj,j->ki', unknownSize, m, v)", 'Tensor<[2, number], "f32">'],
    ["einsum('ij,ij->i', unknownSize, m)", 'Tensor<[2], "f32">'],
    ["einsum('ij,jk->ik', some, zeros([3, 5]))", 'Tensor<[number, 5], DType>'],
    ["einsum('...j,jk->...k', some, zeros([3, 5]))", 'Tensor<Shape, DType>'],
    ['einsum(pattern, m, v)', 'Tensor<Shape, "f32">'],
    ["einsum('ij,ij,ij->', ...list)", 'Tensor<Shape, "f32">'],
    ["einsum('i,i', i, i)", 'Tensor<[], "i32">'],
    ["einsum('i,ij,jk,kl->l', zeros([2]), m, zeros([3, 4]), zeros([4, 5]))", 'Tensor<[5], "f32">'],
  ],
  rejects: [
    ["einsum('ij,jk->ik', m, «s»)", "einsum 'ij,jk->ik': [4, 4] does not fit 'jk': j is both 3 and 4"],
    ["einsum('ij,jk->ik', m, «v»)", "einsum 'ij,jk->ik': [3] does not fit 'jk': rank 1, not 2"],
    ["einsum('i,i->', «m», v)", "einsum 'i,i->': [2, 3] does not fit 'i': rank 2, not 1"],
    ["einsum('i j -> ', «zeros([])»)", "einsum 'i j -> ': [] does not fit 'ij': rank 0, not 2"],
    ["einsum('...ij', «v»)", "einsum '...ij': [3] does not fit '...ij': rank 1, not 2 or more"],
    ["einsum('ii->i', «m»)", "einsum 'ii->i': [2, 3] does not fit 'ii': i is both 2 and 3"],
    ["einsum('ij,jk,kl->il', m, zeros([3, 4]), «m»)", "einsum 'ij,jk,kl->il': [2, 3] does not fit 'kl': k is both 4 and 2"],
    [
      "einsum('...i,...i', m, «zeros([5, 3])»)",
      "einsum '...i,...i': [5, 3] does not fit '...i': ... is both [2] and [5], which do not broadcast",
    ],
    ["einsum('nd,dk->nk', x, «zeros([785, 10])»)", "einsum 'nd,dk->nk': [785, 10] does not fit 'dk': d is both 784 and 785"],
    ["einsum('nd,nd->n', x, «zeros([32, 784])»)", "einsum 'nd,nd->n': [32, 784] does not fit 'nd': n is both N and 32"],
    ["einsum(«'ij->ik'», m)", "einsum 'ij->ik': output index k is in no operand"],
    ["einsum(«'ij->...'», m)", "einsum 'ij->...': output index ... is in no operand"],
    ["einsum(«'ij->ii'», m)", "einsum 'ij->ii': output index i is named twice"],
    ["einsum(«'i1'», m)", "einsum 'i1': '1' is not an index; indices are letters and ..."],
    ["einsum(«'ij-ji'», m)", "einsum 'ij-ji': '-' is not an index; indices are letters and ..."],
    ["einsum(«'i..'», m)", "einsum 'i..': '.' is not an index; indices are letters and ..."],
    ["einsum(«'ij->i,j'», m)", "einsum 'ij->i,j': ',' is not an index; indices are letters and ..."],
    ["einsum(«'...i...'», m)", "einsum '...i...': ... stands twice in '...i...'"],
    ["einsum(«'ij,jk->ik'», m)", "einsum 'ij,jk->ik': operands in the pattern: 2, given: 1"],
    ["einsum(«'ij'»)", "einsum 'ij': operands in the pattern: 1, given: 0"],
    ["einsum('ij,j->i', m, v, «s», s)", "einsum 'ij,j->i': operands in the pattern: 2, given: 4"],
    ["einsum('i,i', v, «i»)", 'einsum: f32 and i32 differ; convert one with astype'],
    ["einsum('i,i', «b», b)", "einsum: bool is not a numeric dtype; convert it with astype(x, 'f32')"],
  ],
  refuses: [["einsum('i', «2»)", "Argument of type 'number' is not assignable to parameter of type 'AnyTensor'."]],
}
