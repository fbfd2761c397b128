/* The library in a browser: laws in their short form on the browser's WebGPU, training, a worker, a device that is lost. `npm run check:browser` opens it. */

import fc from 'fast-check'
import {
  accuracy,
  adam,
  conv2d,
  dense,
  evaluate,
  fit,
  flatten,
  fromArrays,
  relu,
  sequential,
  softmaxCrossEntropy,
} from '../../dsl/index.js'
import { acquireWebGpu } from '../../src/backends/webgpu/adapter.js'
import { type WebGpuBackend, webGpuBackend } from '../../src/backends/webgpu/webgpu.js'
import { threadSchedules } from '../../src/compile/schedule/build.js'
import {
  acquire,
  add,
  conv,
  cumsum,
  type Device,
  DeviceLost,
  grad,
  jit,
  key,
  logSumExp,
  matmul,
  mul,
  normal,
  softmax,
  sort,
  sub,
  sum,
  type Tensor,
  tanh,
  tensor,
  vmap,
} from '../../src/index.js'
import { primitives } from '../../src/primitives/index.js'
import type { Program } from '../../src/program/program.js'
import { dtypes } from '../../src/shape/dtype.js'
import { emptyNd, type NdArray } from '../../src/tensor/ndarray.js'
import { jvpProgram } from '../../src/transforms/push-forward.js'
import { drawUse } from '../support/draw.js'
import { onReference, programOf } from '../support/programs.js'
import { drawProgram } from '../support/random-program.js'
import { onBackend } from '../support/targets.js'

declare class Worker {
  constructor(url: URL, options: { readonly type: 'module'; readonly name: string })
  onmessage: ((event: { readonly data: unknown }) => void) | null
  onerror: ((event: { readonly message: string }) => void) | null
  terminate(): void
}

const demand: (holds: unknown, sentence: string) => asserts holds = (holds, sentence) => {
  if (!holds) throw new Error(sentence)
}

const close = (x: number, y: number, bound: number): boolean => Math.abs(x - y) <= bound * Math.max(1, Math.abs(y)) || Object.is(x, y)

const agree = async (name: string, backend: WebGpuBackend, program: Program, inputs: readonly NdArray[], bound: number): Promise<void> => {
  const want = onReference(program, inputs)
  const got = await onBackend(backend, program, inputs)
  for (const [i, { data }] of got.entries())
    for (const [j, x] of data.entries())
      demand(close(x, want[i]?.data[j] as number, bound), `${name}: ${x} is not ${want[i]?.data[j]}, at output ${i} place ${j}`)
}

/** Numbers of the size of 1 for every element. */
const direction = (gen: fc.GeneratorValue, like: NdArray): NdArray => {
  const array = emptyNd(like)
  array.data.forEach((_, i) => {
    array.data[i] = gen(fc.integer, { min: -100, max: 100 }) / 100
  })
  return array
}

/** A backend on the browser's adapter. */
const backendOf = async (layout: 'gpu' | 'cpu'): Promise<WebGpuBackend> => {
  const { device } = await acquireWebGpu()
  return webGpuBackend(device, device.adapterInfo, threadSchedules(layout, undefined, { subgroups: device.features.has('subgroups') }))
}

const lawsOn = (layout: 'gpu' | 'cpu') => async (): Promise<string> => {
  const backend = await backendOf(layout)
  let derived = 0
  for (const primitive of primitives)
    await fc.assert(
      fc.asyncProperty(fc.gen(), async (gen) => {
        const { program, inputs } = programOf(Array.from({ length: 3 }, () => drawUse(gen, primitive)))
        await agree(primitive.name, backend, program, inputs, 1e-5)
        if (layout === 'cpu' || primitive.name === 'gammaSlope') return
        derived++
        const forward = jvpProgram(
          program,
          inputs.map(() => true),
        )
        const tangents = inputs.filter(({ dtype }) => dtypes[dtype].floating).map((input) => direction(gen, input))
        await agree(`the derivative of ${primitive.name}`, backend, forward, [...inputs, ...tangents], 1e-4)
      }),
      { numRuns: 1 },
    )
  backend.device.destroy()
  return `${primitives.length} primitives${derived > 0 ? `, ${derived} derivatives` : ''}`
}

