import { beforeAll, describe, expect, it } from 'vitest'
import { accuracy, adam, dense, dropout, init, type Model, relu, sequential, softmaxCrossEntropy } from '../../../dsl/index.js'
import { dispose } from '../../../dsl/train/dispose.js'
import { start, trainStep } from '../../../dsl/train/step.js'
import { model as mlp } from '../../../examples/mnist/train.js'
import { acquire, type Device, inspect, key, tensor } from '../../../src/index.js'

/** A training step of a model that tells ten classes apart, with its first state and a maker of batches. */
const training = (model: Model, batch: number) => {
  const optimizer = adam()
  return {
    step: trainStep(model, optimizer, [softmaxCrossEntropy as never, accuracy as never]), // of outputs [N, 10] and classes [N]
    state: start(init(model, key(0)), optimizer, key(1), 2),
    x: () => tensor(new Float32Array(batch * model.input.reduce((product, n) => product * n, 1)), { shape: [batch, ...model.input] }),
    y: () => tensor(new Int32Array(batch), { shape: [batch] }),
  }
}

describe('a training step', () => {
  let device: Device
  beforeAll(async () => {
    device = await acquire()
  })

  it('of the digits example runs in at most 30 dispatches', () => {
    const { state, step, x, y } = training(mlp, 128)
    expect(inspect(step)(state, x(), y()).counts.dispatches).toBeLessThanOrEqual(30)
  })

  it('makes no device buffer after the first, and 2,000 of them leave memory where it was', async () => {
    const small = sequential([4], dense(8), relu, dropout(0.5), dense(10))
    const { step, x, y, ...first } = training(small, 16)
    let { state } = first
    const run = async (steps: number) => {
      for (let i = 0; i < steps; i++) {
        const batch = [x(), y()] as const
        const after = step(state, ...batch)
        state = after.state
        if (i % 50 === 49) await after.means.data()
        dispose([batch, after.means])
      }
      const { createdBuffers, liveBuffers, liveBytes } = device.memory()
      return { createdBuffers, liveBuffers, liveBytes }
    }
    const warm = await run(100)
    expect(await run(2000)).toEqual(warm)
  })
})
