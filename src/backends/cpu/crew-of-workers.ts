import type { DeviceLost } from '../../errors.js'
import { copyModule } from './copy.js'
import type { Crew, ModuleId } from './crew.js'
import type { Block, Heap } from './heap.js'
import { createMemory, limitsOf } from './linear-memory.js'
import { Modules } from './modules.js'
import { type Entry, placesFor, Ring } from './ring.js'
import { ended, stopped } from './stopped.js'
import { startThread, type Thread } from './threads.js'
import type { WasmMemory } from './wasm/engine.js'
import { readBytes, type Words, writeWords } from './words.js'
import { type Beginning, type Told, workerSource } from './worker.js'

interface Pending {
  readonly ticket: number
  resolve(): void
  reject(reason: unknown): void
}

/** How often a worker looks for work before it waits: some 10 microseconds, in which it may take a processor from the calling thread. */
const looks = 2048

const nothing = new Int32Array(0)

/** Workers over one shared memory. The calling thread hands them work through a ring in it, and never waits. */
export class CrewOfWorkers implements Crew {
  readonly limits = limitsOf(true)
  readonly heap: Heap
  readonly #memory: WasmMemory
  readonly #modules: Modules
  readonly #ring: Ring
  readonly #workers: readonly Thread<Beginning>[]
  /** Where workers find the bytes of modules. */
  readonly #bytes = new Map<ModuleId, Block>()
  /** What the ring had no room for yet. */
  #waiting: Entry[] = []
  #pending: Pending[] = []
  #failure: DeviceLost | undefined
  #copy: ModuleId | undefined

  constructor(readonly threads: number) {
    const { places, end } = placesFor(threads)
    const { memory, heap } = createMemory(true, end, this)
    this.#memory = memory
    this.heap = heap
    this.#modules = new Modules(memory, heap)
    this.#ring = new Ring(memory, places, threads)
    this.#workers = Array.from({ length: threads }, (_, thread) => {
      const worker = startThread<Beginning, Told>(workerSource, {
        told: (what) => this.#told(what),
        lost: (reason) => this.#fail(stopped(reason)),
      })
      worker.send({ memory, thread, threads, places, looks })
      return worker
    })
  }

  get submitted(): number {
    return this.#ring.ticket + this.#waiting.length
  }

  get finished(): number {
    return this.#ring.finished
  }

  get failure(): DeviceLost | undefined {
    return this.#failure
  }

  load(bytes: Uint8Array<ArrayBuffer>, scratchBytes: number): ModuleId {
    const id = this.#modules.load(bytes, scratchBytes)
    try {
      const block = this.heap.takeIdle(bytes.length)
      new Uint8Array(this.#memory.buffer, block.address, bytes.length).set(bytes)
      this.#bytes.set(id, block)
      return id
    } catch (error) {
      this.#modules.unload(id)
      throw error
    }
  }

  unload(id: ModuleId): void {
    this.#modules.get(id)
    if (!this.#failure) this.#put({ id, address: 0, bytes: 0, scratch: 0, frame: nothing })
    this.#modules.unload(id)
    this.#bytes.get(id)?.release()
    this.#bytes.delete(id)
  }

  submit(id: ModuleId, frame: Int32Array): number {
    if (this.#failure) throw this.#failure
    const { bytes, scratch } = this.#modules.get(id)
    return this.#put({ id, address: this.#bytes.get(id)?.address ?? 0, bytes: bytes.length, scratch: scratch?.address ?? 0, frame })
  }

  runInPlace(id: ModuleId, frame: Int32Array): void {
    if (this.#failure) throw this.#failure
    if (this.finished < this.submitted) throw new Error('cpu: work is under way, so that nothing can run in place')
    this.#modules.run(id, frame)
  }

  done(ticket: number): Promise<void> {
    if (this.#failure) return Promise.reject(this.#failure)
    if (this.finished >= ticket) return Promise.resolve()
    return new Promise((resolve, reject) => {
      this.#pending.push({ ticket, resolve, reject })
      this.#watch()
    })
  }

  write(address: number, data: Words): void {
    writeWords(this.#memory, address, data)
  }

  async read(address: number, bytes: number): Promise<ArrayBuffer> {
    if (this.#failure) throw this.#failure
    if (this.finished >= this.submitted) return readBytes(this.#memory, address, bytes)
    // What is submitted while this waits may overwrite what is there.
    this.#copy ??= this.load(copyModule(this.limits), 0)
    const block = this.heap.take(bytes)
    try {
      await this.done(this.submit(this.#copy, Int32Array.of(block.address, address, bytes)))
      return readBytes(this.#memory, block.address, bytes)
    } finally {
      block.release()
    }
  }

  end(): void {
    this.#fail(ended())
    for (const worker of this.#workers) worker.end()
  }

  /** Into the ring, behind those that wait to go there. */
  #put(entry: Entry): number {
    this.#drain()
    if (this.#waiting.length > 0 || !this.#ring.put(entry)) {
      this.#waiting.push({ ...entry, frame: entry.frame.slice() })
      this.#watch()
    }
    return this.submitted
  }

  #drain(): void {
    let put = 0
    for (const entry of this.#waiting) {
      if (!this.#ring.put(entry)) break
      put++
    }
    if (put > 0) this.#waiting = this.#waiting.slice(put)
  }

  /** Has the workers send a message as soon as there is something to do here. */
  #watch(): void {
    const { words, places, ticket } = this.#ring
    this.#workers[0]?.keepAlive(this.#pending.length > 0)
    let next = this.#waiting.length > 0 ? Math.ceil((this.finished + ticket) / 2) : Infinity
    for (const pending of this.#pending) next = Math.min(next, pending.ticket)
    if (next === Infinity) return
    Atomics.store(words, places.awaited, next | 0)
    Atomics.store(words, places.awaiting, 1)
    // It may have been done before they were told so.
    if (this.finished >= next && Atomics.compareExchange(words, places.awaiting, 1, 0) === 1) queueMicrotask(() => this.#settle())
  }

  #settle(): void {
    if (this.#failure) return
    this.#drain()
    const { finished } = this
    const pending = this.#pending
    this.#pending = pending.filter(({ ticket }) => ticket > finished)
    for (const { ticket, resolve } of pending) if (ticket <= finished) resolve()
    this.#watch()
  }

  #told(what: Told): void {
    if (what === 'done') this.#settle()
    else this.#fail(stopped(Object.assign(new Error(what.message), { name: what.name, stack: what.stack })))
  }

  /** From now on nothing runs. */
  #fail(failure: DeviceLost): void {
    if (this.#failure) return
    this.#failure = failure
    const { words, places } = this.#ring
    Atomics.store(words, places.failed, 1)
    Atomics.add(words, places.generation, 1)
    Atomics.notify(words, places.generation)
    for (const { reject } of this.#pending) reject(failure)
    this.#pending = []
    this.#waiting = []
    this.#workers[0]?.keepAlive(false)
  }
}
