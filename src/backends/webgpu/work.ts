import type { Compiled } from '../../compile/compile.js'
import type { Nest } from '../../compile/nest/nest.js'
import { bytesOf, elementBytes, type Location, type Memory } from '../../compile/plan.js'
import type { Prepared, Staged } from '../../compile/stages.js'
import type { Steps } from '../../compile/steps.js'
import type { Loop } from '../../program/loop.js'
import { item, lookup, type Variable } from '../../program/program.js'
import { sizeOf } from '../../shape/dim.js'
import type { TensorType } from '../../shape/dtype.js'
import type { Fault } from './fault.js'
import { usage } from './flags.js'
import type { Line } from './line.js'
import { type Pipeline, type Pipelines, pipelineOf } from './pipelines.js'
import type { BufferPool, WebGpuBuffer } from './pool.js'
import type { Recording } from './recording.js'
import type { Tuner } from './tuner.js'
import { type Turns, uniformAlignment } from './turns.js'
import { uniform } from './uniform.js'
import { type Shader, shaderOf } from './wgsl/print.js'

/** What a backend counts, for tests and benchmarks. */
export interface Counts {
  dispatches: number
  submits: number
}

/** What work is made with. */
export interface Workshop extends Memory {
  readonly device: GPUDevice
  readonly line: Line
  readonly pool: BufferPool
  readonly pipelines: Pipelines
  readonly turns: Turns
  readonly counts: Counts
  /** What finds better kernels, if somebody asked for it. */
  readonly tuning: { readonly tuner?: Tuner | undefined }
}

/** Commands that can be given again and again: pipelines, bind groups and temporaries are made once. */
export interface Work {
  /** The first refusal among its kernels and temporaries, if one may yet turn up. */
  readonly faults: readonly (Fault | undefined)[]
  /** Its kernels, each as often as it runs one. */
  readonly pipelines: readonly Pipeline[]
  /** There is nothing to do. */
  readonly idle: boolean
  /** Writes the commands down. `outputs` are where results come to lie; `turn` is that of the loop whose body it is. */
  encode(recording: Recording, inputs: readonly WebGpuBuffer[], outputs: readonly WebGpuBuffer[], turn?: number): void
  release(): void
}

/** Buffers by where they are. */
type Buffers = Readonly<Record<'inputs' | 'slots' | 'outputs', readonly WebGpuBuffer[]>>

const placed = ({ inputs, slots, outputs }: Buffers, { kind, index }: Location): WebGpuBuffer =>
  item(kind === 'input' ? inputs : kind === 'slot' ? slots : outputs, index)

/** So often a program runs before its kernels are worth measuring. */
const often = 3

/** Bind groups kept for a kernel: buffers alternate between a few sets in a steady loop. */
const keptBindGroups = 16

interface KernelCall {
  readonly shader: Shader
  readonly pipeline: Pipeline
  /** Where its numbers begin, in which buffer: that of all kernels, or one of its own. */
  readonly numbersAt: number | undefined
  readonly numbers?: GPUBuffer
  readonly bindGroups: Map<string, GPUBindGroup>
}

/** Kernels one after the other. */
class KernelWork implements Work {
  readonly #calls: KernelCall[]
  #runs = 0
  #isConsidered = false
  #isReleased = false
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

