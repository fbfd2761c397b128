import { expect, test } from 'vitest'
import { dense, evaluate, fromArrays, init, meanSquaredError, sequential } from '../../dsl/index.js'
import { key } from '../../src/index.js'

test('evaluate acquires a device by itself', async () => {
  const model = sequential([2], dense(1))
  const data = fromArrays({ x: { values: [1, 2], shape: [2] }, y: { values: [1], shape: [1] } })
  const { loss } = await evaluate(model, init(model, key(0)), data, { loss: meanSquaredError })
  expect(loss).toBeGreaterThanOrEqual(0)
})
