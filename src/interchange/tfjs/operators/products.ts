import type { AnyTensor } from '../../../index.js'
import * as ops from '../../../index.js'
import { einsum } from '../../read/operators/products.js'
import { ofTensor } from '../../read/value.js'
import { type Call, type Operator, type Operators, operator } from '../operator.js'
import { flag, textWith } from './attributes.js'
import { fused, fusing } from './fused.js'

const turned = (call: Call<unknown>, x: AnyTensor, isTurned: boolean): AnyTensor => {
  if (x.rank < 2) return call.fail(`it takes matrices; got [${x.shape.join(', ')}]`)
  return isTurned ? ops.swapAxes(x, -1, -2) : x
}

const product = (call: Call<unknown>, turnsA: boolean, turnsB: boolean): AnyTensor =>
  ops.matmul(turned(call, call.input(0).tensor, turnsA), turned(call, call.input(1).tensor, turnsB))

const attributes = { transpose_a: flag(false), transpose_b: flag(false) }

const batched: Operator = operator(2, { attributes: { adj_x: flag(false), adj_y: flag(false) } }, (call) =>
  ofTensor(product(call, call.settings.adj_x, call.settings.adj_y)),
)

export const products: Operators = {
  BatchMatMul: batched,
  BatchMatMulV2: batched,
  Einsum: operator([1, 64], { attributes: { equation: textWith('->') } }, (call) => einsum(call, call.settings.equation)),
  MatMul: operator(2, { attributes }, (call) => ofTensor(product(call, call.settings.transpose_a, call.settings.transpose_b))),
  _FusedMatMul: operator([2, 4], { attributes: { ...attributes, ...fusing } }, (call) =>
    ofTensor(fused(call, product(call, call.settings.transpose_a, call.settings.transpose_b), 2)),
  ),
}
