import type { Limits } from '../../compile/compile.js'
import { bytesOf } from '../../compile/plan.js'
import { simdSchedules } from '../../compile/schedule/simd/build.js'
import { type Place, type Prepared, placesOf, preparing } from '../../compile/stages.js'
import type { Steps } from '../../compile/steps.js'
import { item } from '../../program/program.js'
import { sizeOf } from '../../shape/dim.js'
import type { Backend, Claim, Executable } from '../backend.js'
import { nextTask } from '../next-task.js'
import { fromWords, toWords } from '../words.js'
import { createCrew } from './create-crew.js'
import type { Crew, ModuleId } from './crew.js'
import { CrewInPlace } from './crew-in-place.js'
import type { Block } from './heap.js'
import { type CpuProgram, writeProgram } from './program.js'
import { ended } from './stopped.js'
import { webAssembly } from './wasm/engine.js'
import { WasmModule } from './wasm/module.js'
import { f32x4 } from './wasm/vector.js'

/** What a backend counts, for tests and benchmarks. */
export interface CpuCounts {
  runs: number
}

export interface CpuBackend extends Backend<Block> {
  readonly counts: CpuCounts
  readonly threads: number
}

/** Does something with blocks, and gives them back if that fails. */
const orGiveBack = <T>(blocks: readonly Block[], work: () => T): T => {
  try {
    return work()
  } catch (error) {
    for (const block of blocks) block.release()
    throw error
  }
}

/** A block for each, or none at all. */
const takeAll = (sizes: readonly number[], take: (bytes: number) => Block): Block[] => {
  const taken: Block[] = []
  return orGiveBack(taken, () => {
    for (const bytes of sizes) taken.push(take(bytes))
    return taken
  })
}

/** Gives back what an executable that nobody released holds: a net, as there is for tensors. */
const forgotten = new FinalizationRegistry<Claim>((claim) => claim.release())

class CpuExecutable implements Executable<Block> {
  readonly #places: readonly Place[]
  readonly #program: CpuProgram
  readonly #module: ModuleId
  readonly #temporaries: readonly Block[]
  readonly #claim: Claim

  constructor(
    prepared: Prepared,
    inputs: number,
    private readonly donated: readonly number[],
    private readonly crew: Crew,
    private readonly take: (bytes: number) => Block,
    private readonly counts: CpuCounts,
  ) {
    this.#places = placesOf(prepared)
    const program = writeProgram(prepared, crew.limits, inputs, this.#places.length, fusesProducts())
    const temporaries = takeAll(program.temporaries, take)
    const module = orGiveBack(temporaries, () => crew.load(program.bytes, program.scratchBytes * crew.threads))
    this.#program = program
    this.#module = module
    this.#temporaries = temporaries
    this.#claim = {
      release: () => {
        for (const buffer of temporaries) buffer.release()
        crew.unload(module)
      },
    }
    forgotten.register(this, this.#claim, this)
  }

  run(inputs: readonly Block[]): Block[] {
    const made = takeAll(
      this.#places.flatMap(({ type, input }) => (input === undefined ? [bytesOf(type)] : [])),
      this.take,
    )
    let next = 0
    const results = this.#places.map(({ input }) => (input === undefined ? item(made, next++) : item(inputs, input)))
    const frame = Int32Array.from([...inputs, ...results, ...this.#temporaries], ({ address }) => address)
    const { crew } = this
    orGiveBack(made, () => {
      if (crew.runInPlace && this.#program.work <= smallWork && crew.finished === crew.submitted) crew.runInPlace(this.#module, frame)
      else crew.submit(this.#module, frame)
    })
    this.counts.runs++
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

/** Whether the engine has a product and a sum in one instruction: of WebAssembly's relaxed vectors. */
let fuses: boolean | undefined
const fusesProducts = (): boolean => {
  if (fuses === undefined) {
    const module = new WasmModule({ shared: false, minimum: 1 })
    module.define(module.declare(['v128'], ['v128']), (code) => {
      for (let i = 0; i < 3; i++) code.get(0)
      code.op(f32x4.relaxedMultiplyAdd)
    })
    fuses = webAssembly?.validate(module.bytes()) ?? false
  }
  return fuses
}

/** Multiply-adds, roughly, that take less time than waking others. */
const smallWork = 2 ** 19

/** After so many bytes of results a reading waits for a task of its own. */
const breathing = 2 ** 24

const threadsOf = (crew: Crew): string =>
  crew instanceof CrewInPlace ? 'on the calling thread' : crew.threads === 1 ? '1 thread' : `${crew.threads} threads`

/** WebAssembly on the processor's cores. */
export const cpuBackend = (crew: Crew = createCrew(), schedules = simdSchedules()): CpuBackend => {
  const { heap } = crew
  const limits: Limits = { bindings: 32, schedules, slices: true }
  const counts: CpuCounts = { runs: 0 }
  let isGone = false
  let madeBytes = 0
  const take = (bytes: number): Block => {
    madeBytes += bytes
    return heap.take(bytes)
  }
  const alive = (): void => {
    if (isGone) throw ended()
  }
  return {
    backend: 'cpu',
    name: `WebAssembly SIMD, ${threadsOf(crew)}`,
    limits,
    dtypes: ['f32', 'f16', 'i32', 'u32', 'bool'],
    counts,
    threads: crew.threads,
    upload: (type, data) => {
      alive()
      const buffer = heap.takeIdle(bytesOf(type))
      crew.write(buffer.address, toWords(type, data))
      return buffer
    },
    download: async (type, { address }) => {
      alive()
      const words = await crew.read(address, 4 * sizeOf(type.shape))
      // Forgotten tensors are given back between tasks: a loop that only reads would never come to one.
      if (madeBytes >= breathing) {
        madeBytes = 0
        await nextTask()
      }
      return fromWords(type, words)
    },
    *compile(program, donated): Steps<Executable<Block>> {
      alive()
      const prepared = yield* preparing(program, limits, donated)
      alive()
      return new CpuExecutable(prepared, program.inputs.length, donated, crew, take, counts)
    },
    assemble: (prepared, inputs) => writeProgram(prepared, crew.limits, inputs, placesOf(prepared).length, fusesProducts()).bytes,
    memory: () => heap.use(),
    lost: () => isGone || crew.failure !== undefined,
    destroy: () => {
      isGone = true
      crew.end()
    },
  }
}
