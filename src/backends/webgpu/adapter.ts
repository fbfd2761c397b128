import { DeviceUnavailable } from '../../errors.js'
import { gpuSource } from './gpu.js'
import { isSoftware, nameOf, type WebGpuBackend, webGpuBackend } from './webgpu.js'

/** A WebGPU device with all that its adapter allows; of a GPU, unless a software adapter will do. */
export const acquireWebGpu = async ({ hardware = false } = {}): Promise<WebGpuBackend> => {
  const { open, noAdapter } = gpuSource()
  const gpu = await open()
  if (typeof gpu === 'string') throw new DeviceUnavailable(`webgpu: ${gpu}`)
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' })
  if (!adapter) throw new DeviceUnavailable(`webgpu: ${noAdapter}`)
  if (hardware && isSoftware(adapter.info))
    throw new DeviceUnavailable(`webgpu: the adapter is software, ${nameOf(adapter.info)}, slower than the cpu backend`)
  const { maxBufferSize, maxStorageBufferBindingSize, maxStorageBuffersPerShaderStage, maxComputeWorkgroupStorageSize } = adapter.limits
  const device = await adapter.requestDevice({
    requiredFeatures: (['shader-f16', 'subgroups', 'timestamp-query'] as const).filter((feature) => adapter.features.has(feature)),
    requiredLimits: { maxBufferSize, maxStorageBufferBindingSize, maxStorageBuffersPerShaderStage, maxComputeWorkgroupStorageSize },
  })
  return webGpuBackend(device, adapter.info)
}
