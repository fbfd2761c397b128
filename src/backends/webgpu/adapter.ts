import { DeviceUnavailable } from '../../errors.js'
import { gpuSource } from './gpu.js'
import { type WebGpuBackend, webGpuBackend } from './webgpu.js'

/** A WebGPU device with all that its adapter allows. */
export const acquireWebGpu = async (): Promise<WebGpuBackend> => {
  const { open, noAdapter } = gpuSource()
  const gpu = await open()
  if (typeof gpu === 'string') throw new DeviceUnavailable(`webgpu: ${gpu}`)
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' })
  if (!adapter) throw new DeviceUnavailable(`webgpu: ${noAdapter}`)
  const { maxBufferSize, maxStorageBufferBindingSize, maxStorageBuffersPerShaderStage, maxComputeWorkgroupStorageSize } = adapter.limits
  const device = await adapter.requestDevice({
    requiredLimits: { maxBufferSize, maxStorageBufferBindingSize, maxStorageBuffersPerShaderStage, maxComputeWorkgroupStorageSize },
  })
  return webGpuBackend(device, adapter.info)
}
