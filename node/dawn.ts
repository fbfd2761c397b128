import { ownGpu, provideGpu } from '../src/backends/webgpu/gpu.js'
import type { Sentence } from '../src/errors.js'

/** Kept for the life of the process: Dawn aborts it if this is collected while a device lives. */
let opened: GPU | undefined

const isMissing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'ERR_MODULE_NOT_FOUND' || error.code === 'MODULE_NOT_FOUND')

const noAdapter =
  "WebGPU is there and found no adapter: it takes a GPU and its driver, on Linux a driver for Vulkan: the GPU vendor's, or Mesa's, whose lavapipe does without a GPU"

/** Whether Dawn would find no Vulkan on this Linux, of which it prints a warning that is not ours: it loads the library by this name too. */
const lacksVulkan = (options: readonly string[]): boolean => {
  if (process.platform !== 'linux' || options.some((option) => /^backend=(?!vulkan)/.test(option))) return false
  try {
    process.dlopen({ exports: {} }, 'libvulkan.so.1')
    return false
  } catch (error) {
    // What is there is no module of Node's, which is an error too.
    return /No such file/.test(String(error))
  }
}

/** Dawn, the WebGPU of Chrome, from the optional package `webgpu`; where the engine has a WebGPU of its own, as Deno may, that one. */
const open = async (options: readonly string[]): Promise<GPU | Sentence> => {
  const gpu = ownGpu() ?? opened
  if (gpu) return gpu
  try {
    const { create } = await import('webgpu')
    if (lacksVulkan(options)) return noAdapter
    opened = create([...options])
    return opened
  } catch (error) {
    if (isMissing(error)) return 'the package webgpu, which brings WebGPU to Node, is not installed here: npm install webgpu'
    return `the package webgpu did not load (npm install webgpu): ${error instanceof Error ? error.message : String(error)}`
  }
}

/**
 * Makes Dawn the WebGPU of this process, with options of Dawn's own: `backend=vulkan`, `adapter=NAME`, `enable-dawn-features=...`. To be called before anything
 * is acquired; without options there is no need to.
 *
 * @example
 * useDawn(['backend=vulkan', 'adapter=llvmpipe'])
 * const device = await acquire()
 *
 * @category Node
 */
export const useDawn = (options: readonly string[] = []): void => provideGpu({ open: () => open(options), noAdapter })

useDawn()
