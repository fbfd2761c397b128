import type { Limits, Schedules } from '../../compile/compile.js'
import { bytesOf, elementBytes } from '../../compile/plan.js'
import { type Subgroups, threadSchedules } from '../../compile/schedule/build.js'
import { preparing } from '../../compile/stages.js'
import type { Steps } from '../../compile/steps.js'
import { DeviceLost } from '../../errors.js'
import { sizeOf } from '../../shape/dim.js'
import type { AnyArray, TensorType } from '../../shape/dtype.js'
import type { Backend, Executable } from '../backend.js'
import { fromWords, toWords } from '../words.js'
import { WebGpuExecutable } from './executable.js'
import { firstOf, refusedCommand } from './fault.js'
import { mapModeRead, usage } from './flags.js'
import { Line } from './line.js'
import { Pipelines } from './pipelines.js'
import { BufferPool, type WebGpuBuffer } from './pool.js'
import type { Tuner } from './tuner.js'
import { Turns } from './turns.js'
import { beginning, type Counts } from './work.js'

/** WebGPU on one device. */
export interface WebGpuBackend extends Backend<WebGpuBuffer> {
  readonly counts: Counts
  /** Kernels compiled so far, equal ones once. */
  readonly pipelines: Pipelines
  readonly device: GPUDevice
  readonly pool: BufferPool
  /** What finds better kernels, once somebody asked for it. */
  readonly tuning: { tuner?: Tuner }
}

const soon = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 100))

export const nameOf = ({ vendor, architecture, device, description }: GPUAdapterInfo): string =>
  description || [vendor, architecture, device].filter((part) => part).join(' ') || 'unnamed adapter'

/** Mesa's and Google's renderers without a GPU; `isFallbackAdapter` is what WebGPU calls such an adapter, where it knows. */
export const isSoftware = (info: GPUAdapterInfo): boolean => info.isFallbackAdapter || /swiftshader|llvmpipe/i.test(nameOf(info))

/** What subgroups a device has. */
export const subgroupsOf = ({ features }: GPUDevice, { subgroupMinSize: least, subgroupMaxSize: most }: GPUAdapterInfo): Subgroups =>
  features.has('subgroups') && (least !== undefined && least === most ? least : true)

/** WebGPU on a device that was asked for with the adapter's own limits. */
export const webGpuBackend = (
  device: GPUDevice,
  info: GPUAdapterInfo,
  schedules: Schedules = threadSchedules(isSoftware(info) ? 'cpu' : 'gpu', undefined, { subgroups: subgroupsOf(device, info) }),
): WebGpuBackend => {
  const halves = device.features.has('shader-f16')
  const limits: Limits = { bindings: device.limits.maxStorageBuffersPerShaderStage, schedules, halves }
  const line = new Line(device)
  const pool = new BufferPool(device, line, usage.storage | usage.copySource | usage.copyDestination)
  const staging = new BufferPool(device, line, usage.mapRead | usage.copyDestination)
  const pipelines = new Pipelines(device)
  const turns = new Turns(device)
  const tuning: WebGpuBackend['tuning'] = {}
  const counts: Counts = { dispatches: 0, submits: 0 }
  let lost: string | undefined
  void device.lost.then(({ reason, message }) => {
    lost ??= message || reason
  })
  // Nothing that the driver refuses may pass unseen: the next read throws it.
  let refused: Error | undefined
  device.addEventListener('uncapturederror', (event) => {
    event.preventDefault()
    refused ??= refusedCommand(event.error)
  })
  const alive = (): void => {
    if (lost !== undefined) throw new DeviceLost(`webgpu: the device is gone (${lost}); its tensors are lost. acquire() gives a new one`)
  }

  const download = async (type: TensorType, buffer: WebGpuBuffer): Promise<AnyArray> => {
    alive()
    const read = staging.take(buffer.bytes)
    let mapped: Promise<unknown> = Promise.resolve()
    const faulty = line.give(firstOf([buffer.fault, read.fault]), () => {
      const encoder = device.createCommandEncoder()
      encoder.copyBufferToBuffer(buffer.gpu, 0, read.gpu, 0, buffer.bytes)
      device.queue.submit([encoder.finish()])
      mapped = read.gpu.mapAsync(mapModeRead).then(
        () => undefined,
        (error: unknown) => error,
      )
    })
    const fault = await faulty
    const unmappable = await mapped
    try {
      if (fault) throw fault
      if (unmappable) {
        // If the device is gone, it says so now.
        await Promise.race([device.lost, soon()])
        alive()
        throw unmappable
      }
      if (refused) {
        const error = refused
        refused = undefined
        throw error
      }
      return fromWords(type, read.gpu.getMappedRange().slice(0, sizeOf(type.shape) * elementBytes(type.dtype, limits)), halves)
    } finally {
      if (!unmappable) read.gpu.unmap()
      read.release()
    }
  }

  return {
    backend: 'webgpu',
    name: nameOf(info),
    software: isSoftware(info),
    limits,
    dtypes: ['f32', 'f16', 'i32', 'u32', 'bool'],
    counts,
    pipelines,
    device,
    pool,
    tuning,
    lost: () => lost !== undefined,
    upload: (type, data) => {
      alive()
      const buffer = pool.take(bytesOf(type, limits))
      const words = toWords(type, data, halves)
      if (words.length === 0) return buffer
      // What has to wait may be written over meanwhile.
      const kept = line.waits ? words.slice() : words
      buffer.fault = line.give(buffer.fault, () => device.queue.writeBuffer(buffer.gpu, 0, kept.buffer, kept.byteOffset, kept.byteLength))
      return buffer
    },
    download,
    *compile(program, donated): Steps<Executable<WebGpuBuffer>> {
      alive()
      const prepared = yield* preparing(program, limits, donated)
      yield* beginning(prepared, pipelines)
      alive()
      return new WebGpuExecutable(prepared, { device, line, pool, pipelines, turns, counts, halves, tuning }, donated)
    },
    memory: () => pool.memory(),
    destroy: () => {
      lost ??= 'it was destroyed'
      device.destroy()
    },
  }
}
