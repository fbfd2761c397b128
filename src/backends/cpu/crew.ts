import { DeviceLost } from '../../errors.js'
import { control } from './control.js'
import { Heap } from './heap.js'
import { parallelism, type RunningWorker, startWorker } from './start-worker.js'
import { instantiated, memoryOf, type WasmMemory } from './wasm/engine.js'
import type { MemoryLimits } from './wasm/module.js'
import { layout, mostThreads, wrapped } from './worker.js'

/** A module that the crew knows. */
export interface Loaded {
  readonly id: number
  readonly bytes: Uint8Array<ArrayBuffer>
  /** Where its bytes lie for the workers. */
  readonly address: number
}

/** Those who run programs, in the order in which these are submitted. */
export interface Crew {
  readonly memory: WasmMemory
  readonly limits: MemoryLimits
  readonly heap: Heap
  readonly threads: number
  load(bytes: Uint8Array<ArrayBuffer>): Loaded
  unload(program: Loaded): void
  /** Hands a program out, and waits for nothing. A small one is run at once if nothing else is to be done. */
  submit(program: Loaded, frame: readonly number[], isSmall: boolean): void
  /** Kept once all that is submitted so far is finished; broken if any of it failed. */
  done(): Promise<void>
  end(): void
}

type Run = (controlAt: number, frame: number, scratch: number, thread: number, threads: number) => void

/** Runs modules on the thread that asks for it. */
class Here {
  readonly #runs = new Map<number, Run>()

  constructor(
    private readonly memory: WasmMemory,
    private readonly frameAt: number,
  ) {}

  run({ id, bytes }: Loaded, frame: readonly number[]): void {
    let run = this.#runs.get(id)
    if (!run) {
      run = instantiated(bytes, this.memory).run as Run // every program exports it
      this.#runs.set(id, run)
    }
    new Int32Array(this.memory.buffer, this.frameAt, frame.length).set(frame)
    run(layout.control, this.frameAt, layout.scratch, 0, 1)
  }

  forget(id: number): void {
    this.#runs.delete(id)
  }
}

const failed = (error: unknown): DeviceLost => {
  const message = error instanceof Error ? error.message : String(error)
  return new DeviceLost(`cpu: a program failed (${message}); what it was to compute is lost. acquire() gives a new device`)
}

/** Programs run where they are submitted, at once: for engines without workers, or that share no memory with them. */
export const inPlace = (limits: MemoryLimits): Crew => {
  const memory = memoryOf(limits)
  const here = new Here(memory, layout.ring)
  let submitted = 0
  let failure: DeviceLost | undefined
  const progress = {
    get submitted() {
      return submitted
    },
    get finished() {
      return submitted
    },
  }
  let next = 0
  return {
    memory,
    limits,
    heap: new Heap(memory, layout.scratch + layout.scratchBytes, limits.maximum * 2 ** 16, progress),
    threads: 1,
    load: (bytes) => ({ id: next++, bytes, address: 0 }),
    unload: ({ id }) => here.forget(id),
    submit: (program, frame) => {
      submitted++
      try {
        if (!failure) here.run(program, frame)
      } catch (error) {
        failure = failed(error)
      }
    },
    done: async () => {
      if (failure) throw failure
    },
    end: () => {},
  }
}

/** Workers over one shared memory. */
class Workers implements Crew {
  readonly memory: WasmMemory
  readonly heap: Heap
  readonly #words: Int32Array
  readonly #workers: readonly RunningWorker[]
  readonly #here: Here
  #submitted = 0
  /** Where the next command goes, in words of the ring. */
  #at = 0
  /** Where commands lie that are not finished: their numbers, and where they begin. */
  readonly #places: { readonly ticket: number; readonly at: number }[] = []
  /** Commands that there was no room for. */
  readonly #overflow: (readonly number[])[] = []
  #next = 0
  #failure: DeviceLost | undefined
  readonly #awaiting: (() => void)[] = []

  constructor(
    readonly limits: MemoryLimits,
    readonly threads: number,
    memory: WasmMemory,
    workers: readonly RunningWorker[],
  ) {
    this.memory = memory
    this.#words = new Int32Array(memory.buffer)
    this.#workers = workers
    this.#here = new Here(memory, layout.scratch - 2 ** 16)
    this.heap = new Heap(memory, layout.scratch + threads * layout.scratchBytes, limits.maximum * 2 ** 16, this)
  }

  get submitted(): number {
    return this.#submitted
  }

