import type { Limits } from '../../compile/compile.js'
import { bytesOf } from '../../compile/plan.js'
import { simdSchedules } from '../../compile/schedule/simd/build.js'
import { type Prepared, prepare } from '../../compile/stages.js'
import { DeviceLost } from '../../errors.js'
import { item } from '../../program/program.js'
import { sizeOf } from '../../shape/dim.js'
import type { TensorType } from '../../shape/dtype.js'
import type { Backend, Buffer, Claim, Executable } from '../backend.js'
import { nextTask } from '../next-task.js'
import { fromWords, toWords } from '../words.js'
import { type Crew, crewOf, type Loaded } from './crew.js'
import type { Heap } from './heap.js'
import { type CpuProgram, writeProgram } from './program.js'
import { canShare } from './start-worker.js'

/** A block of the memory. */
class CpuBuffer implements Buffer {
  readonly claim: Claim = this
  #held = true

  constructor(
    readonly address: number,
    readonly bytes: number,
    private readonly heap: Heap,
  ) {}

  release(): void {
    if (this.#held) this.heap.release(this.address, this.bytes)
    this.#held = false
  }
}

/** What a backend counts, for tests and benchmarks. */
export interface CpuCounts {
  runs: number
}

export interface CpuBackend extends Backend<CpuBuffer> {
  readonly counts: CpuCounts
  readonly threads: number
}

/** Where a result comes to lie: in memory of its own, or in that of an input that was donated. */
type Place = { readonly type: TensorType; readonly input?: number }

const placesOf = (prepared: Prepared): readonly Place[] =>
  prepared.kind === 'kernels'
    ? prepared.compiled.plan.outputs.map(({ type, location }) => ({ type, ...(location.kind === 'input' && { input: location.index }) }))
    : prepared.outputs.map(({ type }) => ({ type }))

/** Gives back what an executable that nobody released holds: a net, as there is for tensors. */
const forgotten = new FinalizationRegistry<Claim>((claim) => claim.release())

class CpuExecutable implements Executable<CpuBuffer> {
  readonly #places: readonly Place[]
  readonly #program: CpuProgram
  readonly #loaded: Loaded
  readonly #temporaries: readonly CpuBuffer[]
  readonly #claim: Claim

  constructor(
    prepared: Prepared,
    inputs: number,
    private readonly donated: readonly number[],
    private readonly crew: Crew,
    private readonly take: (bytes: number) => CpuBuffer,
    private readonly counts: CpuCounts,
  ) {
    this.#places = placesOf(prepared)
    const program = writeProgram(prepared, crew.limits, inputs, this.#places.length)
    const loaded = crew.load(program.bytes)
    const temporaries = program.temporaries.map(take)
    this.#program = program
    this.#loaded = loaded
    this.#temporaries = temporaries
    this.#claim = {
      release: () => {
        for (const buffer of temporaries) buffer.release()
        crew.unload(loaded)
      },
    }
    forgotten.register(this, this.#claim, this)
  }

  run(inputs: readonly CpuBuffer[]): CpuBuffer[] {
    const results = this.#places.map(({ type, input }) => (input === undefined ? this.take(bytesOf(type)) : item(inputs, input)))
    if (this.#program.kernels > 0 || this.#places.length > 0) {
      const buffers = [...inputs, ...results, ...this.#temporaries]
      this.crew.submit(
        this.#loaded,
        buffers.map(({ address }) => address),
        this.#program.work <= smallWork,
      )
      this.counts.runs++
    }
    for (const index of this.donated) {
      const buffer = item(inputs, index)
      if (!results.includes(buffer)) buffer.release()
    }
    return results
  }

  release(): void {
    if (forgotten.unregister(this)) this.#claim.release()
  }
}

/** Multiply-adds, roughly, that take less time than waking others. */
const smallWork = 2 ** 18

/** After so many bytes of results a reading waits for a task of its own. */
const breathing = 2 ** 24

/** WebAssembly on the processor's cores. */
export const cpuBackend = (crew: Crew = crewOf(undefined, canShare())): CpuBackend => {
  const { heap } = crew
  const limits: Limits = { bindings: 32, schedules: simdSchedules, slices: true }
  const counts: CpuCounts = { runs: 0 }
  let isGone = false
  let madeBytes = 0
  const take = (bytes: number, idle = false): CpuBuffer => {
    madeBytes += bytes
    return new CpuBuffer(heap.take(bytes, idle), bytes, heap)
  }
  const alive = (): void => {
    if (isGone) throw new DeviceLost('cpu: the device was destroyed; its tensors are lost. acquire() gives a new one')
  }
  return {
    backend: 'cpu',
    name: `WebAssembly SIMD, ${crew.threads} ${crew.threads === 1 ? 'thread' : 'threads'}`,
    limits,
    dtypes: ['f32', 'i32', 'u32', 'bool'],
    counts,
    threads: crew.threads,
    upload: (type, data) => {
      alive()
      const buffer = take(bytesOf(type), true)
      const words = toWords(type, data)
      new Uint8Array(crew.memory.buffer, buffer.address, words.byteLength).set(
        new Uint8Array(words.buffer, words.byteOffset, words.byteLength),
      )
      return buffer
    },
    download: async (type, { address }) => {
      alive()
      await crew.done()
      alive()
      const bytes = 4 * sizeOf(type.shape)
      const words = new Uint8Array(bytes)
      words.set(new Uint8Array(crew.memory.buffer, address, bytes))
      // Forgotten tensors are given back between tasks: a loop that only reads would never come to one.
      if (madeBytes >= breathing) {
        madeBytes = 0
        await nextTask()
      }
      return fromWords(type, words.buffer)
    },
    compile: (program, donated) => {
      alive()
      return new CpuExecutable(prepare(program, limits, donated), program.inputs.length, donated, crew, take, counts)
    },
    memory: () => heap.memoryInUse(),
    lost: () => isGone,
    destroy: () => {
      isGone = true
      crew.end()
    },
  }
}
