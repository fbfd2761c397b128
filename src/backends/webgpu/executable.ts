import type { Compiled } from '../../compile/compile.js'
import type { Shader } from '../../compile/emit/shader.js'
import { bytesOf, type Location } from '../../compile/plan.js'
import { item } from '../../program/program.js'
import type { Executable } from '../backend.js'
import { type Fault, firstOf, guarded } from './fault.js'
import type { Pipeline, Pipelines } from './pipelines.js'
import type { BufferPool, WebGpuBuffer } from './pool.js'

/** Bind groups kept for a kernel: buffers alternate between a few sets in a steady loop. */
const keptBindGroups = 16

interface Step {
  readonly shader: Shader
  readonly pipeline: Pipeline
  readonly bindGroups: Map<string, GPUBindGroup>
}

/** Temporaries of executables that nobody released are given back when these are collected: a net, as there is for tensors. */
const forgotten = new FinalizationRegistry<readonly WebGpuBuffer[]>((slots) => {
  for (const slot of slots) slot.release()
})

/** What a backend counts, for tests and benchmarks. */
export interface Counts {
  dispatches: number
  submits: number
}

/** A compiled program on a WebGPU device: pipelines, bind groups and temporaries are made once; a call is one submit. */
export class WebGpuExecutable implements Executable<WebGpuBuffer> {
  readonly #steps: readonly Step[]
  readonly #slots: readonly WebGpuBuffer[]
  /** The first refusal among its kernels and temporaries; absent once all were accepted. */
  #fault: Fault | undefined

  constructor(
    readonly compiled: Compiled,
    private readonly device: GPUDevice,
    private readonly pool: BufferPool,
    private readonly counts: Counts,
    private readonly donated: readonly number[],
    pipelines: Pipelines,
  ) {
    this.#steps = compiled.shaders.map((shader) => ({
      shader,
      pipeline: pipelines.of(
        shader.wgsl,
        shader.bindings.map(({ writes }) => writes),
      ),
      bindGroups: new Map(),
    }))
    this.#slots = pool.takeAll(compiled.plan.slots)
    forgotten.register(this, this.#slots)
    this.#fault = firstOf([...this.#steps.map(({ pipeline }) => pipeline.fault), ...this.#slots.map((slot) => slot.fault)])
    void this.#fault?.then((error) => {
      if (!error) this.#fault = undefined
    })
  }

  run(inputs: readonly WebGpuBuffer[]): WebGpuBuffer[] {
    const { plan } = this.compiled
    const own = plan.outputs.flatMap(({ location }) => (location.kind === 'output' ? [location.index] : []))
    const made = this.pool.takeAll(own.map((index) => bytesOf(item(plan.outputs, index).type)))
    const at = ({ kind, index }: Location): WebGpuBuffer =>
      kind === 'input' ? item(inputs, index) : kind === 'slot' ? item(this.#slots, index) : item(made, own.indexOf(index))
    const known = firstOf([this.#fault, ...[...inputs, ...made].map((buffer) => buffer.fault)])
    const fault = guarded(this.device, known, () => this.#encode(at))
    const results = plan.outputs.map(({ location }) => at(location))
    for (const index of this.donated) {
      const buffer = item(inputs, index)
      if (!results.includes(buffer)) buffer.release()
    }
    for (const result of results) result.fault = fault
    return results
  }

  #encode(at: (location: Location) => WebGpuBuffer): void {
    const copies = this.compiled.plan.outputs.flatMap(({ location, copy }) => (copy ? [{ ...copy, to: location }] : []))
    if (this.#steps.length === 0 && copies.length === 0) return
    const encoder = this.device.createCommandEncoder()
    const copyAll = (first: boolean): void => {
      for (const copy of copies)
        if (copy.first === first) encoder.copyBufferToBuffer(at(copy.from).gpu, 0, at(copy.to).gpu, 0, at(copy.to).bytes)
    }
    copyAll(true)
    if (this.#steps.length > 0) {
      const pass = encoder.beginComputePass()
      for (const step of this.#steps) {
        pass.setPipeline(step.pipeline.gpu)
        pass.setBindGroup(
          0,
          this.#bindGroup(
            step,
            step.shader.bindings.map(({ location }) => at(location)),
          ),
        )
        pass.dispatchWorkgroups(...step.shader.workgroups)
      }
      pass.end()
    }
    copyAll(false)
    this.device.queue.submit([encoder.finish()])
    this.counts.dispatches += this.#steps.length
    this.counts.submits++
  }

  #bindGroup({ pipeline, bindGroups }: Step, buffers: readonly WebGpuBuffer[]): GPUBindGroup {
    const key = buffers.map(({ gpu }) => numberOf(gpu)).join()
    const met = bindGroups.get(key)
    if (met) return met
    if (bindGroups.size >= keptBindGroups) bindGroups.clear()
    const made = this.device.createBindGroup({
      layout: pipeline.layout,
      entries: buffers.map(({ gpu }, binding) => ({ binding, resource: { buffer: gpu } })),
    })
    bindGroups.set(key, made)
    return made
  }

  release(): void {
    for (const slot of this.#slots) slot.release()
  }
}

const numbers = new WeakMap<GPUBuffer, number>()
let nextNumber = 0

/** A number for each buffer of the driver, whoever holds it at the time. */
const numberOf = (gpu: GPUBuffer): number => {
  const met = numbers.get(gpu)
  if (met !== undefined) return met
  numbers.set(gpu, nextNumber)
  return nextNumber++
}