const randomPrograms = async (): Promise<string> => {
  const backend = await backendOf('gpu')
  const runs = 10
  await fc.assert(
    fc.asyncProperty(fc.gen(), fc.integer({ min: 5, max: 30 }), async (gen, length) => {
      const { program, inputs } = drawProgram(gen, length)
      await agree('a program', backend, program, inputs, 1e-4)
    }),
    { numRuns: runs },
  )
  backend.device.destroy()
  return `${runs} programs`
}

/** Functions of eight numbers, with a kink nowhere near. */
const scalars: Readonly<Record<string, (x: Tensor<[8]>) => Tensor<[]>>> = {
  tanh: (x) => sum(tanh(mul(x, x))),
  softmax: (x) => sum(mul(softmax(x), tensor([1, 2, 3, 4, 5, 6, 7, 8]))),
  logSumExp: (x) => logSumExp(mul(x, 3)),
  sort: (x) => sum(mul(sort(x), tensor([1, 2, 3, 4, 5, 6, 7, 8]))),
  cumsum: (x) => sum(tanh(cumsum(x, { axis: 0 }))),
}

const gradients = async (): Promise<string> => {
  await acquire({ backend: 'webgpu' })
  const x = [0.31, -0.72, 0.55, 0.14, -0.33, 0.91, -0.18, 0.66]
  for (const [name, f] of Object.entries(scalars)) {
    const slopes = await grad(f)(tensor(x) as Tensor<[8]>).data()
    const mapped = await vmap(grad(f))(tensor([x, x]) as Tensor<[2, 8]>).data()
    const compiled = await jit(grad(f))(tensor(x) as Tensor<[8]>).data()
    for (const [i, slope] of slopes.entries()) {
      const at = async (step: number) => f(tensor(x.with(i, (x[i] as number) + step)) as Tensor<[8]>).item()
      const difference = ((await at(0.01)) - (await at(-0.01))) / 0.02
      demand(close(slope, difference, 5e-3), `grad of ${name}: ${slope} is not ${difference}, at ${i}`)
      demand(close(mapped[8 + i] as number, slope, 1e-5), `vmap of grad of ${name}: ${mapped[8 + i]} is not ${slope}, at ${i}`)
      demand(close(compiled[i] as number, slope, 1e-5), `jit of grad of ${name}: ${compiled[i]} is not ${slope}, at ${i}`)
    }
  }
  const image = normal(key(0), [1, 6, 6, 2])
  const kernel = normal(key(1), [3, 3, 2, 3])
  const loss = (k: typeof kernel) => sum(tanh(conv(image, k)))
  const along = normal(key(2), [3, 3, 2, 3])
  const slope = await sum(mul(grad(loss)(kernel), along)).item()
  const difference = (await sub(loss(add(kernel, mul(along, 0.01))), loss(sub(kernel, mul(along, 0.01)))).item()) / 0.02
  demand(close(slope, difference, 1e-2), `grad of conv: ${slope} is not ${difference}`)
  return `${Object.keys(scalars).length + 1} functions`
}

/** Two kinds of stripes, to be told apart. */
const stripes = (count: number) => {
  const values = new Float32Array(count * 64)
  const answers = new Uint8Array(count)
  for (let n = 0; n < count; n++) {
    answers[n] = n % 2
    for (let i = 0; i < 64; i++) values[64 * n + i] = ((n % 2 ? i >> 3 : i & 7) + (n >> 1)) % 3 === 0 ? 1 : 0
  }
  return fromArrays({ x: { values, shape: [8, 8, 1] }, y: { values: answers, dtype: 'i32' } })
}

