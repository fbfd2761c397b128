import { beforeAll, describe, expect, it } from 'vitest'
import { apply, dense, dropout, flatten, init, predict, relu, residual, sequential, serial, softmax, summary } from '../../../dsl/index.js'
import { acquire, grad, key, mean, normal, ShapeMismatch, tree } from '../../../src/index.js'
import { close } from '../close.js'

beforeAll(() => acquire({ backend: 'reference' }))

const model = sequential([2, 3], flatten, dense(5), relu, dropout(0.5), dense(2), softmax)
const x = normal(key(9), [4, 2, 3])

describe('init', () => {
  it('is a pure function of the key', async () => {
    const values = async (seed: number) => Promise.all(tree.leaves(init(model, key(seed))).map(async (leaf) => [...(await leaf.data())]))
    expect(await values(1)).toEqual(await values(1))
    expect(await values(1)).not.toEqual(await values(2))
  })

  it('gives a tuple of trees, one for each layer', () => {
    const { params, state } = init(model, key(1))
    expect([params[1].kernel.shape, params[1].bias.shape, params[4].kernel.shape]).toEqual([[6, 5], [5], [5, 2]])
    expect(params.map((tree) => Object.keys(tree))).toEqual([[], ['kernel', 'bias'], [], [], ['kernel', 'bias'], []])
    expect(state).toEqual([{}, {}, {}, {}, {}, {}])
  })
})

describe('apply and predict', () => {
  const variables = init(model, key(1))

  it('agree where nothing is drawn at random', async () => {
    const [y, state] = apply(model, variables, x)
    expect(y.shape).toEqual([4, 2])
    expect(state).toEqual(variables.state)
    await close(predict(model, variables, x), await y.data())
  })

  it('take a batch of no examples', async () =>
    expect(await predict(model, variables, normal(key(1), [0, 2, 3])).data()).toEqual(new Float32Array(0)))

  it('are differentiable by the parameters', async () => {
    const loss = (params: typeof variables.params) => mean(apply(model, { ...variables, params }, x, { training: true, key: key(3) })[0])
    const gradients = grad(loss)(variables.params)
    expect(tree.leaves(gradients).map((leaf) => leaf.shape)).toEqual(tree.leaves(variables.params).map((leaf) => leaf.shape))
  })

  it('say what the model takes', () => {
    const wrong = normal(key(1), [4, 3, 2])
    // @ts-expect-error the compiler says the same
    expect(() => apply(model, variables, wrong)).toThrow(new ShapeMismatch('apply: the model takes [N, 2, 3], got [4, 3, 2]'))
    // @ts-expect-error the compiler says the same
    expect(() => predict(model, variables, normal(key(1), []))).toThrow(new ShapeMismatch('predict: the model takes [N, 2, 3], got []'))
  })
})

describe('summary', () => {
  it('is a table of layers, output shapes, parameters and FLOPs', () => {
    const table = summary(
      sequential([28, 28, 1], flatten, dense(128), relu, dropout(0.2), residual(serial(dense(64), relu, dense(128))), dense(10)),
    )
    expect(`\n${table}\n`).toBe(`
layer         output  parameters    FLOPs
flatten       [784]            0        0
dense(128)    [128]      100,480  200,704
relu          [128]            0      128
dropout(0.2)  [128]            0      128
residual      [128]       16,576   32,960
dense(10)     [10]         1,290    2,560
total                    118,346  236,480
memory: 473.4 kB of parameters; in training 5.2 kB of outputs for each example
`)
  })
})