  /** Runs another kernel in the place of one, as soon as the driver has compiled it. */
  async #adopt(place: number, nest: Nest): Promise<void> {
    const shader = shaderOf(nest)
    const pipeline = pipelineOf(shader, this.workshop.pipelines)
    if ((await pipeline.fault) || this.#isReleased) return
    item(this.#calls, place).numbers?.destroy()
    const numbers = shader.numbers && uniform(this.workshop.device, shader.numbers)
    this.#calls[place] = { shader, pipeline, numbersAt: numbers && 0, bindGroups: new Map(), ...(numbers && { numbers }) }
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

  encode(recording: Recording, inputs: readonly WebGpuBuffer[], outputs: readonly WebGpuBuffer[], turn = 0): void {
    const at = (location: Location) => placed({ inputs, slots: this.#slots, outputs }, location)
    const copies = this.compiled.plan.outputs.flatMap(({ type, location, copy }) =>
      copy ? [{ ...copy, to: location, bytes: bytesOf(type, this.compiled.limits) }] : [],
    )
    const copyAll = (first: boolean): void => {
      for (const copy of copies) if (copy.first === first) recording.copy(at(copy.from), at(copy.to), copy.bytes)
    }
    copyAll(true)
    for (const call of this.#calls) {
      if (!call.pipeline.gpu) throw new Error('typegrad: a kernel runs before it is compiled; please report this')
      const { pass } = recording
      pass.setPipeline(call.pipeline.gpu)
      const buffers = call.shader.bindings.map(({ location }) => at(location))
      pass.setBindGroup(0, this.#bindGroup(call, buffers), call.shader.takesTurn ? [turn * uniformAlignment] : [])
      pass.dispatchWorkgroups(...call.shader.workgroups)
    }
    copyAll(false)
    this.workshop.counts.dispatches += this.#calls.length
    if (++this.#runs >= often && !this.#isConsidered)
      this.#isConsidered = this.workshop.tuning.tuner?.consider(this.compiled, (place, nest) => void this.#adopt(place, nest)) === true
  }

  #bindGroup(
    { shader, pipeline, numbersAt, numbers = this.#numbers, bindGroups }: KernelCall,
    buffers: readonly WebGpuBuffer[],
  ): GPUBindGroup {
    const turns = shader.takesTurn ? [this.workshop.turns.buffer] : []
    const key = [...buffers.map(({ gpu }) => gpu), ...turns].map(numberOf).join()
    const met = bindGroups.get(key)
    if (met) return met
    if (bindGroups.size >= keptBindGroups) bindGroups.clear()
    const made = this.workshop.device.createBindGroup({
      layout: pipeline.layout,
      entries: [
        ...buffers.map(({ gpu }) => ({ buffer: gpu })),
        ...(numbers && shader.numbers && numbersAt !== undefined
          ? [{ buffer: numbers, offset: numbersAt, size: shader.numbers.byteLength }]
          : []),
        ...turns.map((buffer) => ({ buffer, size: 4 })),
      ].map((resource, binding) => ({ binding, resource })),
    })
    bindGroups.set(key, made)
    return made
  }

  release(): void {
    this.#isReleased = true
    for (const slot of this.#slots) slot.release()
    this.workshop.line.after(() => {
      this.#numbers?.destroy()
      for (const { numbers } of this.#calls) numbers?.destroy()
    })
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

/** A slice of a list in memory of its own. */
interface Slice {
  readonly buffer: WebGpuBuffer
  readonly bytes: number
}

/**
 * The body of a loop, as often as it runs: what it carries goes back and forth between two sets of buffers. Kernels read and write slices where they lie in the
 * lists; for a body of steps slices are copied.
 */
class LoopWork implements Work {
  readonly idle = false
  readonly #carried: readonly (readonly WebGpuBuffer[])[]
  /** Slices of the turn, taken and given, of a body of steps. */
  readonly #slices: Readonly<Record<'taken' | 'given', readonly Slice[]>> | undefined

  constructor(
    private readonly loop: Loop,
    prepared: Prepared,
    private readonly workshop: Workshop,
    private readonly body = workOf(prepared, workshop),
  ) {
    const { pool, turns } = workshop
    const take = (types: readonly TensorType[]) => pool.takeAll(types.map((type) => bytesOf(type, workshop)))
    const sliced = (types: readonly TensorType[]): readonly Slice[] => {
      const buffers = take(types)
      return types.map(({ shape, dtype }, i) => ({ buffer: item(buffers, i), bytes: elementBytes(dtype, workshop) * sizeOf(shape) }))
    }
    const { inputs, outputs } = loop.program
    const types = loop.outputs(outputs.map(({ type }) => type))
    this.#carried = [take(types.carried), take(types.carried)]
    if (prepared.kind === 'staged')
      this.#slices = { taken: sliced(loop.inputs(inputs.map(({ type }) => type)).lists), given: sliced(types.lists) }
    else turns.reserve(loop.length)
  }

  get #own(): readonly WebGpuBuffer[] {
    const { taken, given } = this.#slices ?? { taken: [], given: [] }
    return [...this.#carried.flat(), ...[...taken, ...given].map(({ buffer }) => buffer)]
  }

  get pipelines(): readonly Pipeline[] {
    return this.body.pipelines
  }

  get faults(): readonly (Fault | undefined)[] {
    return [...this.body.faults, ...this.#own.map(({ fault }) => fault)]
  }

  encode(recording: Recording, inputs: readonly WebGpuBuffer[], outputs: readonly WebGpuBuffer[]): void {
    const { length, reverse } = this.loop
    const { constants, carried, lists } = this.loop.inputs(inputs)
    const results = this.loop.outputs(outputs)
    const { taken, given } = this.#slices ?? {}
    const buffers = (slices: readonly Slice[] | undefined) => slices?.map(({ buffer }) => buffer)
    let state = carried
    for (let step = 0; step < length; step++) {
      const next = step === length - 1 ? results.carried : item(this.#carried, step % 2)
      const turn = reverse ? length - 1 - step : step
      taken?.forEach(({ buffer, bytes }, i) => {
        recording.copyPart({ from: item(lists, i), at: turn * bytes }, { to: buffer, at: 0 }, bytes)
      })
      this.body.encode(
        recording,
        [...constants, ...state, ...(buffers(taken) ?? lists)],
        [...next, ...(buffers(given) ?? results.lists)],
        turn,
      )
      given?.forEach(({ buffer, bytes }, i) => {
        recording.copyPart({ from: buffer, at: 0 }, { to: item(results.lists, i), at: turn * bytes }, bytes)
      })
      state = next
    }
    if (length === 0)
      for (const [i, { type }] of this.loop.outputs(this.loop.program.outputs).carried.entries())
        recording.copy(item(carried, i), item(results.carried, i), bytesOf(type, this.workshop))
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
  readonly #slots: readonly WebGpuBuffer[]

  constructor(
    private readonly staged: Staged,
    workshop: Workshop,
  ) {
    this.#works = staged.steps.map(({ work }) =>
      work.kind === 'loop' ? new LoopWork(work.loop, work.body, workshop) : workOf(work, workshop),
    )
    this.#slots = workshop.pool.takeAll(staged.plan.slots)
  }

  get pipelines(): readonly Pipeline[] {
    return this.#works.flatMap(({ pipelines }) => pipelines)
  }

  get faults(): readonly (Fault | undefined)[] {
    return [...this.#works.flatMap(({ faults }) => faults), ...this.#slots.map(({ fault }) => fault)]
  }

  encode(recording: Recording, inputs: readonly WebGpuBuffer[], outputs: readonly WebGpuBuffer[]): void {
    const { steps, plan } = this.staged
    const at = (variable: Variable) => placed({ inputs, slots: this.#slots, outputs }, lookup(plan.locations, variable))
    for (const [i, { reads, makes }] of steps.entries()) item(this.#works, i).encode(recording, reads.map(at), makes.map(at))
  }

  release(): void {
    for (const work of this.#works) work.release()
    for (const slot of this.#slots) slot.release()
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
