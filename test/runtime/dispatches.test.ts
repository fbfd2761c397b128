import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  apply,
  batchNorm,
  conv2d,
  dense,
  embedding,
  globalAvgPool,
  gru,
  init,
  layerNorm,
  lstm,
  type RecurrentLayer,
  relu,
  residual,
  rnn,
  sequential,
  serial,
  softmaxCrossEntropy,
  transformerBlock,
} from '../../dsl/index.js'
import {
  type AnyTensor,
  acquire,
  add,
  concat,
  div,
  grad,
  inspect,
  key,
  mean,
  softmax,
  sqrt,
  sub,
  sum,
  type Tensor,
  topK,
  variance,
  zeros,
} from '../../src/index.js'

/* How many dispatches programs are on a GPU with as many buffers as WebGPU promises. Whoever finds fewer writes fewer here. */

beforeAll(() => acquire({ backend: 'reference' })) // which compiles nothing: `inspect` then shows what any GPU is given
afterAll(() => acquire({ backend: 'reference' }))

const dispatches = (f: (x: Tensor<[number, number]>) => AnyTensor, n: number, m: number): number =>
  inspect(f)(zeros([n, m])).counts.dispatches

const context = { training: true, key: key(1) } as const

const labels = <const S extends readonly number[]>(shape: S) => zeros(shape, { dtype: 'i32' })

describe('one kernel is', () => {
  it('a softmax, of short rows and of long ones', () => {
    expect(dispatches((x) => softmax(x), 64, 512)).toBe(1)
    expect(dispatches((x) => softmax(x), 512, 32)).toBe(1)
  })

  it('a normalisation by rows', () => {
    const rows = { axis: 1, keepDims: true } as const
    expect(dispatches((x) => div(sub(x, mean(x, rows)), sqrt(add(variance(x, rows), 1e-5))), 64, 256)).toBe(1)
  })
})

describe('three kernels are', () => {
  it('mean and variance of few columns of many rows, which are read once, and what puts both side by side', () => {
    const both = (x: Tensor<[number, number]>) => concat([mean(x, { axis: 0 }), variance(x, { axis: 0 })])
    expect(dispatches(both, 8192, 16)).toBe(3)
  })
})

it('topK does not sort everything: half of the elements fall away in each step', () => {
  const { kernels } = inspect((x: Tensor<[4096]>) => topK(x, 10))(zeros([4096]))
  const sizes = [...kernels.matchAll(/(\d+) elements/g)].map(([, size]) => Number(size))
  expect(sizes).toEqual([4096, 4096, 4096, 4096, 4096, 2048, 1024, 512, 256, 128, 64, 10, 10])
})

describe('a step of a wide cell takes', () => {
  const batch = 64
  /** Dispatches of one step more. */
  const ofStep = (cell: RecurrentLayer, isTrained: boolean): number => {
    const count = (steps: number): number => {
      const { params } = cell.init(key(0), [steps, 16])
      const loss = (own: typeof params) => {
        const [y] = cell.forward({ params: own, state: {} }, zeros([batch, steps, 16]), { training: true, key: key(1) })
        return sum(y as Tensor<[typeof batch, number]>) // of the last step
      }
      return inspect((isTrained ? grad(loss as never) : loss) as typeof loss)(params).counts.dispatches
    }
    return count(9) - count(8)
  }

  it.each([
    ['rnn', rnn(512), 1, 4],
    ['gru', gru(512), 2, 4],
    ['lstm', lstm(512), 2, 4],
  ] as const)('of %s', (_, cell, forward, trained) => {
    expect(ofStep(cell as RecurrentLayer, false)).toBe(forward)
    expect(ofStep(cell as RecurrentLayer, true)).toBe(trained)
  })
})

describe('gradients take', () => {
  it('6 dispatches with a layer norm and a dense layer', () => {
    const model = sequential([64], layerNorm(), dense(4))
    const { params, state } = init(model, key(0))
    const loss = (own: typeof params) => softmaxCrossEntropy(apply(model, { params: own, state }, zeros([8, 64]), context)[0], labels([8]))
    expect(inspect(grad(loss))(params).counts.dispatches).toBe(6)
  })

  it('32 with a transformer block, embedding and head', () => {
    const model = sequential(
      { shape: [32], dtype: 'i32' },
      embedding(50, 64),
      transformerBlock({ heads: 4, hidden: 256, causal: true }),
      layerNorm(),
      dense(50),
    )
    const { params, state } = init(model, key(0))
    const loss = (own: typeof params) =>
      softmaxCrossEntropy(apply(model, { params: own, state }, labels([4, 32]), context)[0], labels([4, 32]))
    expect(inspect(grad(loss))(params).counts.dispatches).toBe(32)
  })

  it('22 with a transformer block alone', () => {
    const model = sequential([32, 64], transformerBlock({ heads: 4, hidden: 256, causal: true }))
    const { params, state } = init(model, key(0))
    const loss = (own: typeof params) => sum(apply(model, { params: own, state }, zeros([4, 32, 64]), context)[0])
    expect(inspect(grad(loss))(params).counts.dispatches).toBe(22)
  })

  it('30 with a bottleneck of a residual network', () => {
    const bottleneck = serial(
      conv2d(16, 1, { bias: false }),
      batchNorm(),
      relu,
      conv2d(16, 3, { padding: 1, bias: false }),
      batchNorm(),
      relu,
      conv2d(64, 1, { bias: false }),
      batchNorm(),
    )
    const model = sequential([8, 8, 64], residual(bottleneck), relu, globalAvgPool, dense(10))
    const { params, state } = init(model, key(0))
    const loss = (own: typeof params) =>
      softmaxCrossEntropy(apply(model, { params: own, state }, zeros([4, 8, 8, 64]), context)[0], labels([4]))
    expect(inspect(grad(loss))(params).counts.dispatches).toBe(30)
  })
})
