import { control } from './barrier.js'
import type { ModuleId } from './crew.js'
import type { Block, Heap } from './heap.js'
import { controlAddress } from './ring.js'
import { type WasmMemory, webAssembly } from './wasm/engine.js'
import { writeWords } from './words.js'

type Run = (control: number, frame: number, scratch: number, thread: number, threads: number) => void

/** A module that was loaded. */
export interface Loaded {
  readonly bytes: Uint8Array<ArrayBuffer>
  /** Memory of its own; none if it asked for none. */
  readonly scratch: Block | undefined
  /** Compiled for the calling thread, once it has run there. */
  run?: Run
}

/** The modules that a crew has loaded, and the calling thread, which can run them. */
export class Modules {
  readonly #loaded = new Map<ModuleId, Loaded>()
  #next = 0

  constructor(
    private readonly memory: WasmMemory,
    private readonly heap: Heap,
  ) {}

  load(bytes: Uint8Array<ArrayBuffer>, scratchBytes: number): ModuleId {
    const id = this.#next++
    this.#loaded.set(id, { bytes, scratch: scratchBytes > 0 ? this.heap.take(scratchBytes) : undefined })
    return id
  }

  get(id: ModuleId): Loaded {
    const loaded = this.#loaded.get(id)
    if (!loaded) throw new Error(`cpu: module ${id} was unloaded, or never loaded`)
    return loaded
  }

  unload(id: ModuleId): void {
    this.get(id).scratch?.release()
    this.#loaded.delete(id)
  }

  /** Runs a module here and now, on one thread. */
  run(id: ModuleId, frame: Int32Array): void {
    const loaded = this.get(id)
    loaded.run ??= this.#compiled(loaded)
    const given = this.heap.takeIdle(frame.byteLength)
    writeWords(this.memory, given.address, frame)
    try {
      loaded.run(controlAddress, given.address, loaded.scratch?.address ?? 0, 0, 1)
    } catch (error) {
      writeWords(this.memory, controlAddress + control.nextTask, Int32Array.of(0))
      throw error
    } finally {
      given.release()
    }
  }

  #compiled({ bytes }: Loaded): Run {
    if (!webAssembly) throw new Error('cpu: there is no WebAssembly') // there was, when the memory was made
    const { exports } = new webAssembly.Instance(new webAssembly.Module(bytes), { env: { memory: this.memory } })
    if (typeof exports.run !== 'function') throw new Error('cpu: the module exports no function run')
    return exports.run as Run // modules of a crew export that
  }
}
