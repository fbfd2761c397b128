import { expect, it } from 'vitest'
import { cut, readsOf } from '../../src/compile/cuts.js'
import { fuse } from '../../src/compile/fuse.js'
import { simplify } from '../../src/compile/simplify.js'
import { add, grad, matmul, mul, sigmoid, slice, sum, type Tensor, tanh, zeros } from '../../src/index.js'
import { add as sumOfTwo } from '../../src/primitives/multiply.js'
import { reverse } from '../../src/primitives/reverse.js'
import { trace } from '../../src/program/trace.js'
import type { AnyTensor } from '../../src/tensor/tensor.js'
import { type TreeFunction, traceTrees } from '../../src/transforms/traced.js'

it('what is read at several positions is stored before its cost has doubled too often', () => {
  const rounds = 20
  const doubled = (x: AnyTensor): AnyTensor => Array.from({ length: rounds }).reduce<AnyTensor>((y) => sumOfTwo(y, reverse(y, [0])), x)
  const program = simplify(trace(([x]) => (x ? [doubled(x)] : []), [{ shape: [8], dtype: 'f32' }]))
  const cuts = cut(program, 8)
  // Computed anew at each position, the last element would take 2^20 additions; a kernel may hold a few rounds.
  expect(cuts.stored.size).toBeGreaterThan(rounds / 4)
  for (const variable of cuts.stored.keys()) expect(readsOf(variable, cuts).equations).toBeLessThanOrEqual(8)
})

it('every kernel reads what was made before it, where parts are joined that were joined to', () => {
  const gate = (x: AnyTensor, i: number) => slice(x as Tensor<[2, 20]>, null, [i * 5, (i + 1) * 5])
  const cell = (h: Tensor<[2, 3]>, k: Tensor<[3, 20]>, b: Tensor<[20]>, c: Tensor<[2, 5]>): Tensor<[]> => {
    const g = add(matmul(h, k), b)
    const after = add(mul(sigmoid(gate(g, 1)), c), mul(sigmoid(gate(g, 0)), tanh(gate(g, 2)))) as Tensor<[2, 5]>
    return add(sum(mul(sigmoid(gate(g, 3)), tanh(after))), sum(after)) as Tensor<[]>
  }
  const args = [zeros([2, 3]), zeros([3, 20]), zeros([20]), zeros([2, 5])] as const
  const { program } = traceTrees(grad(cell, { argnums: [0, 1, 2, 3] }) as TreeFunction, args, 'grad')
  const fused = fuse(simplify(program), 8, [])
  const there = new Set(fused.program.inputs)
  for (const { reads, writes } of fused.kernels) {
    for (const variable of reads) expect(there.has(variable)).toBe(true)
    for (const variable of writes) {
      expect(there.has(variable)).toBe(false)
      there.add(variable)
    }
  }
  for (const output of fused.program.outputs) expect(there.has(output)).toBe(true)
})
