import { expect, it } from 'vitest'
import { cut, readsOf } from '../../src/compile/cuts.js'
import { simplify } from '../../src/compile/simplify.js'
import { add } from '../../src/primitives/multiply.js'
import { reverse } from '../../src/primitives/reverse.js'
import { trace } from '../../src/program/trace.js'
import type { AnyTensor } from '../../src/tensor/tensor.js'

it('what is read at several positions is stored before its cost has doubled too often', () => {
  const rounds = 20
  const doubled = (x: AnyTensor): AnyTensor => Array.from({ length: rounds }).reduce<AnyTensor>((y) => add(y, reverse(y, [0])), x)
  const program = simplify(trace(([x]) => (x ? [doubled(x)] : []), [{ shape: [8], dtype: 'f32' }]))
  const cuts = cut(program, 8)
  // Computed anew at each position, the last element would take 2^20 additions; a kernel may hold a few rounds.
  expect(cuts.stored.size).toBeGreaterThan(rounds / 4)
  for (const variable of cuts.stored.keys()) expect(readsOf(variable, cuts).equations).toBeLessThanOrEqual(8)
})
