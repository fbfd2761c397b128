import type { Compiled, Schedules } from '../../compile/compile.js'
import type { Nest } from '../../compile/nest/nest.js'
import { sharingNumbers } from '../../compile/nest/numbers.js'
import type { Kernel } from '../../compile/parts.js'
import { kindOf, nameOf, suiting } from '../../compile/schedule/candidates.js'
import type { Tiling } from '../../compile/schedule/schedule.js'
import { atOnce } from '../../compile/steps.js'
import { item } from '../../program/program.js'
import { sizeOf } from '../../shape/dim.js'
import type { Measured, TuneMode } from '../tuning.js'
import { mapModeRead, usage } from './flags.js'
import { type Pipelines, pipelineOf } from './pipelines.js'
import type { BufferPool, WebGpuBuffer } from './pool.js'
import { uniform } from './uniform.js'
import { type Shader, shaderOf } from './wgsl/print.js'

/** Milliseconds of measuring for a kind, after which the best so far is kept. */
const budget = 100

/** Shorter than this a dispatch is timed together with others. */
const shortest = 1

/** Takes a kernel in the place of another, once it is compiled. */
type Adopt = (nest: Nest) => void

/** Where kernels run. */
export interface Bench {
  readonly device: GPUDevice
  readonly pool: BufferPool
  readonly pipelines: Pipelines
}

/** The kernels of a compiled program that are dispatched, in the order of its nests. */
const kernelsOf = ({ fused }: Compiled): readonly Kernel[] =>
  fused.kernels.filter(({ writes }) => writes.some(({ type }) => sizeOf(type.shape) > 0))

/** Measures ways to lay out products, on this device and with memory of its own, while other work goes on; keeps the best of each kind. */
export class Tuner {
  mode: TuneMode = 'off'
  /** What was found best so far, or was given. */
  readonly choices = new Map<string, string>()
  /** What was measured, of each kind. */
  readonly measured = new Map<string, Measured>()
  /** Told of each choice, which it may keep. */
  onChoice: (() => Promise<void>) | undefined
  readonly #waiting = new Map<string, Adopt[]>()
  #jobs: Promise<void> = Promise.resolve()
  /** The first error while something was measured. */
  #failure: { readonly error: unknown } | undefined

  constructor(
    private readonly bench: Bench,
    { tiled }: Schedules,
    private readonly now: () => number = () => performance.now(),
  ) {
    if (!tiled) return
    tiled.chosen.of = (kernel) => {
      const name = this.choices.get(kindOf(kernel) ?? '')
      const tiling = name === undefined ? undefined : suiting(kernel, tiled.layout, tiled.subgroup).find((one) => nameOf(one) === name)
      return tiling && { tiling, name: nameOf(tiling) }
    }
  }

  /** Settles when nothing is being measured, and rejects if that failed. */
  async idle(): Promise<void> {
    await this.#jobs
    if (this.#failure) throw this.#failure.error
  }

  /** A program runs often: its products are measured, each kind once, and then `adopt` is given better kernels, by their places. False if nothing is measured at present. */
  consider(compiled: Compiled, adopt: (place: number, nest: Nest) => void): boolean {
    const { tiled } = compiled.limits.schedules
    if (this.mode === 'off' || !tiled) return false
    for (const [place, kernel] of kernelsOf(compiled).entries()) {
      const kind = item(compiled.nests, place).takesTurn ? undefined : kindOf(kernel)
      if (kind === undefined || this.choices.has(kind)) continue
      const tilings = suiting(kernel, tiled.layout, tiled.subgroup)
      if (tilings.length < 2) continue
      const build = (tiling: Tiling): Nest => {
        const built = tiled.build(compiled.fused, kernel, compiled.plan, tiling)
        return item(atOnce(sharingNumbers([built])), 0)
      }
      const take: Adopt = (nest) => adopt(place, { ...nest, bindings: item(compiled.nests, place).bindings })
      const waiting = this.#waiting.get(kind)
      if (waiting) waiting.push(take)
      else {
        this.#waiting.set(kind, [take])
        // A step of training does not end because measuring failed; whoever waits for it is told.
        this.#jobs = this.#jobs
          .then(() => this.#choose(kind, tilings, build))
          .catch((error: unknown) => {
            this.#failure ??= { error }
          })
      }
    }
    return true
  }

  async #choose(kind: string, tilings: readonly Tiling[], build: (tiling: Tiling) => Nest): Promise<void> {
    const ways = tilings.map((tiling) => ({ name: nameOf(tiling), nest: build(tiling) }))
    const times = await this.#timed(ways.map(({ name, nest }) => ({ name, shader: shaderOf(nest) })))
    const [best] = [...times].sort(([, a], [, b]) => a - b)
    const takers = this.#waiting.get(kind) ?? []
    this.#waiting.delete(kind)
    if (!best) return
    this.measured.set(kind, Object.fromEntries(times))
    this.choices.set(kind, best[0])
    const chosen = ways.find(({ name }) => name === best[0])
    if (chosen) for (const take of takers) take(chosen.nest)
    await this.onChoice?.()
  }

  /** Milliseconds of each, of those that the driver takes; of as many as there is time for. */
  async #timed(ways: readonly { readonly name: string; readonly shader: Shader }[]): Promise<ReadonlyMap<string, number>> {
    const { device, pool, pipelines } = this.bench
    const made = ways.map(({ name, shader }) => ({ name, shader, pipeline: pipelineOf(shader, pipelines) }))
    const faults = await Promise.all(made.map(({ pipeline }) => pipeline.fault))
    const [first] = ways
    const times = new Map<string, number>()
    if (!first) return times
    using clock = new Clock(device, this.now)
    const buffers = pool.takeAll(
      first.shader.bindings.map(({ size, dtype }) => Math.ceil((Math.max(1, size) * (dtype === 'f16' ? 2 : 4)) / 4) * 4),
    )
    try {
      for (const { fault } of buffers) if (await fault) return times
      // Nothing in them may take longer than numbers do: what is left of other work, smaller than the normal floats.
      const encoder = device.createCommandEncoder()
      for (const { gpu } of buffers) encoder.clearBuffer(gpu)
      device.queue.submit([encoder.finish()])
      let spent = 0
      for (const [i, { name, shader, pipeline }] of made.entries()) {
        if (faults[i] || !pipeline.gpu) continue
        if (this.mode !== 'full' && spent >= budget) break
        using dispatch = new Dispatch(device, shader, pipeline.gpu, pipeline.layout, buffers)
        const once = await clock.time(dispatch, 1)
        const count = once < shortest ? Math.min(64, Math.ceil(shortest / Math.max(once, 0.01))) : 1
        const again = this.mode === 'full' || spent + once < budget ? await clock.time(dispatch, count) : once * count
        spent += once + again
        times.set(name, Math.min(once, again / count))
      }
      return times
    } finally {
      for (const buffer of buffers) buffer.release()
    }
  }
}

