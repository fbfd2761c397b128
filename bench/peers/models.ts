import { jit, type Tensor, tensor, valueAndGrad, zeros } from 'typegrad'
import {
  apply,
  conv2d,
  dense,
  flatten,
  maxPool2d,
  type OptimizerState,
  relu,
  sequential,
  sgd,
  softmaxCrossEntropy,
  type VariablesOf,
} from 'typegrad/dsl'
import type { Learning, Values } from './inputs.js'
import type { Running } from './library.js'

const ofDense = sequential([784], dense(1024), relu, dense(1024), relu, dense(10))

const leNet = sequential(
  [28, 28, 1],
  conv2d(32, 5, { padding: 'same' }),
  relu,
  maxPool2d(2),
  conv2d(64, 5, { padding: 'same' }),
  relu,
  maxPool2d(2),
  flatten,
  dense(1024),
  relu,
  dense(10),
)

/** What a step replaces. */
interface State<Params> {
  readonly params: Params
  readonly memory: OptimizerState<Params>
}

interface Stepped<Params> {
  readonly loss: Tensor<[]>
  readonly state: State<Params>
}

/** Steps of training, one a call, on one batch; each loss is read. */
const stepping = <Params>(step: (state: State<Params>) => Stepped<Params>, begin: State<Params>): Running => {
  let state = begin
  const next = async (): Promise<number> => {
    const after = step(state)
    state = after.state
    const loss = await after.loss.item()
    after.loss.dispose()
    return loss
  }
  return {
    next: async () => [await next()],
    run: async (calls) => {
      for (let i = 0; i < calls; i++) await next()
    },
  }
}

const valuesOf = (kernels: readonly Values[], layer: number): Float32Array => {
  const kernel = kernels[layer]
  if (!kernel) throw new Error(`bench: there is no kernel for layer ${layer}`)
  return kernel.values
}

/** Training of a network of two hidden layers: forward, backward, descent. */
export const denseSteps = (given: Learning): Running => {
  type Params = VariablesOf<typeof ofDense>['params']
  const optimizer = sgd(given.rate)
  const step = jit(
    ({ params, memory }: State<Params>, x: Tensor<[128, 784]>, labels: Tensor<[128], 'i32'>) => {
      const lossOf = (params: Params) =>
        softmaxCrossEntropy(apply(ofDense, { params, state: [{}, {}, {}, {}, {}] }, x, { training: true })[0], labels)
      const [loss, gradients] = valueAndGrad(lossOf)(params)
      const [moved, remembered] = optimizer.update(gradients, memory, params)
      return { loss, state: { params: moved, memory: remembered } }
    },
    { donate: [0] },
  )
  const kernel = (layer: number) => valuesOf(given.kernels, layer)
  const params: Params = [
    { kernel: tensor(kernel(0), { shape: [784, 1024] }), bias: zeros([1024]) },
    {},
    { kernel: tensor(kernel(1), { shape: [1024, 1024] }), bias: zeros([1024]) },
    {},
    { kernel: tensor(kernel(2), { shape: [1024, 10] }), bias: zeros([10]) },
  ]
  const [x, labels] = [tensor(given.x.values, { shape: [128, 784] }), tensor(given.labels, { shape: [128] })]
  return stepping((state: State<Params>) => step(state, x, labels), { params, memory: optimizer.init(params) })
}

/** Training of LeNet: forward, backward, descent. */
export const leNetSteps = (given: Learning): Running => {
  type Params = VariablesOf<typeof leNet>['params']
  const optimizer = sgd(given.rate)
  const step = jit(
    ({ params, memory }: State<Params>, x: Tensor<[64, 28, 28, 1]>, labels: Tensor<[64], 'i32'>) => {
      const lossOf = (params: Params) =>
        softmaxCrossEntropy(apply(leNet, { params, state: [{}, {}, {}, {}, {}, {}, {}, {}, {}, {}] }, x, { training: true })[0], labels)
      const [loss, gradients] = valueAndGrad(lossOf)(params)
      const [moved, remembered] = optimizer.update(gradients, memory, params)
      return { loss, state: { params: moved, memory: remembered } }
    },
    { donate: [0] },
  )
  const kernel = (layer: number) => valuesOf(given.kernels, layer)
  const params: Params = [
    { kernel: tensor(kernel(0), { shape: [5, 5, 1, 32] }), bias: zeros([32]) },
    {},
    {},
    { kernel: tensor(kernel(1), { shape: [5, 5, 32, 64] }), bias: zeros([64]) },
    {},
    {},
    {},
    { kernel: tensor(kernel(2), { shape: [3136, 1024] }), bias: zeros([1024]) },
    {},
    { kernel: tensor(kernel(3), { shape: [1024, 10] }), bias: zeros([10]) },
  ]
  const [x, labels] = [tensor(given.x.values, { shape: [64, 28, 28, 1] }), tensor(given.labels, { shape: [64] })]
  return stepping((state: State<Params>) => step(state, x, labels), { params, memory: optimizer.init(params) })
}
