import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import { accuracy, adam, dense, dropout, init, type Model, relu, sequential, softmaxCrossEntropy } from '../../dsl/index.js'
import { dispose } from '../../dsl/train/dispose.js'
import { start, trainStep } from '../../dsl/train/step.js'
import type { WebGpuBackend } from '../../src/backends/webgpu/webgpu.js'
import { type AnyTensor, acquire, add, type Device, exp, foldIn, jit, key, matmul, mul, sum, type Tensor, tensor, tree } from '../../src/index.js'
import { BackendDevice } from '../../src/runtime/device.js'

setFlagsFromString('--expose-gc')
const collect: () => void = runInNewContext('gc')

let device: BackendDevice
let backend: WebGpuBackend
beforeAll(async () => {
  const acquired: Device = await acquire({ backend: 'webgpu' })
  if (!(acquired instanceof BackendDevice)) throw new Error('every device is one over a backend')
  device = acquired
  backend = device.on as WebGpuBackend // it is the one asked for
})

/** What the driver knows a tensor's memory by. */
const memoryOf = ({ source }: AnyTensor): unknown => {
  const storage = source.kind === 'value' ? (source.storage as { readonly buffer?: { readonly gpu: unknown } } | undefined) : undefined
  return storage?.buffer?.gpu ?? `${source.kind}, not on the device`
}

const live = () => {
  const { liveBytes, liveBuffers, createdBuffers } = device.memory()
  return { liveBytes, liveBuffers, createdBuffers }
}

/** Steps of training a model that tells ten classes apart on numbers without sense, new ones for each step. */
const training = (model: Model, batch: number) => {
  const optimizer = adam()
  const step = trainStep(model, optimizer, [softmaxCrossEntropy as never, accuracy as never]) // of outputs [N, 10] and classes [N]
  const size = model.input.reduce((product, n) => product * n, 1)
  let state = start(init(model, key(0)), optimizer, key(1), 2)
  let steps = 0
  return {
    /** Takes so many steps and waits for the last. */
    run: async (count: number): Promise<number> => {
      let loss = Number.NaN
      for (let i = 0; i < count; i++) {
        steps++
        const x = tensor(
          Float32Array.from({ length: batch * size }, (_, j) => ((j * 7919 + steps * 104729) % 1009) / 1009),
          { shape: [batch, ...model.input] },
        )
        const y = tensor(Int32Array.from({ length: batch }, (_, j) => (j + steps) % 10))
        const after = step(state, x, y)
        dispose([x, y])
        state = after.state
        if (i === count - 1 || i % 50 === 49) loss = (await after.means.data())[0] ?? Number.NaN
        after.means.dispose()
      }
      return loss
    },
  }
}

describe('a training step of the MLP 784-128-10 with dropout and Adam, on batches of 128', () => {
  const { run } = training(sequential([784], dense(128), relu, dropout(0.2), dense(10)), 128)

  it('is one submit of a few dispatches', async () => {
    expect(await run(1)).toBeGreaterThan(0)
    const { dispatches, submits } = backend.counts
    await run(1)
    // One more submit reads the loss.
    expect(backend.counts.submits - submits).toBe(1)
    expect(backend.counts.dispatches - dispatches).toBe(0)
    expect(backend.counts.dispatches - dispatches).toBeLessThanOrEqual(30)
  })

  it('creates no buffer and compiles no kernel after the first', async () => {
    await run(2)
    const before = { ...live(), kernels: backend.pipelines.size }
    await run(50)
    expect({ ...live(), kernels: backend.pipelines.size }).toEqual(before)
  })
})

it('2,000 training steps leave memory on the device and in the process where it was', async () => {
  const { run } = training(sequential([16], dense(16), relu, dropout(0.5), dense(10)), 16)
  const rss = () => {
    collect()
    return process.memoryUsage.rss() / 2 ** 20
  }
  await run(500)
  const before = live()
  const resident = rss()
  await run(2000)
  expect(live()).toEqual(before)
  console.log(rss() - resident)
  expect(rss() - resident).toBeLessThan(8)
}, 60_000)
