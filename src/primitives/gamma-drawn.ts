import type { AnyTensor } from '../tensor/tensor.js'
import { maximum } from './arithmetic.js'
import { type Callable, define, numbers, onlyDTypes, operand, sameTypes } from './define.js'
import { log } from './exponential.js'
import { gammaSlope } from './gamma-slope.js'
import { full } from './literal.js'
import { multiply } from './multiply.js'

/** Whether what was drawn is a logarithm. */
type Form = { readonly isLog: boolean }

/** What was drawn from a Gamma distribution, or its logarithm, as it is; it moves with the concentration, the second operand, as it would if it kept its place in the distribution. */
export const gammaDrawn: Callable<Form, [drawn: AnyTensor, concentration: AnyTensor, form: Form]> = define(
  {
    name: 'gammaDrawn',
    type: (operands) => onlyDTypes('gammaDrawn', sameTypes('gammaDrawn', operands), numbers),
    jvp: [
      (t) => t,
      (t, [drawn, concentration], { isLog }) => {
        if (!drawn || !concentration) return undefined
        if (isLog) return multiply(t, gammaSlope(concentration, drawn))
        // One that is too small for a float does not move.
        const least = full(2 ** -126, drawn.type.shape, drawn.type.dtype)
        return multiply(t, multiply(drawn, gammaSlope(concentration, log(maximum(drawn, least)))))
      },
    ],
    batch: 'elementwise',
    evaluate: ([drawn]) => operand([drawn], 0),
    lower: { kind: 'pull', visits: 'same', cost: 0, scalar: ({ operands }, index) => operand(operands, 0)(index) },
    // Of whole numbers, of which there are no derivatives: that of floats is not that of the values.
    samples: [
      (draw) => {
        const one = { shape: draw.shape(), dtype: 'i32' as const }
        return { operands: [one, one], params: { isLog: draw.pick([true, false]) } }
      },
    ],
  },
  (drawn, concentration, form) => [[drawn, concentration], form],
)
