import { describe, expect, it } from 'vitest'
import { Pace } from '../../../dsl/train/pace.js'
import { DisposedTensor, tensor } from '../../../src/index.js'

/** Runs steps that take so many milliseconds each, and says which results arrived, and after which step. */
const run = async (steps: number, milliseconds: number): Promise<{ readonly step: number; readonly value: number }[]> => {
  let time = 0
  const pace = new Pace(() => time)
  const arrived: { step: number; value: number }[] = []
  for (let step = 0; step < steps; step++) {
    time += milliseconds
    const values = await pace.after(tensor([step]))
    if (values) arrived.push({ step, value: values[0] ?? Number.NaN })
  }
  return arrived
}

describe('a pace', () => {
  it('reads slow steps one by one, a step behind', async () => {
    expect(await run(5, 1000)).toEqual([1, 2, 3, 4].map((step) => ({ step, value: step - 1 })))
  })

  it('reads fast steps now and then, and never runs further ahead than 64 steps', async () => {
    const arrived = await run(2000, 1)
    expect(arrived.length).toBeLessThan(80)
    expect(Math.max(...arrived.map(({ step, value }) => step - value))).toBeLessThanOrEqual(64)
  })

  it('frees every result', async () => {
    const pace = new Pace(() => 0)
    const results = Array.from({ length: 100 }, (_, i) => tensor([i]))
    for (const result of results) await pace.after(result)
    await Promise.resolve()
    for (const result of results.slice(0, 90)) await expect(result.data()).rejects.toThrow(DisposedTensor)
  })
})
