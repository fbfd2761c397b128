import { expect, it } from 'vitest'
import {
  adam,
  avgPool2d,
  conv2d,
  dense,
  fit,
  flatten,
  fromArrays,
  maxPool2d,
  relu,
  sequential,
  softmaxCrossEntropy,
} from '../../../dsl/index.js'
import { mnist } from '../../../node/mnist.js'
import { acquire, key } from '../../../src/index.js'

it('a small LeNet learns from 320 digits', async () => {
  await acquire()
  const lenet = sequential(
    [28, 28, 1],
    conv2d(6, 5, { padding: 2, stride: 2 }),
    relu,
    maxPool2d(2),
    conv2d(16, 3),
    relu,
    avgPool2d(2, { stride: 1 }),
    flatten,
    dense(10),
  )
  const { x, y } = (await mnist()).train.columns
  const digits = fromArrays({ x: { ...x, values: x.values.subarray(0, 320 * 784) }, y: { ...y, values: y.values.subarray(0, 320) } })
  const { history } = await fit(lenet, digits, {
    loss: softmaxCrossEntropy,
    optimizer: adam({ rate: 5e-3 }),
    epochs: 4,
    batchSize: 32,
    key: key(0),
    progress: false,
  })
  const [first, last] = [history[0]?.train.loss ?? 0, history.at(-1)?.train.loss ?? 1]
  expect(last).toBeLessThan(first / 2)
})
