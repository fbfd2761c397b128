import { beforeAll, describe, expect, it } from 'vitest'
import * as dsl from '../../../dsl/index.js'
import { acquire, jit, key, ShapeMismatch, tensor } from '../../../src/index.js'
import { close } from '../close.js'

beforeAll(() => acquire({ backend: 'cpu' }))

const made: Readonly<Record<string, dsl.Optimizer>> = {
  chain: dsl.chain(dsl.clipByGlobalNorm(1), dsl.weightDecay(1e-4), dsl.maxNorm(3), dsl.adam(0.01)),
  accumulate: dsl.accumulate(dsl.adam(0.01), 2),
  ema: dsl.ema(dsl.sgd(0.01), 0.9),
  lookahead: dsl.lookahead(dsl.adam(0.01)),
  byPath: dsl.byPath({ '0/*': dsl.sgd(0), '**': dsl.adam(0.01) }),
  adafactor: dsl.adafactor({ rate: 0.01, factorFrom: 2 }),
  muon: dsl.muon(0.01),
  lbfgs: dsl.lbfgs({ rate: 0.1, memory: 2 }),
}

describe.each(Object.entries(made))('%s', (_, optimizer) => {
  it('trains a model, whose steps take the memory of the state over', async () => {
    const model = dsl.sequential([3], dsl.dense(4), dsl.relu, dsl.dense(2))
    const data = dsl.fromArrays({
      x: { values: Float32Array.from({ length: 60 }, (_, i) => Math.sin(i)), shape: [3] },
      y: { values: Float32Array.from({ length: 40 }, (_, i) => Math.cos(i)), shape: [2] },
    })
    const { history } = await dsl.fit(model, data, {
      loss: dsl.meanSquaredError,
      optimizer,
      epochs: 2,
      batchSize: 5,
      key: key(0),
      progress: false,
    })
    expect(history[1]?.train.loss).toBeLessThan(history[0]?.train.loss ?? 0)
  })

  it('refuses gradients of another structure', () => {
    const params = [{ a: tensor([[1, 2]]) }, { b: tensor([0]) }] as const
    const gradients = [{ a: tensor([[1, 2]]) }, { c: tensor([0]) }] as unknown as typeof params // what the compiler would refuse
    expect(() => optimizer.update(gradients, optimizer.init(params), params)).toThrow(ShapeMismatch)
  })
})

describe('a schedule', () => {
  it('is compiled in: the step is traced once', async () => {
    let traces = 0
    const { init, update } = dsl.sgd((count) => {
      traces++
      return dsl.stepDecay(1, { every: 1, factor: 0.5 })(count)
    })
    const step = jit((w: { readonly w: ReturnType<typeof tensor> }, state: ReturnType<typeof init<typeof w>>) => update(w, state, w))
    let params: { readonly w: ReturnType<typeof tensor> } = { w: tensor([8]) }
    let state = init(params)
    for (let i = 0; i < 3; i++) [params, state] = step(params, state)
    expect(traces).toBe(1)
    await close(params.w, [0]) // all of it in the first step
  })
})
