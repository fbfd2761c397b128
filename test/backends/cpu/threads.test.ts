import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  adam,
  apply,
  avgPool2d,
  batchNorm,
  conv2d,
  dense,
  flatten,
  init,
  relu,
  sequential,
  softmaxCrossEntropy,
} from '../../../dsl/index.js'
import { cpuBackend } from '../../../src/backends/cpu/cpu.js'
import { createCrew } from '../../../src/backends/cpu/create-crew.js'
import { CrewInPlace } from '../../../src/backends/cpu/crew-in-place.js'
import { toNd } from '../../../src/backends/reference/reference.js'
import type { AnyTensor } from '../../../src/index.js'
import * as t from '../../../src/index.js'
import { trace } from '../../../src/program/trace.js'
import { sizeOf } from '../../../src/shape/dim.js'
import type { NdArray } from '../../../src/tensor/ndarray.js'
import { onBackend } from '../../support/targets.js'

/** Numbers whose sums depend on their order. */
const array = (shape: readonly number[], seed = 0): NdArray => ({
  shape,
  dtype: 'f32',
  data: Float64Array.from({ length: sizeOf(shape) }, (_, i) => Math.fround(Math.sin((i + 1) * (12.9898 + seed)) * 2)),
})

beforeAll(() => t.acquire({ backend: 'reference' }))

const inPlace = cpuBackend(new CrewInPlace())
const byThreads = [1, 2, 3].map((threads) => cpuBackend(createCrew({ threads })))
afterAll(() => {
  for (const backend of byThreads) backend.destroy()
})

const model = sequential([16, 16, 3], conv2d(12, 3), batchNorm(), relu, avgPool2d(2), flatten, dense(40), relu, dense(10))
const optimizer = adam()

/** A step of training on images, and answers that are weights of classes. */
const trainingStep = (x: AnyTensor, y: AnyTensor): readonly AnyTensor[] => {
  const { params, state } = init(model, t.key(0))
  const [images, answers] = [x as t.Tensor<[64, 16, 16, 3]>, t.softmax(y) as t.Tensor<[64, 10]>] // by their shapes
  const loss = (learned: typeof params) =>
    softmaxCrossEntropy(apply(model, { params: learned, state }, images, { training: true })[0], answers)
  const [value, gradients] = t.valueAndGrad(loss)(params)
  const [after] = optimizer.update(gradients, optimizer.init(params), params)
  return [value, ...t.tree.leaves(after)]
}

type Two = readonly [AnyTensor, AnyTensor]

/** Each has work for many threads. */
const programs: { readonly [name: string]: readonly [inputs: readonly NdArray[], f: (...args: Two) => readonly AnyTensor[]] } = {
  'sums, of all and along either axis': [
    [array([700, 901])],
    (x) => [t.sum(x), t.mean(x, { axis: 0 }), t.sum(x, { axis: 1 }), t.norm(x), t.logSumExp(x)],
  ],
  'a long sum': [[array([3_000_001])], (x) => [t.sum(x), t.prod(t.add(1, t.mul(x, 1e-6)))]],
  'element by element': [[array([500, 700]), array([700, 500], 1)], (x, y) => [t.tanh(t.mul(x, t.transpose(y)))]],
  'products of matrices': [[array([300, 257]), array([257, 290], 1)], (x, y) => [t.matmul(x, y), t.matmul(t.transpose(y), t.transpose(x))]],
  'a long product': [[array([40, 30_000]), array([30_000, 24], 1)], (x, y) => [t.matmul(x, y)]],
  'a convolution and its gradients': [
    [array([4, 30, 31, 8]), array([3, 3, 8, 16], 1)],
    (x, y) => {
      const loss = (p: { x: AnyTensor; y: AnyTensor }) => t.sum(t.square(t.conv(p.x, p.y, { padding: 1 }))) as t.Tensor<[]>
      const slopes = t.grad(loss)({ x, y })
      return [t.conv(x, y), slopes.x, slopes.y]
    },
  ],
  softmax: [[array([600, 500])], (x) => [t.softmax(x), t.logSoftmax(x, { axis: 0 }), t.variance(x, { axis: 0 })]],
  'sorting, running sums and lookups': [
    [array([40_000]), array([3000, 20], 1)],
    (x, y) => {
      const at = t.astype(t.mul(t.abs(x), 1400), 'i32')
      return [
        t.sort(x),
        t.cumsum(x),
        t.gather(y, at as never),
        t.scatterAdd(y as never, at as never, t.reshape(t.repeat(x, 20, 0), [40_000, 20]) as never),
      ]
    },
  ],
  'a loop': [
    [array([40, 64, 64]), array([64, 64], 1)],
    (x, y) =>
      t.scan(
        (state: AnyTensor, list: AnyTensor) => [t.tanh(t.matmul(state, list)), t.sum(state, { axis: 0 })] as const,
        y,
        t.mul(x, 0.1),
      ) as readonly AnyTensor[],
  ],
  'random numbers': [[], () => [t.normal(t.key(3), [200_003]), t.bernoulli(t.key(4), 0.3, [100_001])]],
  'a step of training': [[array([64, 16, 16, 3]), array([64, 10], 1)], trainingStep],
}

describe('the same bits for any number of threads', () => {
  it.each(Object.entries(programs))('%s', async (_, [inputs, f]) => {
    const program = trace((args) => f(...(args as unknown as Two)), inputs) // as many as it takes
    const captured = await Promise.all(program.captures.map(async (tensor) => toNd(tensor.type, await tensor.data())))
    const bits = async (backend: typeof inPlace) => {
      const results = await onBackend(backend, program, [...inputs, ...captured])
      return results.map(({ data }) => Buffer.from(Float32Array.from(data).buffer).toString('base64'))
    }
    const expected = await bits(inPlace)
    for (const backend of byThreads)
      for (const [i, found] of (await bits(backend)).entries())
        expect(found === expected[i], `output ${i} on ${backend.threads} threads`).toBe(true)
  })
})
