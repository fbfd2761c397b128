import { DeviceUnavailable } from '../../errors.js'
import { gpuSource } from './gpu.js'
import { isSoftware, nameOf, type WebGpuBackend, webGpuBackend } from './webgpu.js'

/** What is asked for; where that fails, the sentence says what did. */
const orUnavailable = async <T>(failed: string, asked: () => Promise<T>): Promise<T> => {
  try {
    return await asked()
  } catch (cause) {
    throw new DeviceUnavailable(`webgpu: ${failed}: ${cause instanceof Error ? cause.message : cause}`, { cause })
  }
}

/** A WebGPU device with all that its adapter allows; of a GPU, unless a software adapter will do. */
export const acquireWebGpu = async ({ hardware = false } = {}): Promise<WebGpuBackend> => {
  const { open, noAdapter } = gpuSource()
  const gpu = await open()
  if (typeof gpu === 'string') throw new DeviceUnavailable(`webgpu: ${gpu}`)
  const adapter = await orUnavailable('no adapter is to be had', () => gpu.requestAdapter({ powerPreference: 'high-performance' }))
  if (!adapter) throw new DeviceUnavailable(`webgpu: ${noAdapter}`)
  if (hardware && isSoftware(adapter.info))
    throw new DeviceUnavailable(`webgpu: the adapter is software, ${nameOf(adapter.info)}, slower than the cpu backend`)
  const { maxBufferSize, maxStorageBufferBindingSize, maxStorageBuffersPerShaderStage, maxComputeWorkgroupStorageSize } = adapter.limits
  const device = await orUnavailable(`the adapter, ${nameOf(adapter.info)}, gives no device`, () =>
    adapter.requestDevice({
      requiredFeatures: (['shader-f16', 'subgroups', 'timestamp-query'] as const).filter((feature) => adapter.features.has(feature)),
      requiredLimits: { maxBufferSize, maxStorageBufferBindingSize, maxStorageBuffersPerShaderStage, maxComputeWorkgroupStorageSize },
    }),
  )
  return webGpuBackend(device, adapter.info)
}
