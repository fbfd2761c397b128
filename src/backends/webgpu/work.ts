import type { Compiled } from '../../compile/compile.js'
import { bytesOf, type Location } from '../../compile/plan.js'
import type { Prepared, Staged } from '../../compile/stages.js'
import type { Steps } from '../../compile/steps.js'
import type { Loop } from '../../program/loop.js'
import { item, lookup, type Variable } from '../../program/program.js'
import { sizeOf } from '../../shape/dim.js'
import type { TensorType } from '../../shape/dtype.js'
import type { Fault } from './fault.js'
import { usage } from './flags.js'
import type { Line } from './line.js'
import type { Pipeline, Pipelines } from './pipelines.js'
import type { BufferPool, WebGpuBuffer } from './pool.js'
import { type Shader, shaderOf } from './wgsl/print.js'

/** What a backend counts, for tests and benchmarks. */
export interface Counts {
  dispatches: number
  submits: number
}

/** What work is made with. */
export interface Workshop {
  readonly device: GPUDevice
  readonly line: Line
  readonly pool: BufferPool
  readonly pipelines: Pipelines
  readonly counts: Counts
}

/** Commands that can be given again and again: pipelines, bind groups and temporaries are made once. */
export interface Work {
  /** The first refusal among its kernels and temporaries, if one may yet turn up. */
  readonly faults: readonly (Fault | undefined)[]
  /** Its kernels, each as often as it runs one. */
  readonly pipelines: readonly Pipeline[]
  /** There is nothing to do. */
  readonly idle: boolean
  /** Writes the commands down. `outputs` are where results come to lie. */
  encode(encoder: GPUCommandEncoder, inputs: readonly WebGpuBuffer[], outputs: readonly WebGpuBuffer[]): void
  release(): void
}

/** Where a part of a uniform buffer may begin, on any device. */
const uniformAlignment = 256

/** Bind groups kept for a kernel: buffers alternate between a few sets in a steady loop. */
const keptBindGroups = 16

interface KernelCall {
  readonly shader: Shader
  readonly pipeline: Pipeline
  /** Where its numbers begin. */
  readonly numbersAt: number | undefined
  readonly bindGroups: Map<string, GPUBindGroup>
}

const pipelineOf = ({ wgsl, bindings, numbers }: Shader, pipelines: Pipelines): Pipeline => {
  const access = bindings.map(({ writes }) => (writes ? ('write' as const) : ('read' as const)))
  return pipelines.of(wgsl, numbers ? [...access, 'numbers' as const] : access)
}

/** Kernels one after the other. */
class KernelWork implements Work {
  readonly #calls: readonly KernelCall[]
  readonly #slots: readonly WebGpuBuffer[]
  /** The numbers of all its kernels. */
  readonly #numbers: GPUBuffer | undefined

