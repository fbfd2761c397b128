import type { Lowering } from '../kernel/lowering.js'
import type { Program, Variable } from '../program/program.js'
import type { AnyTensor } from '../tensor/tensor.js'

/** Multiply-adds an element that are rather made again than stored: movement, and a few simple functions on the way. */
const cheap = 4
/** A fold over elements, or a loop, is never cheap. */
const dear = 1000

const costOf = (lower: Lowering<never>): number => (lower.kind === 'pull' ? lower.cost : dear)

/**
 * What a program computes on the way that had better be kept, since it is wanted elsewhere: other pending applications read it; or it was computed before, was
 * not kept, and something new reads it now; or it is said to be wanted. What costs little is computed again.
 */
export const sharedIn = (program: Program, tensors: ReadonlyMap<Variable, AnyTensor>): readonly Variable[] => {
  const reads = new Map<Variable, number>()
  const wantedAgain = new Set<Variable>()
  for (const { operands, results } of program.equations) {
    const isNew = results.some((result) => tensors.get(result)?.node.computed === false)
    for (const operand of operands) {
      reads.set(operand, (reads.get(operand) ?? 0) + 1)
      if (isNew && tensors.get(operand)?.node.computed) wantedAgain.add(operand)
    }
  }
  const outputs = new Set(program.outputs)
  const costs = new Map<Variable, number>()
  const kept: Variable[] = []
  for (const { primitive, operands, results } of program.equations) {
    const cost = operands.reduce((total, operand) => total + (costs.get(operand) ?? 0), costOf(primitive.lower))
    for (const result of results) {
      const node = tensors.get(result)?.node
      const isShared = node !== undefined && (node.readers > (reads.get(result) ?? 0) || wantedAgain.has(result))
      const keep = ((isShared && cost > cheap) || node?.wanted === true) && !outputs.has(result)
      if (keep) kept.push(result)
      costs.set(result, keep || outputs.has(result) ? 0 : cost)
    }
  }
  return kept
}
