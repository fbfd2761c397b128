import { KernelRejected } from '../../errors.js'
import { computeStage } from './flags.js'

/** For each binding, what the kernel does with it: numbers are few, and read by all threads alike. */
export type Access = readonly ('read' | 'write' | 'numbers')[]

const bufferTypes = { read: 'read-only-storage', write: 'storage', numbers: 'uniform' } as const

/** A pipeline, and whether the driver took it. */
export interface Pipeline {
  readonly gpu: GPUComputePipeline
  readonly layout: GPUBindGroupLayout
  /** What the driver said against it; settles soon after creation, and is checked before anything made with it is read. */
  readonly fault: Promise<KernelRejected | undefined>
}

/** Pipelines kept for whoever asks next; those in use are held by their users. Three times what a ResNet-152 trains with. */
const keptPipelines = 1024

/** Pipelines by their text: equal kernels are compiled once. The least recently asked for are let go. */
export class Pipelines {
  #compiled = 0
  readonly #byText = new Map<string, Pipeline>()
  readonly #layouts = new Map<string, GPUBindGroupLayout>()

  constructor(
    private readonly device: GPUDevice,
    private readonly most = keptPipelines,
  ) {}

  /** Kernels compiled so far. */
  get compiled(): number {
    return this.#compiled
  }

  /** Kernels that are kept. */
  get kept(): number {
    return this.#byText.size
  }

  of(wgsl: string, access: Access): Pipeline {
    const pipeline = this.#byText.get(wgsl) ?? this.#create(wgsl, access)
    this.#byText.delete(wgsl)
    this.#byText.set(wgsl, pipeline)
    const [oldest] = this.#byText.keys()
    if (oldest !== undefined && this.#byText.size > this.most) this.#byText.delete(oldest)
    return pipeline
  }

  #create(wgsl: string, access: Access): Pipeline {
    this.#compiled++
    this.device.pushErrorScope('validation')
    const module = this.device.createShaderModule({ code: wgsl })
    const layout = this.#layout(access)
    const gpu = this.device.createComputePipeline({
      layout: this.device.createPipelineLayout({ bindGroupLayouts: [layout] }),
      compute: { module, entryPoint: 'main' },
    })
    const refused = this.device.popErrorScope()
    return { gpu, layout, fault: this.#verdict(wgsl, module, refused) }
  }

  /** Written out, not derived: a derived layout leaves out what a kernel happens not to touch. */
  #layout(access: Access): GPUBindGroupLayout {
    const key = access.join()
    const met = this.#layouts.get(key)
    if (met) return met
    const made = this.device.createBindGroupLayout({
      entries: access.map((kind, binding) => ({ binding, visibility: computeStage, buffer: { type: bufferTypes[kind] } })),
    })
    this.#layouts.set(key, made)
    return made
  }

  async #verdict(wgsl: string, module: GPUShaderModule, refused: Promise<GPUError | null>): Promise<KernelRejected | undefined> {
    const error = await refused
    if (!error) return undefined
    const { messages } = await module.getCompilationInfo()
    const said = messages.map(({ lineNum, linePos, message }) => `${lineNum}:${linePos} ${message}`).join('\n')
    return new KernelRejected(`webgpu: the driver refused a kernel: ${said || error.message}`, wgsl)
  }
}
