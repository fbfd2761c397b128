import { describe, expect, it } from 'vitest'
import { accuracy, adam, init, type Model, softmaxCrossEntropy } from '../../../dsl/index.js'
import { noSums, start, summedStep } from '../../../dsl/train/step.js'
import { model as mlp } from '../../../examples/mnist/train.js'
import { inspect, key, tensor } from '../../../src/index.js'

/** A training step of a model that tells ten classes apart, with its first state and a maker of batches. */
const training = (model: Model, batch: number) => {
  const optimizer = adam()
  return {
    step: summedStep(model, { loss: softmaxCrossEntropy as never, optimizer, metrics: [accuracy as never] }), // of outputs [N, 10] and classes [N]
    state: { state: start(init(model, key(0)), optimizer, key(1)), sums: noSums(2) },
    x: () => tensor(new Float32Array(batch * model.input.reduce((product, n) => product * n, 1)), { shape: [batch, ...model.input] }),
    y: () => tensor(new Int32Array(batch), { shape: [batch] }),
  }
}

describe('a training step', () => {
  it('of the digits example runs in at most 30 dispatches', () => {
    const { state, step, x, y } = training(mlp, 128)
    expect(inspect(step, { donate: [0] })(state, { x: x(), y: y() }).counts.dispatches).toBeLessThanOrEqual(30)
  })
})
