import { beforeAll, expect, it } from 'vitest'
import {
  accuracy,
  adam,
  concatOf,
  type Dataset,
  dense,
  evaluate,
  fanOut,
  fit,
  fromArrays,
  identity,
  meanSquaredError,
  parallel,
  predict,
  relu,
  sequential,
  sgd,
  softmaxCrossEntropy,
  tanh,
} from '../../../dsl/index.js'
import { acquire, add, argmax, key, mul, type Tensor, tensor } from '../../../src/index.js'

beforeAll(() => acquire({ backend: 'reference' }))

const random = (i: number) => Math.abs(Math.sin((i + 1) * 12.9898) * 43758.5453) % 1

/** Points of the plane: the quarter that each lies in, and the product of its coordinates. */
const points = (count: number) => {
  const x = Float32Array.from({ length: 2 * count }, (_, i) => 2 * random(i) - 1)
  const of = (i: number): readonly [number, number] => [x[2 * i] ?? 0, x[2 * i + 1] ?? 0]
  const columns = fromArrays({
    x: { values: x, shape: [2] },
    quarter: { values: Array.from({ length: count }, (_, i) => Number(of(i)[0] > 0) + 2 * Number(of(i)[1] > 0)), dtype: 'i32' },
    product: { values: Array.from({ length: count }, (_, i) => of(i)[0] * of(i)[1]), shape: [1] },
  })
  return {
    size: count,
    take: (rows: ArrayLike<number>) => {
      const { x, quarter, product } = columns.take(rows)
      return { x, y: [quarter, product] as const }
    },
  }
}

it('a model of two heads learns both, from a loss and metrics of the pair', { timeout: 60_000 }, async () => {
  const model = sequential([2], dense(16), relu, fanOut(dense(4), dense(1)))
  const { history, variables } = await fit(model, points(160), {
    loss: ([logits, product], [quarter, wanted]) => add(softmaxCrossEntropy(logits, quarter), meanSquaredError(product, wanted)),
    metrics: { quarter: ([logits], [quarter]) => accuracy(logits, quarter) },
    optimizer: adam({ rate: 0.03 }),
    epochs: 8,
    batchSize: 32,
    key: key(1),
    progress: false,
  })
  expect(history.at(-1)?.train.loss).toBeLessThan(0.5 * (history[0]?.train.loss ?? 0))
  const measured = await evaluate(model, variables, points(100), {
    metrics: {
      quarter: ([logits], [quarter]) => softmaxCrossEntropy(logits, quarter),
      product: ([, product], [, wanted]) => meanSquaredError(product, wanted),
    },
  })
  expect(measured.quarter).toBeLessThan(0.7)
  expect(measured.product).toBeLessThan(0.1)
  const [logits, product]: [Tensor<[2, 4]>, Tensor<[2, 1]>] = predict(
    model,
    variables,
    tensor([
      [0.9, 0.8],
      [-0.8, -0.9],
    ]),
  )
  expect([...(await argmax(logits, { axis: -1 }).data())]).toEqual([3, 0])
  expect(product.shape).toEqual([2, 1])
})

it('a model of two inputs learns from a dataset of pairs', { timeout: 60_000 }, async () => {
  const { columns } = fromArrays({ x: { values: Float32Array.from({ length: 64 }, (_, i) => random(i) - 0.5), shape: [1] } })
  const data: Dataset<{ readonly x: [Tensor<['N', 1]>, Tensor<['N', 1]>]; readonly y: Tensor<['N', 1]> }> = {
    size: 64,
    take: (rows) => {
      const { x } = fromArrays(columns).take(rows)
      return { x: [x, mul(x, x)], y: mul(x, 3) }
    },
  }
  const model = sequential([[1], [1]], parallel(dense(3), identity), concatOf(identity, tanh), dense(1))
  const { history, variables } = await fit(model, data, {
    loss: meanSquaredError,
    optimizer: sgd(0.1),
    epochs: 10,
    batchSize: 16,
    key: key(2),
    progress: false,
  })
  expect(history.at(-1)?.train.loss).toBeLessThan(0.2 * (history[0]?.train.loss ?? 0))
  const { loss } = await evaluate(model, variables, data, { loss: meanSquaredError, batchSize: 64 })
  expect(loss).toBeLessThan(0.3)
})
