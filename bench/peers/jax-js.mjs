// jax-js, its WebAssembly or its WebGPU backend, compiled by `jit`. The first runs on threads where there is the `Worker` of web pages, and the `navigator` says how many. Pictures
// have their channels first, as its convolutions take them; that is arranged before anything is timed.

import { readFileSync } from 'node:fs'
import { provideGpu } from './gpu.mjs'
import { WebWorker } from './web-worker.mjs'

const { version } = JSON.parse(readFileSync(new URL('./node_modules/@jax-js/jax/package.json', import.meta.url), 'utf8'))

export const open = async ({ backend, threads, inputs, fingerprint }) => {
  const onGpu = backend === 'webgpu'
  if (onGpu) provideGpu()
  else if (threads > 1) {
    globalThis.Worker = WebWorker
    Object.defineProperty(globalThis, 'navigator', { value: { hardwareConcurrency: threads }, configurable: true })
  }
  const { blockUntilReady, defaultDevice, init, jit, lax, nn, numpy: np, tree, valueAndGrad } = await import('@jax-js/jax')
  const device = onGpu ? 'webgpu' : 'wasm'
  if (!(await init(device))?.includes(device)) throw new Error(`jax-js: the backend ${device} does not start`)
  defaultDevice(device)

  const array = ({ values, shape }) => np.array(values).reshape([...shape])
  /** Laid out in memory as it says: a transposed view would be walked across. */
  const laidOut = async (x) => {
    const { shape } = x
    return np.array(await x.data()).reshape(shape)
  }

  const corner = jit((y) => np.ravel(y).slice([0, 1]))

  /** `view` makes of a result what other libraries give. */
  const computes = (f, args, view = (y) => y) => {
    const call = () => f(...args.map((x) => x.ref))
    return {
      next: async () => {
        const values = await view(call()).data()
        return values.length === 1 ? [...values] : fingerprint(values)
      },
      run: async (calls) => {
        for (let i = 1; i <= calls; i++) {
          const y = call()
          // What is disposed of before that is never submitted. On WebGPU it waits for nothing, so that calls follow each other; the last is read.
          await blockUntilReady(y)
          if (onGpu && i === calls) await corner(y.ref).data()
          y.dispose()
        }
      },
    }
  }

  const learns = async ({ kernels, x, oneHot, rate }, logits, layout, compile = jit) => {
    let params = []
    for (const kernel of kernels) {
      params.push({ kernel: await laidOut(layout.kernel(array(kernel))), bias: np.zeros([kernel.shape.at(-1)]) })
    }
    const [examples, labels] = [await laidOut(layout.x(array(x))), array(oneHot)]
    const [batch] = x.shape
    const lossOf = (params, x, y) =>
      nn
        .logSoftmax(logits(params, x), -1)
        .mul(y)
        .sum()
        .mul(-1 / batch)
    const step = compile((params, x, y) => {
      const [loss, slopes] = valueAndGrad(lossOf)(tree.ref(params), x, y)
      return [loss, tree.map((p, slope) => p.sub(slope.mul(rate)), params, slopes)]
    })
    const next = async () => {
      const [loss, moved] = step(params, examples.ref, labels.ref)
      params = moved
      await blockUntilReady(moved)
      const [value] = await loss.data()
      return value
    }
    return {
      next: async () => [await next()],
      run: async (calls) => {
        for (let i = 0; i < calls; i++) await next()
      },
    }
  }

  const dense = (x, { kernel, bias }) => np.matmul(x, kernel).add(bias)
  const conv = (x, { kernel, bias }) => nn.relu(lax.conv(x, kernel, [1, 1], 'SAME').add(bias.reshape([-1, 1, 1])))
  const pool = (x) => lax.reduceWindow(x, np.max, [2, 2], [2, 2])

  const matmul = (size) => () => {
    const { a, b } = inputs.matmul(size)
    return computes(
      jit((x, y) => np.matmul(x, y)),
      [array(a), array(b)],
    )
  }

  const channelsFirst = (x) => np.transpose(x, [0, 3, 1, 2])
  const featuresFirst = (kernel) => np.transpose(kernel, [3, 2, 0, 1])

  return {
    version,
    how: onGpu ? 'webgpu' : `wasm, SIMD true, threads ${threads}`,
    works: {
      'matmul 256': matmul(256),
      'matmul 512': matmul(512),
      'matmul 1024': matmul(1024),
      conv: async () => {
        const { x, kernel } = inputs.conv()
        const args = [await laidOut(channelsFirst(array(x))), await laidOut(featuresFirst(array(kernel)))]
        // In WebAssembly not by `jit`, which pads where the convolution reads: measured one after the other, 0.54 s a call without and 5.3 s with it.
        const convolve = (x, kernel) => lax.conv(x, kernel, [1, 1], 'SAME')
        return computes(onGpu ? jit(convolve) : convolve, args, (y) => np.transpose(y, [0, 2, 3, 1]))
      },
      'step dense': () =>
        learns(inputs.dense(), ([first, second, third], x) => dense(nn.relu(dense(nn.relu(dense(x, first)), second)), third), {
          kernel: (kernel) => kernel,
          x: (x) => x,
        }),
      'step LeNet': () =>
        learns(
          inputs.lenet(),
          ([first, second, third, fourth], x) => {
            const features = pool(conv(pool(conv(x, first)), second))
            return dense(nn.relu(dense(features.reshape([features.shape[0], -1]), third)), fourth)
          },
          {
            kernel: (kernel) => {
              if (kernel.shape.length === 4) return featuresFirst(kernel)
              if (kernel.shape[0] !== 7 * 7 * 64) return kernel
              // Flattened, its features come in the order of the channels first.
              return np.transpose(kernel.reshape([7, 7, 64, 1024]), [2, 0, 1, 3]).reshape([7 * 7 * 64, 1024])
            },
            x: channelsFirst,
          },
          // As for `conv`: 11.3 s of both processors' time a step, measured on one machine at once with 13.6 s by `jit`.
          onGpu ? jit : (step) => step,
        ),
      elementwise: () => {
        const { x, a, b } = inputs.elementwise()
        return computes(
          jit((x, a, b) => np.tanh(x.ref.mul(a).add(b)).mul(nn.sigmoid(x)).sum()),
          [array(x), np.array(a), np.array(b)],
        )
      },
      softmax: () =>
        computes(
          jit((x) => nn.softmax(x, -1)),
          [array(inputs.softmax().x)],
        ),
    },
  }
}
