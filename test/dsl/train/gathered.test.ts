import { beforeAll, describe, expect, it } from 'vitest'
import {
  accuracy,
  dense,
  evaluate,
  f1,
  fit,
  flatten,
  fromArrays,
  init,
  type Metric,
  predict,
  sequential,
  sgd,
  softmaxCrossEntropy,
  topKAccuracy,
} from '../../../dsl/index.js'
import { abs, acquire, key, max, maximum, sub, type Tensor, tensor } from '../../../src/index.js'

beforeAll(() => acquire({ backend: 'cpu', threads: 1 }))

const model = sequential([2], dense(3))
const variables = () => init(model, key(1))
const count = 23
const x = Array.from({ length: 2 * count }, (_, i) => Math.sin(7 * i))
const y = Array.from({ length: count }, (_, i) => (i * i) % 3)
const data = () => fromArrays({ x: { values: x, shape: [2] }, y: { values: y, dtype: 'i32' } })

describe('metrics that gather', () => {
  it('say of all batches what they say of one', async () => {
    const metrics = { accuracy, f1: f1(), top2: topKAccuracy(2) }
    const one = await evaluate(model, variables(), data(), { metrics, batchSize: count })
    for (const batchSize of [1, 4, 22]) {
      const measured = await evaluate(model, variables(), data(), { metrics, batchSize })
      expect(Object.keys(measured)).toEqual(['accuracy', 'f1', 'top2'])
      for (const [name, value] of Object.entries(one)) expect(measured[name], name).toBeCloseTo(value, 5)
    }
    const outputs = predict(model, variables(), tensor(x, { shape: [count, 2] }))
    const metric = f1()
    expect(one.f1).toBe(await metric.result(metric.keep(outputs as Tensor<['N', 3]>, tensor(y, { dtype: 'i32' }) as Tensor<['N'], 'i32'>)))
  })

  it('go alone, and are told of by fit, with and without validation', async () => {
    expect(await evaluate(model, variables(), data(), { metrics: { f1: f1() }, batchSize: 5 })).toEqual({ f1: expect.any(Number) })
    const options = { loss: softmaxCrossEntropy, optimizer: sgd(0), epochs: 2, batchSize: count, key: key(0), progress: false } as const
    const start = variables()
    const before = await evaluate(model, start, data(), { metrics: { f1: f1() } })
    const { history } = await fit(model, data(), { ...options, variables: start, metrics: { f1: f1(), accuracy }, validation: data() })
    for (const { train, validation } of history) {
      expect(Object.keys(train)).toEqual(['loss', 'f1', 'accuracy'])
      expect(train.f1).toBeCloseTo(before.f1 ?? 0, 6)
      expect(validation?.f1).toBeCloseTo(before.f1 ?? 0, 6)
    }
  })

  it('may be one of your own', async () => {
    const regression = sequential([2], dense(1), flatten)
    const largest: Metric<Tensor<['N', 1]>, Tensor<['N', 1]>, Tensor<[]>> = {
      keep: (outputs, targets) => max(abs(sub(outputs, targets))),
      join: (one, other) => maximum(one, other),
      result: (kept) => kept.item(),
    }
    const examples = fromArrays({ x: { values: x, shape: [2] }, y: { values: y, shape: [1], dtype: 'f32' } })
    const weights = init(regression, key(0))
    const measured = await evaluate(regression, weights, examples, { metrics: { largest }, batchSize: 4 })
    const outputs = await predict(regression, weights, tensor(x, { shape: [count, 2] })).data()
    expect(measured.largest).toBeCloseTo(Math.max(...Array.from(outputs, (z, i) => Math.abs(z - (y[i] ?? 0)))), 5)
  })

  it('are no losses', async () => {
    await expect(
      // @ts-expect-error a loss is a function
      fit(model, data(), { loss: f1(), optimizer: sgd(0.1), epochs: 1, batchSize: 4, key: key(0), progress: false }),
    ).rejects.toThrow(/^fit: the loss is a function of outputs and targets/)
  })
})
