import type { AnyTensor } from '../tensor/tensor.js'
import { define, operand } from './define.js'
import { type None, none } from './elementwise.js'

/** `x`, seen by every derivative as a constant. */
export const stopGradient = define<None, [x: AnyTensor]>(
  {
    name: 'stopGradient',
    type: ([x]) => operand([x], 0),
    jvp: 'constant',
    batch: 'elementwise',
    evaluate: ([x]) => operand([x], 0),
    lower: { kind: 'pull', visits: 'same', cost: 0, scalar: ({ operands }, index) => operand(operands, 0)(index) },
    stableHlo: (_, [x]) => x,
    samples: [(draw) => ({ operands: [{ shape: draw.shape(), dtype: 'i32' }], params: none })],
  },
  (x) => [[x], none],
)
