import { beforeAll, describe, expect, it } from 'vitest'
import * as dsl from '../../../dsl/index.js'
import { acquire, jit, key, mul, normal, ShapeMismatch, slice, split, stack, tensor } from '../../../src/index.js'
import { close } from '../close.js'

beforeAll(() => acquire({ backend: 'cpu' }))

const copies = 3
const [forParams, forGradients] = split(key(7))
const params = { kernel: mul(normal(forParams, [copies, 4, 2]), 3), bias: normal(forParams, [copies, 2]) }
const gradients = { kernel: normal(forGradients, [copies, 4, 2]), bias: normal(forGradients, [copies, 2]) }
const copyOf = (all: typeof params, i: number) => ({
  kernel: slice(all.kernel, i),
  bias: slice(all.bias, i),
})

describe('an optimiser per copy', () => {
  const made: Readonly<Record<string, dsl.Optimizer>> = {
    sgd: dsl.sgd(0.1),
    muon: dsl.muon(0.05),
    lamb: dsl.lamb({ rate: 0.1, weightDecay: 0.1 }),
    adafactor: dsl.adafactor({ rate: 0.1, factorFrom: 2 }),
    lbfgs: dsl.lbfgs({ rate: 0.1, memory: 2 }),
    'chain, maxNorm': dsl.chain(dsl.clipByGlobalNorm(0.5), dsl.maxNorm(1), dsl.sgd(dsl.stepDecay(0.5, { every: 2, factor: 0.5 }))),
    'accumulate, adamw': dsl.accumulate(dsl.adamw({ rate: 0.1, mask: (_, { rank }) => rank > 1 }), 2),
  }

  it.each(Object.entries(made))('moves each copy as if it stood alone: %s', async (_, optimizer) => {
    const all = dsl.perCopy(optimizer)
    const step = jit((p: typeof params, s: dsl.OptimizerState<typeof params>) => all.update(gradients, s, p))
    let [stacked, state] = step(params, all.init(params))
    const ones = Array.from({ length: copies }, (_, i) => {
      const [p, g] = [copyOf(params, i), copyOf(gradients, i)]
      return { g, now: optimizer.update(g, optimizer.init(p), p) }
    })
    for (let turn = 0; turn < 4; turn++) {
      await close(stacked.kernel, await stack(ones.map(({ now }) => now[0].kernel)).data(), 1e-5)
      await close(stacked.bias, await stack(ones.map(({ now }) => now[0].bias)).data(), 1e-5)
      ;[stacked, state] = step(stacked, state)
      for (const one of ones) one.now = optimizer.update(one.g, one.now[1], one.now[0])
    }
    expect(await state.step.item()).toBe(5)
  })

  it('trains a model with repeated layers', async () => {
    const model = dsl.sequential([3], dsl.dense(4), dsl.repeated(2, dsl.serial(dsl.dense(4), dsl.tanh)), dsl.dense(1))
    const data = dsl.fromArrays({
      x: { values: Float32Array.from({ length: 60 }, (_, i) => Math.sin(i)), shape: [3] },
      y: { values: Float32Array.from({ length: 20 }, (_, i) => Math.cos(i)), shape: [1] },
    })
    const optimizer = dsl.byPath({ '1/**': dsl.perCopy(dsl.muon(0.02)), '**': dsl.adam(0.01) })
    const { history } = await dsl.fit(model, data, {
      loss: dsl.meanSquaredError,
      optimizer,
      epochs: 3,
      batchSize: 5,
      key: key(0),
      progress: false,
    })
    expect(history[2]?.train.loss).toBeLessThan(history[0]?.train.loss ?? 0)
  })

  it('says which parameter has no copies, or others', () => {
    const { init } = dsl.perCopy(dsl.adam())
    expect(() => init({ a: tensor([1, 2]), b: tensor([1, 2, 3]) })).toThrow(
      new ShapeMismatch(
        "perCopy: the parameter at b has 3 copies, a has 2; name the parameters of one `repeated` by path, as in byPath({ '0/**': perCopy(muon()), '**': adam() })",
      ),
    )
    expect(() => init({ a: tensor(1) })).toThrow('perCopy: the parameter at a has no axis of copies')
  })

  it('takes no parameters as they are', () => {
    const { init, update } = dsl.perCopy(dsl.adam())
    expect(update({}, init({}), {})[0]).toEqual({})
  })
})
