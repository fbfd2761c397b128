import type { DeviceLost } from '../../errors.js'
import type { Heap, Tickets } from './heap.js'
import type { MemoryLimits } from './wasm/module.js'
import type { Words } from './words.js'

/** A module that was loaded. */
export type ModuleId = number

/**
 * Runs modules of WebAssembly on one memory. A module imports it as `env.memory`, by the limits that are told here, and exports
 *
 *     run(control: i32, frame: i32, scratch: i32, thread: i32, threads: i32)
 *
 * which all threads run at once: `control` is the address of what `barrier.ts` describes, `frame` that of the words given at the submission, `scratch` that
 * of memory of the module's own, a multiple of 64, in which what the last run left may be. It ends in a barrier: what runs next may overwrite what it read.
 */
export interface Crew extends Tickets {
  /** For modules: what to import. */
  readonly limits: MemoryLimits
  /** What of the memory is not for the crew itself. */
  readonly heap: Heap
  /** How many threads run a module. */
  readonly threads: number
  /** What the threads stopped for. */
  readonly failure: DeviceLost | undefined
  /** Threads compile it when they first meet it. */
  load(bytes: Uint8Array<ArrayBuffer>, scratchBytes: number): ModuleId
  /** What was submitted before still runs. */
  unload(id: ModuleId): void
  /** Runs a module behind all that was submitted before, and doesn't wait for it. The frame is copied. Gives its ticket. */
  submit(id: ModuleId, frame: Int32Array): number
  /** Runs a module on the calling thread, by itself. All that was submitted has to be finished. Missing where the memory is out of its reach. */
  runInPlace?(id: ModuleId, frame: Int32Array): void
  /** Kept when the work of a ticket is done; rejected with what a thread failed with, from then on always. */
  done(ticket: number): Promise<void>
  /** Writes into a block that `takeIdle` gave. */
  write(address: number, data: Words): void
  /** What lies there when all is done that was submitted before; nothing that is submitted later changes it. */
  read(address: number, bytes: number): Promise<ArrayBuffer>
  /** Ends the threads, whatever they do. */
  end(): void
}
