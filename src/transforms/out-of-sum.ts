import { divide } from '../primitives/arithmetic.js'
import { broadcast, sum } from '../primitives/broadcast.js'
import { without } from '../primitives/fold.js'
import { multiply } from '../primitives/multiply.js'
import { negate } from '../primitives/sign.js'
import type { Params, Primitive } from '../tensor/primitive.js'
import type { AnyTensor } from '../tensor/tensor.js'

type Made<P extends Params> = { readonly primitive: Primitive<P> }

/** The operands and parameters of a node that is an application of a primitive. */
const applied = <P extends Params>(node: AnyTensor | undefined, { primitive }: Made<P>) => {
  if (node?.source.kind !== 'application') return undefined
  const { primitive: own, operands, params } = node.source.application
  // Only ever compared by identity; equal primitives have equal parameter types.
  return own === (primitive as unknown as Primitive) ? { operands, params: params as P } : undefined
}

/** Whether a primitive repeats what it is given. */
export const isBroadcast = (primitive: Primitive): boolean => primitive === (broadcast.primitive as unknown as Primitive) // only compared

/** What `x` repeats along all of these axes, repeated along the others only. */
const alongOthers = (x: AnyTensor | undefined, axes: readonly number[]): AnyTensor | undefined => {
  const repeated = applied(x, broadcast)
  const [inner] = repeated?.operands ?? []
  if (!x || !repeated || !inner || !axes.every((axis) => repeated.params.axes.includes(axis))) return undefined
  const left = repeated.params.axes.filter((axis) => !axes.includes(axis)).map((axis) => axis - axes.filter((other) => other < axis).length)
  return broadcast(inner, without(x.type.shape, axes), left)
}

/**
 * A sum whose terms have a factor, or a divisor, that is the same in all of them, as that times a sum: `sum_i c g_i = c sum_i g_i`. The gradients of what was repeated along the same axes then share one
 * sum: the backward pass of a batch norm has two sums and not three.
 *
 * Numbers that overflow in the one form need not in the other, so this is no rule for what somebody wrote; of a gradient either form is right.
 */
export const factorsOutOfSum = (total: AnyTensor): AnyTensor => {
  const made = applied(total, sum)
  const [x] = made?.operands ?? []
  if (!made || !x) return total
  const { axes } = made.params
  const inner = (terms: AnyTensor): AnyTensor => factorsOutOfSum(sum(terms, axes))
  const product = applied(x, multiply)
  if (product) {
    const [a, b] = product.operands
    const [left, right] = [alongOthers(a, axes), alongOthers(b, axes)]
    if (right && a) return multiply(inner(a), right)
    if (left && b) return multiply(left, inner(b))
  }
  const quotient = applied(x, divide)
  const divisor = alongOthers(quotient?.operands[1], axes)
  if (quotient?.operands[0] && divisor) return divide(inner(quotient.operands[0]), divisor)
  const negated = applied(x, negate)
  return negated?.operands[0] ? negate(inner(negated.operands[0])) : total
}
