import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  type AnyTensor,
  acquire,
  add,
  conv,
  jit,
  matmul,
  mul,
  reshape,
  type Shape,
  sigmoid,
  slice,
  softmax,
  sum,
  type Tensor,
  tanh,
  tensor,
} from 'typegrad'
import { root } from '../types/root.js'
import type { Library, Running, Setting } from './library.js'
import { denseSteps, leNetSteps } from './models.js'

/** A result, and one number of it, which is read at each call: then the rest is there too. */
interface Result {
  readonly whole: AnyTensor
  readonly corner: Tensor<[]>
}

const corner = (whole: Tensor<Shape>): Result => ({ whole, corner: slice(reshape(whole, [whole.size]), 0) })

const product = jit((a: Tensor<['N', 'N']>, b: Tensor<['N', 'N']>) => corner(matmul(a, b)))
const convolved = jit((x: Tensor<['N', 28, 28, 32]>, kernel: Tensor<[3, 3, 32, 64]>) => corner(conv(x, kernel, { padding: 'same' })))
const wave = jit((x: Tensor<['N']>, a: Tensor<[]>, b: Tensor<[]>) => sum(mul(tanh(add(mul(x, a), b)), sigmoid(x))))
const weights = jit((x: Tensor<['N', 'N']>) => corner(softmax(x)))

const adds = jit((x: Tensor<[16]>) => {
  let y = x
  for (let i = 0; i < 1000; i++) y = add(y, x)
  return y
})

export const open = async ({ backend, threads, inputs, fingerprint }: Setting): Promise<Library> => {
  const device = await acquire(backend === 'cpu' ? { backend, threads } : { backend })
  // Every package has one.
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { readonly version: string }

  /** Calls follow each other without waiting, as those of the peers do; the last is waited for. */
  const computes = (f: () => Result): Running => {
    const call = async (): Promise<AnyTensor> => {
      const { whole, corner } = f()
      await corner.item()
      corner.dispose()
      return whole
    }
    return {
      next: async () => {
        const whole = await call()
        const values = await whole.data()
        whole.dispose()
        return fingerprint(values)
      },
      run: async (calls) => {
        for (let i = 1; i < calls; i++) {
          const { whole, corner } = f()
          whole.dispose()
          corner.dispose()
        }
        const whole = await call()
        whole.dispose()
      },
    }
  }

  /** Results so small that they are read whole. */
  const reads = (f: () => AnyTensor): Running => {
    const call = async (): Promise<readonly number[]> => {
      const result = f()
      const values = await result.data()
      result.dispose()
      return [...values]
    }
    return {
      next: call,
      run: async (calls) => {
        for (let i = 0; i < calls; i++) await call()
      },
    }
  }

  const squareMatmul = (size: number) => () => {
    const given = inputs.matmul(size)
    const [a, b] = [tensor(given.a.values, { shape: [size, size] }), tensor(given.b.values, { shape: [size, size] })]
    return computes(() => product(a, b))
  }

  return {
    version,
    how: device.name,
    works: {
      'matmul 256': squareMatmul(256),
      'matmul 512': squareMatmul(512),
      'matmul 1024': squareMatmul(1024),
      conv: () => {
        const given = inputs.conv()
        const x = tensor(given.x.values, { shape: [32, 28, 28, 32] })
        const kernel = tensor(given.kernel.values, { shape: [3, 3, 32, 64] })
        return computes(() => convolved(x, kernel))
      },
      'step dense': () => denseSteps(inputs.dense()),
      'step LeNet': () => leNetSteps(inputs.lenet()),
      elementwise: () => {
        const given = inputs.elementwise()
        const [x, a, b] = [tensor(given.x.values), tensor(given.a), tensor(given.b)]
        return reads(() => wave(x, a, b))
      },
      softmax: () => {
        const x = tensor(inputs.softmax().x.values, { shape: [1024, 1024] })
        return computes(() => weights(x))
      },
      adds: () => {
        const x = tensor(Float32Array.from({ length: 16 }, (_, i) => i / 16))
        return reads(() => adds(x))
      },
    },
  }
}
