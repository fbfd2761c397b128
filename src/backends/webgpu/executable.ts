import { bytesOf } from '../../compile/plan.js'
import { type Place, type Prepared, placesOf } from '../../compile/stages.js'
import { item } from '../../program/program.js'
import type { CompileProgress, Executable } from '../backend.js'
import { type Fault, firstOf } from './fault.js'
import type { Pipeline } from './pipelines.js'
import type { WebGpuBuffer } from './pool.js'
import { Recording } from './recording.js'
import { type Work, type Workshop, workOf } from './work.js'

/** Temporaries of executables that nobody released are given back when these are collected: a net, as there is for tensors. */
const forgotten = new FinalizationRegistry<Work>((work) => work.release())

interface Compiling {
  /** Equal ones once. */
  readonly pipelines: readonly Pipeline[]
  readonly settled: Promise<unknown>
}

/** A program made ready for a WebGPU device: a call is one submit. */
export class WebGpuExecutable implements Executable<WebGpuBuffer> {
  readonly #work: Work
  readonly #places: readonly Place[]
  /** The first refusal among its kernels and temporaries; absent once all were accepted. */
  #fault: Fault | undefined
  /** Its kernels, until all of them are compiled or refused. */
  #compiling: Compiling | undefined
  /** Some kernel was refused: what the others would make is of no use. */
  #isRefused = false

  constructor(
    prepared: Prepared,
    private readonly workshop: Workshop,
    private readonly donated: readonly number[],
  ) {
    this.#places = placesOf(prepared)
    this.#work = workOf(prepared, workshop)
    forgotten.register(this, this.#work)
    const pipelines = [...new Set(this.#work.pipelines)]
    this.#isRefused = pipelines.some(({ gpu, isSettled }) => isSettled && !gpu)
    if (pipelines.some(({ isSettled }) => !isSettled)) {
      const settled = Promise.all(pipelines.map(({ fault }) => fault)).then((faults) => {
        this.#compiling = undefined
        this.#isRefused = faults.some((fault) => fault !== undefined)
      })
      this.#compiling = { pipelines, settled }
    }
    this.#fault = firstOf(this.#work.faults)
    void this.#fault?.then((error) => {
      if (!error) this.#fault = undefined
    })
  }

  async compiled(progress: CompileProgress): Promise<void> {
    if (this.#compiling) {
      const { pipelines, settled } = this.#compiling
      let done = pipelines.filter(({ isSettled }) => isSettled).length
      progress(done, pipelines.length)
      for (const { isSettled, fault } of pipelines) if (!isSettled) void fault.then(() => progress(++done, pipelines.length))
      await settled
    }
    const refusal = await this.#fault
    if (refusal) throw refusal
  }

  run(inputs: readonly WebGpuBuffer[]): WebGpuBuffer[] {
    const { workshop } = this
    const { device, line, pool, counts } = workshop
    if (this.#compiling) line.hold(this.#compiling.settled)
    const work = this.#work
    const own = this.#places.filter(({ input }) => input === undefined)
    const made = pool.takeAll(own.map(({ type }) => bytesOf(type, workshop)))
    const results = this.#places.map((place) => (place.input === undefined ? item(made, own.indexOf(place)) : item(inputs, place.input)))
    const known = firstOf([this.#fault, ...[...inputs, ...made].map((buffer) => buffer.fault)])
    const fault = line.give(known, () => {
      if (work.idle || this.#isRefused) return
      const recording = new Recording(device.createCommandEncoder())
      work.encode(recording, inputs, results)
      device.queue.submit([recording.finish()])
      counts.submits++
    })
    for (const index of this.donated) {
      const buffer = item(inputs, index)
      if (!results.includes(buffer)) buffer.release()
    }
    for (const result of results) result.fault = fault
    return results
  }

  release(): void {
    this.#work.release()
  }
}
