import type { AnyTensor } from '../../../../index.js'
import * as ops from '../../../../index.js'
import { einsum } from '../../../read/operators/products.js'
import { ofTensor } from '../../../read/value.js'
import { float, int, string } from '../attributes.js'
import { type Operators, operator } from '../operator.js'

const scaled = (x: AnyTensor, by: number): AnyTensor => (by === 1 ? x : ops.mul(x, by))

/** `alpha a' b' + beta c`, where `'` is the transpose if the file says so. */
const gemm = operator(
  [2, 3],
  { learns: true, attributes: { alpha: float(1), beta: float(1), transA: int(0), transB: int(0) } },
  ({ input, optional, settings: { alpha, beta, transA, transB }, fail }) => {
    const [a, b] = [input(0).tensor, input(1).tensor]
    if (a.rank !== 2 || b.rank !== 2) return fail(`it takes two matrices; got [${a.shape.join(', ')}] and [${b.shape.join(', ')}]`)
    const product = scaled(ops.matmul(transA !== 0 ? ops.transpose(a) : a, transB !== 0 ? ops.transpose(b) : b), alpha)
    const c = optional(2)?.tensor
    return ofTensor(c ? ops.add(product, scaled(c, beta)) : product)
  },
)

export const products: Operators = {
  Gemm: gemm,
  MatMul: operator(2, { learns: true }, ({ input }) => ofTensor(ops.matmul(input(0).tensor, input(1).tensor))),
  Einsum: operator([1, 64], { attributes: { equation: string() } }, (call) => einsum(call, call.settings.equation)),
}
