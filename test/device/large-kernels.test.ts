import { beforeAll, describe, expect, it } from 'vitest'
import { type AnyTensor, acquire, add, concat, expandDims, jit, mul, sin, stack, sub, sum, tensor, transpose } from '../../src/index.js'
import { numbers } from '../support/elements.js'
import { compiling } from '../support/targets.js'

const many = (count: number): AnyTensor[] => Array.from({ length: count }, (_, i) => tensor([i, 2 * i]))

describe.each(compiling)('on %s, more than a kernel holds is cut into several', (backend) => {
  beforeAll(() => acquire({ backend }))

  it('a chain of 1,000 operations, which nested would be more than a parser takes', async () => {
    let x: AnyTensor = tensor([1, 2])
    for (let i = 0; i < 1000; i++) x = i % 2 ? sub(x, 3) : mul(add(x, 1), 1)
    // Up by one, down by three, 500 times each.
    expect(await numbers(x)).toEqual([1 - 1000, 2 - 1000])
  })

  it('a chain with what is used twice at every step', async () => {
    let x: AnyTensor = tensor([0.5, -0.25])
    let expected = [0.5, -0.25]
    for (let i = 0; i < 300; i++) {
      x = sub(mul(x, x), sin(x))
      expected = expected.map((v) => v * v - Math.sin(v))
    }
    const got = await numbers(x)
    for (const [i, v] of got.entries()) expect(v).toBeCloseTo(expected[i] ?? Number.NaN, 3)
  })

  it.each([5, 11, 12, 13, 40, 100])('a sum of %i tensors, each in memory of its own', async (count) => {
    const total = (count * (count - 1)) / 2
    expect(await numbers(many(count).reduce((a, b) => add(a, b)))).toEqual([total, 2 * total])
    expect(await numbers(jit((xs: readonly AnyTensor[]) => xs.reduce((a, b) => add(a, b)))(many(count)))).toEqual([total, 2 * total])
  })

  it.each([8, 13, 60])('%i tensors joined, stacked and summed', async (count) => {
    const all = Array.from({ length: count }, (_, i) => [i, 2 * i])
    expect(await numbers(concat(many(count)))).toEqual(all.flat())
    expect(await numbers(stack(many(count), 1))).toEqual([...all.map(([a]) => a), ...all.map(([, b]) => b)])
    expect(await numbers(sum(stack(many(count)), { axis: 0 }))).toEqual([(count * (count - 1)) / 2, count * (count - 1)])
  })

  it('views of views, each read twice', async () => {
    let x: AnyTensor = expandDims(tensor([1, 2, 3]), 0)
    const sums: AnyTensor[] = []
    for (let i = 0; i < 100; i++) {
      x = transpose(x) // [1, 3] and [3, 1] in turn
      sums.push(sum(x))
    }
    expect(new Set(await numbers(stack(sums)))).toEqual(new Set([6]))
  })
})