const training = async (device: Device): Promise<string> => {
  const model = sequential([8, 8, 1], conv2d(4, 3), relu, flatten, dense(2))
  const data = stripes(96)
  const { variables, history } = await fit(model, data, {
    loss: softmaxCrossEntropy,
    optimizer: adam(0.01),
    epochs: 6,
    batchSize: 16,
    key: key(0),
    progress: false,
  })
  const { accuracy: share } = await evaluate(model, variables, data, { metrics: { accuracy } })
  demand(share === 1, `${share} of what it learned is told apart on ${device.backend}`)
  return `loss ${history[0]?.train.loss?.toFixed(3)} to ${history.at(-1)?.train.loss?.toFixed(3)} on ${device.backend}`
}

const lost = async (): Promise<string> => {
  const device = await acquire({ backend: 'webgpu' })
  const small = tensor([1, 2, 3])
  const step = jit((x: Tensor<[3]>) => mul(x, 2))
  await step(small).data()
  const left = matmul(normal(key(0), [64, 64]), normal(key(1), [64, 64]))
  await sum(left).item()
  device.destroy()
  const error = await left.data().then(
    () => undefined,
    (e: unknown) => e,
  )
  demand(error instanceof DeviceLost, `a tensor of a lost device gives ${error}`)
  await acquire({ backend: 'webgpu' })
  const again = await jit((x: Tensor<[3]>) => mul(x, 2))(small).data()
  demand(String(again) === '2,4,6', `what the host knows gives ${again} on the next device`)
  return error.message
}

const inWorker = (backend: string) => (): Promise<string> =>
  new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: backend })
    worker.onmessage = ({ data }) => {
      worker.terminate()
      const text = String(data)
      if (text.startsWith('failed')) reject(new Error(text))
      else resolve(text)
    }
    worker.onerror = ({ message }) => reject(new Error(message))
  })

const withoutWebGpu = async (): Promise<string> => {
  const device = await acquire()
  demand(device.backend === 'cpu' && device.reason?.startsWith('webgpu: '), `without WebGPU it is ${device.backend}: ${device.reason}`)
  return `${device.reason}; ${await training(device)}`
}

/** What is checked where there is WebGPU, and where there is none. */
const checks = {
  webgpu: {
    'laws, laid out for a gpu': lawsOn('gpu'),
    'laws, laid out for a cpu': lawsOn('cpu'),
    'random programs': randomPrograms,
    gradients,
    training: async () => training(await acquire({ backend: 'webgpu' })),
    'in a worker': inWorker('webgpu'),
    'a device that is lost': lost,
  },
  none: { 'without WebGPU': withoutWebGpu, 'in a worker': inWorker('') },
} as const

const namesOf = (kind: keyof typeof checks): readonly string[] => Object.keys(checks[kind])

const check = async (kind: keyof typeof checks, name: string): Promise<string | undefined> =>
  (checks[kind] as Readonly<Record<string, () => Promise<string>>>)[name]?.()

/** For whoever opens the page: the names of checks, and each by its name. */
Object.assign(globalThis, { namesOf, check })

/** What a page that runs by itself says of a check. */
export type Line = { readonly name: string; readonly seconds: number; readonly said?: string; readonly failed?: string }

declare const location: { readonly search: string }

/** Opened with `?to=ADDRESS&kind=KIND&name=NAME...` it runs these checks by itself, or all of them, and sends there what they say. */
const asked = new URLSearchParams(location.search)
const to = asked.get('to')
const send = (line: Line | 'end') => fetch(to ?? '', { method: 'POST', body: JSON.stringify(line) })

const runAlone = async (): Promise<void> => {
  const kind = asked.get('kind') === 'webgpu' ? 'webgpu' : 'none'
  const names = asked.getAll('name')
  for (const name of names.length > 0 ? names : namesOf(kind)) {
    const start = performance.now()
    const seconds = () => (performance.now() - start) / 1000
    await check(kind, name).then(
      (said = '') => send({ name, seconds: seconds(), said }),
      (error: unknown) => send({ name, seconds: seconds(), failed: String(error) }),
    )
  }
  await send('end')
}

if (to) void runAlone()
