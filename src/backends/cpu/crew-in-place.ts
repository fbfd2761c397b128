import type { DeviceLost } from '../../errors.js'
import type { Crew, ModuleId } from './crew.js'
import type { Heap } from './heap.js'
import { createMemory, limitsOf } from './linear-memory.js'
import { Modules } from './modules.js'
import { placesFor } from './ring.js'
import { ended, stopped } from './stopped.js'
import type { WasmMemory } from './wasm/engine.js'
import { readBytes, type Words, writeWords } from './words.js'

/** The crew that is nobody but the calling thread, which runs everything as it is submitted. Its memory is not shared. */
export class CrewInPlace implements Crew {
  readonly limits = limitsOf(false)
  readonly threads = 1
  readonly heap: Heap
  readonly #memory: WasmMemory
  readonly #modules: Modules
  #submitted = 0
  #failure: DeviceLost | undefined

  constructor() {
    const { memory, heap } = createMemory(false, placesFor(0).end, this)
    this.#memory = memory
    this.heap = heap
    this.#modules = new Modules(memory, heap)
  }

  get submitted(): number {
    return this.#submitted
  }

  get finished(): number {
    return this.#submitted
  }

  get failure(): DeviceLost | undefined {
    return this.#failure
  }

  load(bytes: Uint8Array<ArrayBuffer>, scratchBytes: number): ModuleId {
    return this.#modules.load(bytes, scratchBytes)
  }

  unload(id: ModuleId): void {
    this.#modules.unload(id)
  }

  submit(id: ModuleId, frame: Int32Array): number {
    if (this.#failure) throw this.#failure
    this.#modules.get(id)
    try {
      this.#modules.run(id, frame)
    } catch (error) {
      this.#failure = stopped(error)
    }
    return ++this.#submitted
  }

  runInPlace(id: ModuleId, frame: Int32Array): void {
    if (this.#failure) throw this.#failure
    this.#modules.run(id, frame)
  }

  async done(_: number): Promise<void> {
    if (this.#failure) throw this.#failure
  }

  write(address: number, data: Words): void {
    writeWords(this.#memory, address, data)
  }

  async read(address: number, bytes: number): Promise<ArrayBuffer> {
    if (this.#failure) throw this.#failure
    return readBytes(this.#memory, address, bytes)
  }

  end(): void {
    this.#failure ??= ended()
  }
}
