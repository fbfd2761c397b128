import { KernelRejected } from '../../errors.js'
import { computeStage } from './flags.js'
import type { Shader } from './wgsl/print.js'

/** For each binding, what the kernel does with it: numbers are few, and read by all threads alike; the turn is one that each dispatch is given anew. */
export type Access = readonly ('read' | 'write' | 'numbers' | 'turn')[]

const bufferTypes = {
  read: { type: 'read-only-storage' },
  write: { type: 'storage' },
  numbers: { type: 'uniform' },
  turn: { type: 'uniform', hasDynamicOffset: true },
} as const

/** A pipeline, which the driver compiles while others are asked for. */
export interface Pipeline {
  readonly layout: GPUBindGroupLayout
  /** Nothing while the driver compiles it, nor if it refused. */
  readonly gpu: GPUComputePipeline | undefined
  /** The driver has compiled or refused it. */
  readonly isSettled: boolean
  /** What the driver said against it; settles when it is compiled or refused, and is checked before anything made with it is read. */
  readonly fault: Promise<KernelRejected | undefined>
}

class CompiledPipeline implements Pipeline {
  gpu: GPUComputePipeline | undefined
  isSettled = false
  readonly fault: Promise<KernelRejected | undefined>

  constructor(
    readonly layout: GPUBindGroupLayout,
    made: Promise<GPUComputePipeline>,
    whyNot: () => Promise<KernelRejected>,
  ) {
    this.fault = made.then(
      (gpu) => {
        this.gpu = gpu
        this.isSettled = true
        return undefined
      },
      () => {
        this.isSettled = true
        return whyNot()
      },
    )
  }
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
    const { device } = this
    const layout = this.#layout(access)
    // What the driver says against the text, it says of the pipeline too.
    device.pushErrorScope('validation')
    const module = device.createShaderModule({ code: wgsl })
    void device.popErrorScope()
    const made = device.createComputePipelineAsync({
      layout: device.createPipelineLayout({ bindGroupLayouts: [layout] }),
      compute: { module, entryPoint: 'main' },
    })
    return new CompiledPipeline(layout, made, async () => {
      const error: unknown = await made.catch((error: unknown) => error)
      // A device that is gone has no more to say; the error is said in any case.
      const { messages } = await module.getCompilationInfo().catch(() => ({ messages: [] }))
      const said = messages.map(({ lineNum, linePos, message }) => `${lineNum}:${linePos} ${message}`).join('\n')
      return new KernelRejected(`webgpu: the driver refused a kernel: ${said || String(error)}`, wgsl)
    })
  }

  /** Written out, not derived: a derived layout leaves out what a kernel happens not to touch. */
  #layout(access: Access): GPUBindGroupLayout {
    const key = access.join()
    const met = this.#layouts.get(key)
    if (met) return met
    const made = this.device.createBindGroupLayout({
      entries: access.map((kind, binding) => ({ binding, visibility: computeStage, buffer: bufferTypes[kind] })),
    })
    this.#layouts.set(key, made)
    return made
  }
}

/** The pipeline of a kernel. */
export const pipelineOf = ({ wgsl, bindings, numbers, takesTurn }: Shader, pipelines: Pipelines): Pipeline => {
  const access: Access = [
    ...bindings.map(({ writes }) => (writes ? 'write' : 'read')),
    ...(numbers ? (['numbers'] as const) : []),
    ...(takesTurn ? (['turn'] as const) : []),
  ]
  return pipelines.of(wgsl, access)
}