  constructor(
    private readonly compiled: Compiled,
    private readonly workshop: Workshop,
  ) {
    let numbersEnd = 0
    this.#calls = compiled.nests.map((nest) => {
      const shader = shaderOf(nest)
      const numbersAt = shader.numbers && numbersEnd
      if (shader.numbers) numbersEnd += Math.ceil(shader.numbers.byteLength / uniformAlignment) * uniformAlignment
      return { shader, pipeline: pipelineOf(shader, workshop.pipelines), numbersAt, bindGroups: new Map() }
    })
    this.#numbers = numbersEnd > 0 ? this.#written(numbersEnd) : undefined
    this.#slots = workshop.pool.takeAll(compiled.plan.slots)
  }

  #written(size: number): GPUBuffer {
    const buffer = this.workshop.device.createBuffer({ size, usage: usage.uniform, mappedAtCreation: true })
    const words = new Uint32Array(buffer.getMappedRange())
    for (const { shader, numbersAt } of this.#calls) if (shader.numbers && numbersAt !== undefined) words.set(shader.numbers, numbersAt / 4)
    buffer.unmap()
    return buffer
  }

  get pipelines(): readonly Pipeline[] {
    return this.#calls.map(({ pipeline }) => pipeline)
  }

  get faults(): readonly (Fault | undefined)[] {
    return [...this.pipelines.map(({ fault }) => fault), ...this.#slots.map((slot) => slot.fault)]
  }

  get idle(): boolean {
    return this.#calls.length === 0 && this.compiled.plan.outputs.every(({ copy }) => copy === undefined)
  }

  encode(encoder: GPUCommandEncoder, inputs: readonly WebGpuBuffer[], outputs: readonly WebGpuBuffer[]): void {
    const at = ({ kind, index }: Location): WebGpuBuffer => item(kind === 'input' ? inputs : kind === 'slot' ? this.#slots : outputs, index)
    const copies = this.compiled.plan.outputs.flatMap(({ location, copy }) => (copy ? [{ ...copy, to: location }] : []))
    const copyAll = (first: boolean): void => {
      for (const copy of copies)
        if (copy.first === first) encoder.copyBufferToBuffer(at(copy.from).gpu, 0, at(copy.to).gpu, 0, at(copy.to).bytes)
    }
    copyAll(true)
    if (this.#calls.length > 0) {
      const pass = encoder.beginComputePass()
      for (const call of this.#calls) {
        if (!call.pipeline.gpu) throw new Error('typegrad: a kernel runs before it is compiled; please report this')
        pass.setPipeline(call.pipeline.gpu)
        const buffers = call.shader.bindings.map(({ location }) => at(location))
        pass.setBindGroup(0, this.#bindGroup(call, buffers))
        pass.dispatchWorkgroups(...call.shader.workgroups)
      }
      pass.end()
    }
    copyAll(false)
    this.workshop.counts.dispatches += this.#calls.length
  }

  #bindGroup({ shader, pipeline, numbersAt, bindGroups }: KernelCall, buffers: readonly WebGpuBuffer[]): GPUBindGroup {
    const key = buffers.map(({ gpu }) => numberOf(gpu)).join()
    const met = bindGroups.get(key)
    if (met) return met
    if (bindGroups.size >= keptBindGroups) bindGroups.clear()
    const made = this.workshop.device.createBindGroup({
      layout: pipeline.layout,
      entries: [
        ...buffers.map(({ gpu }) => ({ buffer: gpu })),
        ...(this.#numbers && shader.numbers && numbersAt !== undefined
          ? [{ buffer: this.#numbers, offset: numbersAt, size: shader.numbers.byteLength }]
          : []),
      ].map((resource, binding) => ({ binding, resource })),
    })
    bindGroups.set(key, made)
    return made
  }

  release(): void {
    for (const slot of this.#slots) slot.release()
    this.workshop.line.after(() => this.#numbers?.destroy())
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

/**
 * The body of a loop, as often as it runs: what it carries goes back and forth between two sets of buffers, and what a turn gives is copied to its place
 * in the lists.
 */
class LoopWork implements Work {
  readonly idle = false
  readonly #start: WebGpuBuffer
  readonly #at: readonly WebGpuBuffer[]
  readonly #carried: readonly (readonly WebGpuBuffer[])[]
  readonly #slices: readonly WebGpuBuffer[]
  readonly #sliceBytes: readonly number[]

  constructor(
    private readonly loop: Loop,
    private readonly body: Work,
    { device, line, pool }: Workshop,
  ) {
    const { carried, lists } = loop.outputs(loop.program.outputs.map(({ type }) => type))
    const take = (types: readonly TensorType[]) => pool.takeAll(types.map(bytesOf))
    const [start, ...at] = pool.takeAll([4, 4, 4])
    if (!start) throw new Error('typegrad: the pool gave no buffer; please report this')
    this.#start = start
    this.#at = at
    this.#carried = [take(carried), take(carried)]
    this.#slices = take(lists)
    this.#sliceBytes = lists.map(({ shape }) => 4 * sizeOf(shape))
    start.fault = line.give(start.fault, () => device.queue.writeBuffer(start.gpu, 0, Int32Array.of(loop.reverse ? loop.length - 1 : 0)))
  }

  get #own(): readonly WebGpuBuffer[] {
    return [this.#start, ...this.#at, ...this.#carried.flat(), ...this.#slices]
  }

  get pipelines(): readonly Pipeline[] {
    return this.body.pipelines
  }

  get faults(): readonly (Fault | undefined)[] {
    return [...this.body.faults, ...this.#own.map(({ fault }) => fault)]
  }

  encode(encoder: GPUCommandEncoder, inputs: readonly WebGpuBuffer[], outputs: readonly WebGpuBuffer[]): void {
    const { length, reverse } = this.loop
    const { constants, carried, lists } = this.loop.inputs(inputs)
    const results = this.loop.outputs(outputs)
    const copy = (from: WebGpuBuffer, to: WebGpuBuffer) => encoder.copyBufferToBuffer(from.gpu, 0, to.gpu, 0, to.bytes)
    copy(this.#start, item(this.#at, 0))
    let state = carried
    for (let turn = 0; turn < length; turn++) {
      const next = turn === length - 1 ? results.carried : item(this.#carried, turn % 2)
      this.body.encode(
        encoder,
        [...constants, item(this.#at, turn % 2), ...state, ...lists],
        [item(this.#at, (turn + 1) % 2), ...next, ...this.#slices],
      )
      const at = reverse ? length - 1 - turn : turn
      this.#slices.forEach((slice, i) => {
        const bytes = item(this.#sliceBytes, i)
        if (bytes > 0) encoder.copyBufferToBuffer(slice.gpu, 0, item(results.lists, i).gpu, at * bytes, bytes)
      })
      state = next
    }
    if (length === 0) for (const [i, to] of results.carried.entries()) copy(item(carried, i), to)
  }

  release(): void {
    this.body.release()
    for (const buffer of this.#own) buffer.release()
  }
}

/** Steps one after the other. */
class StagedWork implements Work {
  readonly idle = false
  readonly #works: readonly Work[]
  readonly #between: ReadonlyMap<Variable, WebGpuBuffer>

  constructor(
    private readonly staged: Staged,
    workshop: Workshop,
  ) {
    this.#works = staged.steps.map(({ work }) =>
      work.kind === 'loop' ? new LoopWork(work.loop, workOf(work.body, workshop), workshop) : workOf(work, workshop),
    )
    const inner = staged.steps.flatMap(({ makes }) => makes).filter((variable) => !staged.outputs.includes(variable))
    const buffers = workshop.pool.takeAll(inner.map(({ type }) => bytesOf(type)))
    this.#between = new Map(inner.map((variable, i) => [variable, item(buffers, i)]))
  }

  get pipelines(): readonly Pipeline[] {
    return this.#works.flatMap(({ pipelines }) => pipelines)
  }

  get faults(): readonly (Fault | undefined)[] {
    return [...this.#works.flatMap(({ faults }) => faults), ...[...this.#between.values()].map(({ fault }) => fault)]
  }

  encode(encoder: GPUCommandEncoder, inputs: readonly WebGpuBuffer[], outputs: readonly WebGpuBuffer[]): void {
    const { program, steps, outputs: made } = this.staged
    const buffers = new Map(this.#between)
    program.inputs.forEach((variable, i) => {
      buffers.set(variable, item(inputs, i))
    })
    made.forEach((variable, i) => {
      buffers.set(variable, item(outputs, i))
    })
    const at = (variable: Variable) => lookup(buffers, variable)
    for (const [i, { reads, makes }] of steps.entries()) item(this.#works, i).encode(encoder, reads.map(at), makes.map(at))
  }

  release(): void {
    for (const work of this.#works) work.release()
    for (const buffer of this.#between.values()) buffer.release()
  }
}

export const workOf = (prepared: Prepared, workshop: Workshop): Work =>
  prepared.kind === 'kernels' ? new KernelWork(prepared.compiled, workshop) : new StagedWork(prepared, workshop)

/** Has the driver begin to compile each kernel while others are still to be printed: work finds them. */
export function* beginning(prepared: Prepared, pipelines: Pipelines): Steps<void> {
  if (prepared.kind === 'staged') {
    for (const { work } of prepared.steps) yield* beginning(work.kind === 'loop' ? work.body : work, pipelines)
    return
  }
  for (const nest of prepared.compiled.nests) {
    pipelineOf(shaderOf(nest), pipelines)
    yield
  }
}
