import { beforeAll, expect, it } from 'vitest'
import {
  accuracy,
  adam,
  batchNorm,
  conv2d,
  dense,
  embedding,
  evaluate,
  fit,
  fromArrays,
  globalAvgPool,
  meanSquaredError,
  positionalEncoding,
  relu,
  residual,
  sequential,
  serial,
  softmaxCrossEntropy,
  squeezeExcite,
  sumOf,
  transformerBlock,
} from '../../../dsl/index.js'
import { mnist } from '../../../node/mnist.js'
import { acquire, key } from '../../../src/index.js'

beforeAll(() => acquire())

const settings = { epochs: 4, batchSize: 32, key: key(0), progress: false }

it('a small residual network learns from 160 digits, and predicts by its running statistics', async () => {
  const block = serial(conv2d(8, 3, { padding: 1, bias: false }), batchNorm(), relu, conv2d(8, 3, { padding: 1, bias: false }), batchNorm())
  const model = sequential(
    [28, 28, 1],
    conv2d(8, 4, { stride: 4, bias: false }),
    batchNorm(),
    relu,
    sumOf(block, conv2d(8, 1)),
    relu,
    residual(serial(block, squeezeExcite(4))),
    relu,
    globalAvgPool,
    dense(10),
  )
  const { x, y } = (await mnist()).train.columns
  const digits = fromArrays({ x: { ...x, values: x.values.subarray(0, 160 * 784) }, y: { ...y, values: y.values.subarray(0, 160) } })
  const { history, variables } = await fit(model, digits, {
    ...settings,
    epochs: 12,
    loss: softmaxCrossEntropy,
    optimizer: adam({ rate: 1e-2 }),
  })
  const [first, last] = [history[0]?.train.loss ?? 0, history.at(-1)?.train.loss ?? 1]
  expect(last).toBeLessThan(first / 2)
  const measured = await evaluate(model, variables, digits, { metrics: { accuracy }, batchSize: 64 })
  expect(measured.accuracy).toBeGreaterThan(0.3)
})

it('a small transformer learns to add what stands in two places', async () => {
  const model = sequential([4], embedding(10, 16), positionalEncoding(), transformerBlock({ heads: 2, hidden: 32 }), dense(1))
  const random = (i: number) => Math.floor(Math.abs(Math.sin(i * 12.9898) * 43758.5453) % 10)
  const tokens = Float32Array.from({ length: 4 * 512 }, (_, i) => random(i + 1))
  const sums = Float32Array.from({ length: 4 * 512 }, (_, i) => {
    const start = 4 * Math.floor(i / 4)
    return ((tokens[start] ?? 0) + (tokens[start + 3] ?? 0)) / 10
  })
  const data = fromArrays({ x: { values: tokens, shape: [4] }, y: { values: sums, shape: [4, 1] } })
  const { history } = await fit(model, data, { ...settings, epochs: 12, loss: meanSquaredError, optimizer: adam({ rate: 1e-2 }) })
  // The variance of such a sum of two tokens is 0.165.
  expect(history.at(-1)?.train.loss).toBeLessThan(0.04)
})
