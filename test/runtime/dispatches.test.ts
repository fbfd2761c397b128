import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  apply,
  batchNorm,
  conv2d,
  dense,
  embedding,
  globalAvgPool,
  gru,
  identity,
  init,
  type Layer,
  layerNorm,
  lstm,
  type Model,
  type RecurrentLayer,
  relu,
  residual,
  rnn,
  sequential,
  serial,
  softmaxCrossEntropy,
  sumOf,
  tanh,
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
  mul,
  softmax,
  sqrt,
  sub,
  sum,
  type Tensor,
  topK,
  variance,
  zeros,
} from '../../src/index.js'
import { leaves, structure, unflatten } from '../../src/tensor/tree.js'

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

  it('20 with a transformer block alone', () => {
    const model = sequential([32, 64], transformerBlock({ heads: 4, hidden: 256, causal: true }))
    const { params, state } = init(model, key(0))
    const loss = (own: typeof params) => sum(apply(model, { params: own, state }, zeros([4, 32, 64]), context)[0])
    expect(inspect(grad(loss))(params).counts.dispatches).toBe(20)
  })

  it('26 with a bottleneck of a residual network', () => {
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
    expect(inspect(grad(loss))(params).counts.dispatches).toBe(26)
  })
})

/** Bottlenecks as in ResNet-50: 53 convolutions, a batch norm behind each. */
const resNet50 = () => {
  const layers: Layer[] = [conv2d(64, 3, { padding: 1, bias: false }), batchNorm(), relu]
  for (const [stage, blocks] of [3, 4, 6, 3].entries())
    for (let block = 0; block < blocks; block++) {
      const units = 64 * 2 ** stage
      const stride = block === 0 && stage > 0 ? 2 : 1
      const way = serial(
        serial(conv2d(units, 1, { bias: false }), batchNorm(), relu),
        serial(conv2d(units, 3, { stride, padding: 1, bias: false }), batchNorm(), relu),
        serial(conv2d(4 * units, 1, { bias: false }), batchNorm()),
      )
      const past = block === 0 ? serial(conv2d(4 * units, 1, { stride, bias: false }), batchNorm()) : identity
      layers.push(sumOf(way, past) as Layer, relu)
    }
  return sequential([32, 32, 3], ...layers, globalAvgPool, dense(10)) as Model<[number, number, number], [10]>
}

it('a step of a network like ResNet-50 takes 348 dispatches of 136 kernels', async () => {
  const model = resNet50()
  await acquire({ backend: 'cpu', threads: 1 }) // draws 24 million weights in less time
  const { params: drawn, state } = init(model, key(0))
  await acquire({ backend: 'reference' })
  const params = unflatten(
    structure(drawn),
    leaves(drawn).map(({ type }) => zeros(type.shape)),
  ) as typeof drawn
  const loss = (own: typeof params) =>
    softmaxCrossEntropy(apply(model, { params: own, state }, zeros([8, 32, 32, 3]), context)[0], labels([8]))
  const step = (own: typeof params) => {
    const gradients = leaves(grad(loss)(own))
    return leaves(own).map((weight, i) => sub(weight, mul(gradients[i] as AnyTensor, 0.1)))
  }
  const { dispatches, kernels } = inspect(step, { donate: [0] })(params).counts
  expect([dispatches, kernels]).toEqual([348, 136])
})

describe('the memory of gradients', () => {
  const [batch, width, depth] = [1024, 32, 8]
  const bytes = batch * width * 4
  /** Peak of the gradients of layers, in results of a layer. */
  const peak = (layer: () => Layer): number => {
    const model = sequential([width], ...Array.from({ length: depth }, layer)) as Model<[number], [number]>
    const { params, state } = init(model, key(0))
    const loss = (own: typeof params) => sum(apply(model, { params: own, state }, zeros([batch, width]), context)[0])
    const { counts } = inspect(grad(loss))(params)
    return counts.peakBytes / bytes
  }

  it('is that of the forward pass: the derivatives of ReLU and tanh read what these gave, and not what they were given', () => {
    expect(peak(() => serial(dense(width), relu))).toBeLessThan(depth + 2)
    expect(peak(() => serial(dense(width), tanh))).toBeLessThan(depth + 2)
  })
})