/** A dispatch of a kernel, with memory for it. */
class Dispatch implements Disposable {
  readonly #numbers: GPUBuffer | undefined
  readonly #group: GPUBindGroup

  constructor(
    device: GPUDevice,
    private readonly shader: Shader,
    private readonly pipeline: GPUComputePipeline,
    layout: GPUBindGroupLayout,
    buffers: readonly WebGpuBuffer[],
  ) {
    const { numbers, bindings } = shader
    this.#numbers = numbers && uniform(device, numbers)
    const given = [...bindings.map((_, i) => ({ buffer: item(buffers, i).gpu })), ...(this.#numbers ? [{ buffer: this.#numbers }] : [])]
    this.#group = device.createBindGroup({ layout, entries: given.map((resource, binding) => ({ binding, resource })) })
  }

  write(pass: GPUComputePassEncoder): void {
    pass.setPipeline(this.pipeline)
    pass.setBindGroup(0, this.#group)
    pass.dispatchWorkgroups(...this.shader.workgroups)
  }

  [Symbol.dispose](): void {
    this.#numbers?.destroy()
  }
}

/** Times commands: by the device's own clock if it has one, else by when the queue says that they are done. */
class Clock implements Disposable {
  readonly #queries: GPUQuerySet | undefined
  readonly #resolved: GPUBuffer | undefined
  readonly #read: GPUBuffer | undefined

  constructor(
    private readonly device: GPUDevice,
    private readonly now: () => number,
  ) {
    if (!device.features.has('timestamp-query')) return
    this.#queries = device.createQuerySet({ type: 'timestamp', count: 2 })
    this.#resolved = device.createBuffer({ size: 16, usage: usage.queryResolve | usage.copySource })
    this.#read = device.createBuffer({ size: 16, usage: usage.mapRead | usage.copyDestination })
  }

  /** Milliseconds of so many dispatches in a row. */
  async time(dispatch: Dispatch, count: number): Promise<number> {
    const { device } = this
    const [queries, resolved, read] = [this.#queries, this.#resolved, this.#read]
    await device.queue.onSubmittedWorkDone()
    const began = this.now()
    const encoder = device.createCommandEncoder()
    const pass = encoder.beginComputePass(
      queries ? { timestampWrites: { querySet: queries, beginningOfPassWriteIndex: 0, endOfPassWriteIndex: 1 } } : {},
    )
    for (let i = 0; i < count; i++) dispatch.write(pass)
    pass.end()
    if (queries && resolved && read) {
      encoder.resolveQuerySet(queries, 0, 2, resolved, 0)
      encoder.copyBufferToBuffer(resolved, 0, read, 0, 16)
    }
    device.queue.submit([encoder.finish()])
    if (!read) {
      await device.queue.onSubmittedWorkDone()
      return this.now() - began
    }
    await read.mapAsync(mapModeRead)
    const [from = 0n, to = 0n] = new BigUint64Array(read.getMappedRange())
    read.unmap()
    return Number(to - from) / 1e6
  }

  [Symbol.dispose](): void {
    this.#queries?.destroy()
    this.#resolved?.destroy()
    this.#read?.destroy()
  }
}
