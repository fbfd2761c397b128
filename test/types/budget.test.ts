import { describe, expect, test } from 'vitest'
import { instantiations } from '../../bench/types/instantiations.js'
import { given } from '../../bench/types/operations.js'
import budget from './budget.json' with { type: 'json' }

/* What the compiler has to do for one use of an operation that is the first of its kind. Long division is the dearest there is. */

describe('instantiations', () => {
  const base = instantiations(given)
  const cost = (expression: string) => instantiations(`${given}${expression}\n`) - base
  test.each(Object.entries(budget))('%s takes at most %i', { timeout: 60_000 }, (expression, limit) => {
    expect(cost(expression)).toBeLessThanOrEqual(limit)
  })

  const deep = (layer: (i: number) => string) =>
    `dsl.sequential([224, 224, 3], ${Array.from({ length: 30 }, (_, i) => layer(i)).join(', ')})`
  test.each([
    ['of one size', (i: number) => `dsl.conv2d(${i + 64}, 3, { padding: 1 }), dsl.relu`, 25_000],
    ['halved four times', (i: number) => `dsl.conv2d(${i + 64}, 3, { padding: 1${i % 8 === 7 ? ', stride: 2' : ''} }), dsl.relu`, 30_000],
    ['each smaller than the one before', (i: number) => `dsl.conv2d(${i + 64}, 3)`, 30_000],
  ] as const)('30 convolutions %s', { timeout: 60_000 }, (_, layer, limit) => {
    expect(cost(deep(layer))).toBeLessThanOrEqual(limit)
  })
})
