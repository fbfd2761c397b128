// TensorFlow.js, its WebAssembly backend (SIMD, and threads, which it leaves out in Node unless it is told that they are there), or its WebGPU backend. Layers as its own layers make
// them (fused operations), its own optimizer, and `tidy`. Kernels of WebAssembly are done when a call returns, those of WebGPU follow each other, so that only the last result is read.

import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { provideGpu } from './gpu.mjs'
import { WebWorker } from './web-worker.mjs'

const require = createRequire(import.meta.url)
const tf = require('@tensorflow/tfjs')
const wasm = require('@tensorflow/tfjs-backend-wasm')

const folder = dirname(require.resolve('@tensorflow/tfjs-backend-wasm'))
const binaries = ['tfjs-backend-wasm.wasm', 'tfjs-backend-wasm-simd.wasm', 'tfjs-backend-wasm-threaded-simd.wasm']
const urlOf = (name) => `data:application/wasm;base64,${readFileSync(join(folder, name)).toString('base64')}`

/** What it finds in a page: threads (https://github.com/tensorflow/tfjs/issues/3830), workers, binaries to fetch. */
const startOnThreads = async (threads) => {
  wasm.setWasmPaths(Object.fromEntries(binaries.map((name) => [name, urlOf(name)])), true)
  if (threads > 1) {
    wasm.setThreadsCount(threads)
    tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', true)
    globalThis.Worker = WebWorker
    // It takes half of the processors at most, as if each were two threads of a core.
    Object.defineProperty(globalThis, 'navigator', { value: { hardwareConcurrency: 2 * threads }, configurable: true })
  }
  // By this, what Emscripten wrote tells Node from a page.
  const { process } = globalThis
  delete globalThis.process
  try {
    if (!(await tf.setBackend('wasm'))) throw new Error('tfjs: the backend wasm does not start')
  } finally {
    globalThis.process = process
  }
  if (wasm.getThreadsCount() !== threads) throw new Error(`tfjs: asked for ${threads} threads, got ${wasm.getThreadsCount()}`)
}

const startOnGpu = async () => {
  provideGpu()
  require('@tensorflow/tfjs-backend-webgpu')
  if (!(await tf.setBackend('webgpu'))) throw new Error('tfjs: the backend webgpu does not start')
}

const tensor = ({ values, shape }) => tf.tensor(values, [...shape])

export const open = async ({ backend, threads, inputs, fingerprint }) => {
  await (backend === 'cpu' ? startOnThreads(threads) : startOnGpu())

  const computes = (f) => ({
    next: async () => {
      const y = f()
      const values = await y.data()
      y.dispose()
      return y.size === 1 ? [...values] : fingerprint(values)
    },
    run: async (calls) => {
      for (let i = 1; i < calls; i++) f().dispose()
      const last = f()
      const corner = tf.tidy(() => tf.slice(tf.reshape(last, [-1]), [0], [1]))
      await corner.data()
      tf.dispose([last, corner])
    },
  })

  /** Of losses, each is read. */
  const learns = ({ kernels, x, oneHot, rate }, logits) => {
    const layers = kernels.map(({ values, shape }) => ({
      kernel: tf.variable(tf.tensor(values, [...shape])),
      bias: tf.variable(tf.zeros([shape.at(-1)])),
    }))
    const [examples, labels] = [tensor(x), tensor(oneHot)]
    const optimizer = tf.train.sgd(rate)
    const step = async () => {
      const loss = optimizer.minimize(() => tf.losses.softmaxCrossEntropy(labels, logits(layers, examples)), true)
      const [value] = await loss.data()
      loss.dispose()
      return value
    }
    return {
      next: async () => [await step()],
      run: async (calls) => {
        for (let i = 0; i < calls; i++) await step()
      },
    }
  }

  const dense = (x, { kernel, bias }, activation = 'linear') => tf.fused.matMul({ a: x, b: kernel, bias, activation })
  const conv = (x, { kernel, bias }) => tf.fused.conv2d({ x, filter: kernel, strides: 1, pad: 'same', bias, activation: 'relu' })
  const pool = (x) => tf.maxPool(x, 2, 2, 'valid')

  const matmul = (size) => () => {
    const { a, b } = inputs.matmul(size)
    const [left, right] = [tensor(a), tensor(b)]
    return computes(() => tf.matMul(left, right))
  }

  return {
    version: tf.version.tfjs,
    how: backend === 'cpu' ? `wasm, SIMD ${await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT')}, threads ${wasm.getThreadsCount()}` : 'webgpu',
    works: {
      'matmul 256': matmul(256),
      'matmul 512': matmul(512),
      'matmul 1024': matmul(1024),
      conv: () => {
        const given = inputs.conv()
        const [x, kernel] = [tensor(given.x), tensor(given.kernel)]
        return computes(() => tf.conv2d(x, kernel, 1, 'same'))
      },
      'step dense': () =>
        learns(inputs.dense(), ([first, second, third], x) => dense(dense(dense(x, first, 'relu'), second, 'relu'), third)),
      'step LeNet': () =>
        learns(inputs.lenet(), ([first, second, third, fourth], x) => {
          const features = pool(conv(pool(conv(x, first)), second))
          return dense(dense(tf.reshape(features, [features.shape[0], -1]), third, 'relu'), fourth)
        }),
      elementwise: () => {
        const given = inputs.elementwise()
        const [x, a, b] = [tensor(given.x), tf.scalar(given.a), tf.scalar(given.b)]
        return computes(() => tf.tidy(() => tf.sum(tf.mul(tf.tanh(tf.add(tf.mul(x, a), b)), tf.sigmoid(x)))))
      },
      softmax: () => {
        const x = tensor(inputs.softmax().x)
        return computes(() => tf.softmax(x))
      },
    },
  }
}
