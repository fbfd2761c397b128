import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import {
  type AnyTensor,
  acquire,
  arange,
  attentionWeights,
  concat,
  expandDims,
  grad,
  greaterEqual,
  key,
  mul,
  normal,
  scaledDotProductAttention,
  slice,
  sum,
  type Tensor,
  tensor,
  zeros,
} from '../../src/index.js'
import { close } from '../dsl/close.js'

beforeAll(() => acquire({ backend: 'reference' }))

const seed = fc.integer({ min: 0, max: 1000 })
const drawn = (number: number, queries: number, keys: number) =>
  [normal(key(number), [2, queries, 3]), normal(key(number + 1), [2, keys, 3]), normal(key(number + 2), [2, keys, 4])] as const
const same = async (actual: AnyTensor, expected: AnyTensor): Promise<void> => {
  expect(actual.shape).toEqual(expected.shape)
  await close(actual, await expected.data())
}

describe('scaledDotProductAttention', () => {
  test('is the product of its weights and the values; weights add up to 1', () =>
    fc.assert(
      fc.asyncProperty(seed, fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 }), async (number, queries, keys) => {
        const [query, ofKeys, value] = drawn(number, queries, keys)
        const weights = attentionWeights(query, ofKeys)
        await close(
          sum(weights, { axis: -1 }),
          Array.from({ length: 2 * queries }, () => 1),
        )
        const gathered = sum(mul(expandDims(weights, -1), expandDims(value, 1)), { axis: 2 })
        await same(scaledDotProductAttention(query, ofKeys, value), gathered)
      }),
      { numRuns: 20 },
    ))

  test('of a mask is what it is without the keys that are hidden', () =>
    fc.assert(
      fc.asyncProperty(seed, fc.integer({ min: 1, max: 5 }), async (number, seen) => {
        const [query, ofKeys, value] = drawn(number, 3, 5)
        const mask = tensor(Array.from({ length: 5 }, (_, i) => i < seen))
        const short = scaledDotProductAttention(query, slice(ofKeys, null, [0, seen]), slice(value, null, [0, seen]))
        await same(scaledDotProductAttention(query, ofKeys, value, { mask }), short)
      }),
      { numRuns: 20 },
    ))

  test('takes keys in any order, if values are in that order too', async () => {
    const [query, ofKeys, value] = drawn(1, 3, 5)
    const turned = (x: AnyTensor) => concat([slice(x, null, [2, 5]), slice(x, null, [0, 2])], 1)
    await same(scaledDotProductAttention(query, turned(ofKeys), turned(value)), scaledDotProductAttention(query, ofKeys, value))
  })

  test('that is causal is that of a mask of places before; with a mask, both hold', async () => {
    const [query, ofKeys, value] = drawn(4, 3, 5)
    const before = greaterEqual(expandDims(arange(3), 1), arange(5))
    await same(
      scaledDotProductAttention(query, ofKeys, value, { causal: true }),
      scaledDotProductAttention(query, ofKeys, value, { mask: before }),
    )
    const second = tensor([false, true, true, true, true])
    const both = attentionWeights(query, ofKeys, { causal: true, mask: second })
    await close(slice(both, 0, [0, 2]), [0, 0, 0, 0, 0, 0, 1, 0, 0, 0])
  })

  test('gathers 0 where it sees nothing, or there is nothing, and has no slope there', async () => {
    const [query, ofKeys, value] = drawn(7, 3, 5)
    const none = { mask: zeros([5], { dtype: 'bool' }) }
    const zero = Array.from({ length: 24 }, () => 0)
    await close(scaledDotProductAttention(query, ofKeys, value, none), zero)
    await close(scaledDotProductAttention(query, zeros([2, 0, 3]), zeros([2, 0, 4])), zero)
    const slope = grad((x: Tensor<[2, 3, 3]>) => sum(scaledDotProductAttention(x, ofKeys, value, none)))
    await close(
      slope(query),
      Array.from({ length: 18 }, () => 0),
    )
  })

  test('weighs by a scale: of 0 all keys alike', async () => {
    await close(
      scaledDotProductAttention(
        tensor([[1, 2]]),
        tensor([
          [3, 4],
          [5, 6],
        ]),
        tensor([[2], [4]]),
        { scale: 0 },
      ),
      [3],
    )
    await close(attentionWeights(zeros([1, 0]), zeros([2, 0])), [0.5, 0.5])
  })

  test('of great numbers does not overflow', async () => {
    const great = tensor([[1e15], [-1e15]])
    await close(scaledDotProductAttention(great, great, tensor([[1], [2]])), [1, 2])
  })
})
