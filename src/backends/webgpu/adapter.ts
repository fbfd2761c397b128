import { DeviceUnavailable } from '../../errors.js'
import { type WebGpuBackend, webGpuBackend } from './webgpu.js'

/** Kept for the life of the process: Dawn aborts it if this is collected while a device lives. */
let nodeGpu: GPU | undefined

const isNode = (): boolean => typeof process !== 'undefined' && process.versions?.node !== undefined

/** The browser's WebGPU, or Dawn in Node, where it is an optional package. */
const findGpu = async (): Promise<GPU | string> => {
  const { navigator } = globalThis as { readonly navigator?: { readonly gpu?: GPU } } // typed by the DOM alone, which Node has none of
  if (navigator?.gpu) return navigator.gpu
  if (!isNode()) return 'this browser has no WebGPU'
  if (nodeGpu) return nodeGpu
  try {
    const { create } = await import('webgpu')
    nodeGpu = create([])
    return nodeGpu
  } catch (error) {
    return `the package webgpu did not load (npm install webgpu): ${error instanceof Error ? error.message : String(error)}`
  }
}

/** What to do about a machine without an adapter. */
const noAdapter =
  "WebGPU found no adapter; on Linux it needs a Vulkan driver (Debian: mesa-vulkan-drivers 25 or later, or a GPU vendor's), or SwiftShader through scripts/with-adapter.mjs"

/** A WebGPU device with all that its adapter allows. */
export const acquireWebGpu = async (): Promise<WebGpuBackend> => {
  const gpu = await findGpu()
  if (typeof gpu === 'string') throw new DeviceUnavailable(`webgpu: ${gpu}`)
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' })
  if (!adapter) throw new DeviceUnavailable(`webgpu: ${noAdapter}`)
  const { maxBufferSize, maxStorageBufferBindingSize, maxStorageBuffersPerShaderStage, maxComputeWorkgroupStorageSize } = adapter.limits
  const device = await adapter.requestDevice({
    requiredLimits: { maxBufferSize, maxStorageBufferBindingSize, maxStorageBuffersPerShaderStage, maxComputeWorkgroupStorageSize },
  })
  return webGpuBackend(device, adapter.info)
}
