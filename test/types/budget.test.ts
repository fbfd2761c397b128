import { describe, expect, test } from 'vitest'
import * as typegrad from '../../src/index.js'
import { instantiations } from '../support/instantiations.js'
import budget from './budget.json' with { type: 'json' }

/* What the compiler has to do for one use of an operation that is the first of its kind. Long division is the dearest there is. */

const header = `import { ${Object.keys(typegrad).join(', ')} } from './src/index.js'; import type { AnyTensor } from './src/index.js'; import * as dsl from './dsl/index.js'
const predict = (p: { w: Tensor<[784, 10]>; b: Tensor<[10]> }, x: Tensor<['N', 784]>): Tensor<['N', 10]> => null as never
const loss = (p: { w: Tensor<[784, 10]>; b: Tensor<[10]> }, x: Tensor<['N', 784]>): Tensor<[]> => null as never
declare const params: { w: Tensor<[784, 10]>; b: Tensor<[10]> }; declare const x: Tensor<[32, 784]>; declare const i: Tensor<[4], 'i32'>
declare const image: Tensor<['N', 28, 28, 3]>; declare const m: Tensor<[2, 3]>; declare const b: Tensor<[2, 3], 'bool'>
`

describe('instantiations', () => {
  const base = instantiations(header)
  const cost = (expression: string) => instantiations(`${header}${expression}\n`) - base
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
