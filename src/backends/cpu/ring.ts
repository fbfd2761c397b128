import { control, controlBytes } from './barrier.js'
import { aligned, alignment } from './heap.js'
import type { WasmMemory } from './wasm/engine.js'
import { entryHead, type Places } from './worker.js'

/** Where the control block lies. Address 0 is left alone: what is written there was meant for elsewhere. */
export const controlAddress = alignment

/** Words of the ring: some thousand submissions. */
const capacity = 2 ** 16

const wordOf = (address: number): number => address / 4

/** Where things lie that threads share, from the beginning of the memory on, each on lines of its own; and where they end, in bytes. */
export const placesFor = (threads: number): { readonly places: Places; readonly end: number } => {
  let next = controlAddress + controlBytes
  const lines = (bytes: number): number => {
    const address = next
    next += aligned(bytes)
    return wordOf(address)
  }
  const awaiting = lines(8)
  const places = {
    generation: wordOf(controlAddress + control.generation),
    failed: wordOf(controlAddress + control.failed),
    written: lines(4),
    sleeping: lines(4),
    awaiting,
    awaited: awaiting + 1,
    done: lines(threads * alignment),
    stride: wordOf(alignment),
    ring: lines(capacity * 4),
    capacity,
  }
  return { places, end: next }
}

/** A submission as the ring takes it. */
export interface Entry {
  readonly id: number
  /** Where the module's bytes lie; none says that the module is not used any more. */
  readonly address: number
  readonly bytes: number
  readonly scratch: number
  readonly frame: Int32Array
}

/** The writing end of the words that work is handed out through. Tickets count the entries. */
export class Ring {
  /** For the words before the heap, which growing leaves where they are. */
  readonly words: Int32Array
  #position = 0
  #ticket = 0
  /** Where each entry ends that may not be done. */
  readonly #ends: number[] = []
  #reclaimed = 0
  #free = capacity

  constructor(
    memory: WasmMemory,
    readonly places: Places,
    private readonly threads: number,
  ) {
    this.words = new Int32Array(memory.buffer)
  }

  /** The last ticket written. */
  get ticket(): number {
    return this.#ticket
  }

  /** The last ticket that all threads are done with. */
  get finished(): number {
    let behind = 0
    for (let thread = 0; thread < this.threads; thread++)
      behind = Math.max(behind, (this.#ticket - Atomics.load(this.words, this.places.done + thread * this.places.stride)) | 0)
    return this.#ticket - behind
  }

  /** Writes an entry, and wakes who waits for one; if there is no room until others are done, it says no. */
  put({ id, address, bytes, scratch, frame }: Entry): boolean {
    const { places, words } = this
    const length = entryHead + frame.length
    if (length > capacity / 2)
      throw new RangeError(`cpu: a frame of ${frame.length} words is longer than the ring takes, ${capacity / 2 - entryHead}`)
    const offset = this.#position & (capacity - 1)
    const gap = offset + length > capacity ? capacity - offset : 0
    if (this.#free < gap + length) this.#reclaim()
    if (this.#free < gap + length) return false
    if (gap > 0) words[places.ring + offset] = -gap
    const entry = places.ring + (gap > 0 ? 0 : offset)
    words.set([length, id, address, bytes, scratch], entry)
    words.set(frame, entry + entryHead)
    this.#free -= gap + length
    this.#position = (this.#position + gap + length) | 0
    this.#ends.push(gap + length)
    this.#ticket++
    Atomics.store(words, places.written, this.#position)
    if (Atomics.load(words, places.sleeping) !== 0) Atomics.notify(words, places.written)
    return true
  }

  /** The room of entries that are done. */
  #reclaim(): void {
    const done = this.finished - this.#reclaimed
    for (const length of this.#ends.splice(0, done)) this.#free += length
    this.#reclaimed += done
  }
}