  get finished(): number {
    let least = this.#submitted
    for (let thread = 0; thread < this.threads; thread++)
      least = Math.min(least, Atomics.load(this.#words, layout.finished / 4 + 16 * thread))
    return least
  }

  load(bytes: Uint8Array<ArrayBuffer>): Loaded {
    const address = this.heap.take(bytes.length, true)
    new Uint8Array(this.memory.buffer, address, bytes.length).set(bytes)
    return { id: this.#next++, bytes, address }
  }

  unload({ id, address, bytes }: Loaded): void {
    this.#here.forget(id)
    this.heap.release(address, bytes.length)
    this.#command([id, 0, 0, 0])
  }

  submit(program: Loaded, frame: readonly number[], isSmall: boolean): void {
    if (this.#failure) return
    if (isSmall && this.#overflow.length === 0 && this.finished === this.#submitted) {
      try {
        this.#here.run(program, frame)
      } catch (error) {
        this.#failure = failed(error)
      }
      return
    }
    this.#command([program.id, program.address, program.bytes.length, frame.length, ...frame])
  }

  #command(words: readonly number[]): void {
    this.#drain()
    if (this.#overflow.length > 0 || !this.#put(words)) this.#overflow.push(words)
  }

  #drain(): void {
    while (this.#overflow[0] && this.#put(this.#overflow[0])) this.#overflow.shift()
  }

  /** Writes a command into the ring, if there is room. */
  #put(words: readonly number[]): boolean {
    const { finished } = this
    while (this.#places[0] && this.#places[0].ticket <= finished) this.#places.shift()
    const size = (layout.ringBytes - 2 ** 16) / 4
    const oldest = this.#places[0]?.at
    const needed = words.length + 1
    const isBehind = oldest !== undefined && this.#at <= oldest
    let at = this.#at
    if (isBehind && this.#places.length > 0) {
      if (at + needed >= oldest) return false
    } else if (at + needed > size) {
      if (oldest !== undefined && needed >= oldest) return false
      this.#words[layout.ring / 4 + at] = wrapped
      at = 0
    }
    this.#words.set(words, layout.ring / 4 + at)
    this.#at = at + words.length
    this.#submitted++
    this.#places.push({ ticket: this.#submitted, at })
    Atomics.store(this.#words, layout.submitted / 4, this.#submitted)
    Atomics.notify(this.#words, layout.submitted / 4)
    return true
  }

  async done(): Promise<void> {
    this.#drain()
    const ticket = this.#submitted + this.#overflow.length
    while (this.finished < ticket) await this.#told()
    this.#look()
    if (this.#failure) throw this.#failure
  }

  /** Waits until what is in the ring is finished. */
  #told(): Promise<void> {
    this.#drain()
    return new Promise((resolve) => {
      this.#awaiting.push(resolve)
      if (this.#awaiting.length === 1) this.#workers[0]?.hold(true)
      this.#ask()
    })
  }

  #ask(): void {
    Atomics.store(this.#words, layout.awaited / 4, this.#submitted)
    // It may have been finished in the meantime, with nobody to say so.
    if (this.finished === this.#submitted && Atomics.exchange(this.#words, layout.awaited / 4, 0) !== 0) queueMicrotask(() => this.told())
  }

  /** A worker says that what was awaited is finished. */
  told(): void {
    this.#drain()
    if (this.#overflow.length > 0 || this.finished < this.#submitted) {
      if (this.#awaiting.length > 0) this.#ask()
      if (this.#overflow.length > 0) return
    }
    const awaiting = this.#awaiting.splice(0)
    this.#workers[0]?.hold(false)
    for (const resolve of awaiting) resolve()
  }

  /** Whether a worker failed. */
  #look(): void {
    if (this.#failure || Atomics.load(this.#words, (layout.control + control.failed) / 4) === 0) return
    const length = Atomics.load(this.#words, layout.failure / 4)
    const text = new Uint8Array(length)
    text.set(new Uint8Array(this.memory.buffer, layout.failure + 4, length))
    this.#failure = failed(new TextDecoder().decode(text))
  }

  end(): void {
    for (const worker of this.#workers) worker.end()
  }
}

/** The most pages that a 32-bit memory has. */
const mostPages = 2 ** 16
const leastPages = 2 ** 8

/** A crew of so many threads; on the thread that asks if there can be no other. */
export const crewOf = (threads: number | undefined, canShare: boolean): Crew => {
  const wanted = Math.min(mostThreads, Math.max(1, threads ?? parallelism()))
  const room = Math.ceil((layout.scratch + wanted * layout.scratchBytes) / 2 ** 16)
  if (canShare) {
    const limits: MemoryLimits = { shared: true, minimum: leastPages + room, maximum: mostPages }
    const memory = memoryOf(limits)
    const workers: RunningWorker[] = []
    let crew: Workers | undefined
    for (let thread = 0; thread < wanted; thread++) {
      const worker = startWorker(
        {
          memory,
          thread,
          threads: wanted,
          layout,
          failed: layout.control + control.failed,
          generation: layout.control + control.generation,
        },
        () => crew?.told(),
      )
      if (worker) workers.push(worker)
    }
    if (workers.length === wanted) {
      crew = new Workers(limits, wanted, memory, workers)
      return crew
    }
    for (const worker of workers) worker.end()
  }
  return inPlace({ shared: false, minimum: leastPages + room, maximum: mostPages })
}
