import type { Backend } from '../../src/backends/backend.js'
import { type CpuBackend, cpuBackend } from '../../src/backends/cpu/cpu.js'
import { createCrew } from '../../src/backends/cpu/create-crew.js'
import { fromNd, referenceBackend, toNd } from '../../src/backends/reference/reference.js'
import { acquireWebGpu } from '../../src/backends/webgpu/adapter.js'
import { type WebGpuBackend, webGpuBackend } from '../../src/backends/webgpu/webgpu.js'
import { threadSchedules } from '../../src/compile/schedule/build.js'
import { simdSchedules } from '../../src/compile/schedule/simd/build.js'
import { atOnce } from '../../src/compile/steps.js'
import { item, type Program } from '../../src/program/program.js'
import { BackendDevice } from '../../src/runtime/device.js'
import { sizeOf } from '../../src/shape/dim.js'
import { setCurrentDevice } from '../../src/tensor/device.js'
import type { NdArray } from '../../src/tensor/ndarray.js'

/** Backends by the names that `acquire` knows them by: all that give a program its meaning in the end, and those that compile it. */
export const backends = ['reference', 'cpu', 'webgpu'] as const
export const compiling = ['cpu', 'webgpu'] as const

const all = ['cpu', 'cpu, row by row', 'webgpu laid out for a cpu', 'webgpu laid out for a gpu'] as const
export type Target = (typeof all)[number]

/**
 * What compiles programs, each way of laying out kernels by itself: WebGPU has two, whatever the adapter is; the cpu backend lets kernels follow each other for a row even where that is not worth it. On Mesa's adapter WebGPU alone, since
 * `npm test` has run the cpu backend.
 */
export const targets: readonly Target[] = process.env.TYPEGRAD_ADAPTER === 'lavapipe' ? all.slice(2) : all

/** How WebGPU's kernels are laid out. */
export type Layout = 'gpu' | 'cpu'

let onAdapter: Promise<{ readonly [L in Layout]: WebGpuBackend }> | undefined

/** One device for all tests of a file. Without an adapter this fails, and says what to install. */
export const webgpu = async (layout: Layout = 'cpu'): Promise<WebGpuBackend> => {
  onAdapter ??= acquireWebGpu().then(({ device }) => ({
    gpu: webGpuBackend(device, device.adapterInfo, threadSchedules('gpu', undefined, { subgroups: device.features.has('subgroups') })),
    // Small loops are a dispatch in each turn here, and one kernel on the other: both ways are tested.
    cpu: webGpuBackend(device, device.adapterInfo, { ...threadSchedules('cpu'), turnsFit: () => false }),
  }))
  return (await onAdapter)[layout]
}

let onCores: CpuBackend | undefined
let rowByRow: CpuBackend | undefined

const backendOf: { readonly [T in Target | 'reference']: () => Promise<Backend> } = {
  reference: async () => referenceBackend(),
  cpu: async () => {
    onCores ??= cpuBackend()
    return onCores
  },
  'cpu, row by row': async () => {
    rowByRow ??= cpuBackend(createCrew(), simdSchedules({ leastElements: 1, grain: 1 }))
    return rowByRow
  },
  'webgpu laid out for a cpu': () => webgpu('cpu'),
  'webgpu laid out for a gpu': () => webgpu('gpu'),
}

/** Makes a target the device that is used from now on. */
export const use = async (target: Target | 'reference'): Promise<BackendDevice> => {
  const device = new BackendDevice(await backendOf[target]())
  setCurrentDevice(device)
  return device
}

/** Fills the memory that results are about to be given with bits that no result has, so that what is not written is seen. */
const poison = (backend: Backend, program: Program): void => {
  const poisoned = program.outputs.map(({ type }) => {
    const words = new Uint32Array(Math.max(64, sizeOf(type.shape))).fill(0x7fbadbad)
    return backend.upload({ shape: [words.length], dtype: 'u32' }, words)
  })
  for (const buffer of poisoned) buffer.release()
}

/** What a program gives on a target. */
export const on = async (
  target: Target,
  program: Program,
  inputs: readonly NdArray[],
  donated: readonly number[] = [],
): Promise<NdArray[]> => onBackend(await backendOf[target](), program, inputs, donated)

/** What it gives on a backend of one's own. */
export const onBackend = async (
  backend: Backend,
  program: Program,
  inputs: readonly NdArray[],
  donated: readonly number[] = [],
): Promise<NdArray[]> => {
  const executable = atOnce(backend.compile(program, donated))
  const buffers = inputs.map((input) => backend.upload(input, fromNd(input)))
  poison(backend, program)
  const results = executable.run(buffers)
  const read = await Promise.all(program.outputs.map(async ({ type }, i) => toNd(type, await backend.download(type, item(results, i)))))
  for (const result of results) result.release()
  buffers.forEach((buffer, i) => {
    if (!donated.includes(i)) buffer.release()
  })
  executable.release()
  return read
}
