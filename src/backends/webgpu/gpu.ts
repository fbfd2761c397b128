import type { Sentence } from '../../errors.js'

/** Where WebGPU comes from. */
export interface GpuSource {
  /** WebGPU, or the sentence that says why there is none here and what helps. */
  readonly open: () => Promise<GPU | Sentence>
  /** What helps where WebGPU is there and finds no adapter. */
  readonly noAdapter: Sentence
}

/** What the engine brings of what only browsers type. */
interface Engine {
  readonly navigator?: { readonly gpu?: GPU }
  readonly isSecureContext?: boolean
  readonly process?: { readonly versions?: { readonly node?: string } }
}

const engine = (): Engine => globalThis as Engine // each field may be absent, in whatever engine this is

/** The engine's own WebGPU: browsers have one, and Deno. */
export const ownGpu = (): GPU | undefined => engine().navigator?.gpu

const noGpu = (): Sentence => {
  const { isSecureContext, process } = engine()
  if (process?.versions?.node !== undefined)
    return "Node has no WebGPU of its own, and this is the library's build for browsers; import 'typegrad/node', which brings that of the package webgpu (npm install webgpu)"
  if (isSecureContext === false) return 'browsers keep WebGPU from pages that are not secure; serve the page over https, or from localhost'
  return 'this browser has no WebGPU; Chrome and Edge have it from 113 on (on Linux behind chrome://flags/#enable-unsafe-webgpu), Safari from 26, Firefox from 141 (behind dom.webgpu.enabled in about:config where it is not on); https://caniuse.com/webgpu lists them'
}

const browser: GpuSource = {
  open: async () => ownGpu() ?? noGpu(),
  noAdapter:
    'WebGPU is there and found no adapter: the GPU is blocked, or hardware acceleration is off in the settings; chrome://gpu says which. On Linux Chrome wants chrome://flags/#enable-unsafe-webgpu and #enable-vulkan',
}

let provided: GpuSource = browser

/** Says where WebGPU comes from on a platform whose engine has none. */
export const provideGpu = (source: GpuSource): void => {
  provided = source
}

/** Where WebGPU comes from. */
export const gpuSource = (): GpuSource => provided
