import * as ops from '../../../index.js'
import type { Call } from '../call.js'
import { ofTensor, type Value } from '../value.js'

/** What an equation of letters says. */
export const einsum = (call: Call<unknown>, equation: string): Value => {
  if (equation.length > 1000) return call.fail(`an equation of ${equation.length} letters is too long`)
  return ofTensor(ops.einsum(equation, ...call.inputs.map((_, at) => call.input(at).tensor)))
}
