import { OutOfDeviceMemory } from '../../errors.js'
import type { DeviceMemory } from '../../tensor/device.js'
import type { Buffer } from '../backend.js'
import type { WasmMemory } from './wasm/engine.js'

/** Submissions are counted: a ticket is the number of one. Work with a lower ticket is done before. */
export interface Tickets {
  /** The last one that was given out. */
  readonly submitted: number
  /** The last one whose work is done. */
  readonly finished: number
}

/** Addresses are multiples of it, and sizes: a line of the processor's cache. */
export const alignment = 64
export const aligned = (bytes: number): number => Math.ceil(bytes / alignment) * alignment

/** Bytes that may be read, and mean nothing, behind the last block: kernels read whole vectors. */
export const slack = 256

const page = 65536
/** Memory grows by as much as it is large, but no less and no more than these bytes. */
const step = { least: 2 ** 20, most: 2 ** 27 }

/** As much as a heap needs of its memory. */
type Growing = { readonly buffer: Pick<ArrayBuffer, 'byteLength'> } & Pick<WasmMemory, 'grow'>

interface Range {
  readonly address: number
  readonly bytes: number
}

/** Memory that nobody holds. Who had a part of it last may still be at work, until `ticket` is finished. */
interface Free extends Range {
  readonly ticket: number
}

const endOf = ({ address, bytes }: Range): number => address + bytes

/** What lies side by side, of that whose ticket is at most `ticket`. */
const runs = function* (free: Iterable<Free>, ticket: number): Generator<Range> {
  let run: Range | undefined
  for (const next of free) {
    if (next.ticket > ticket) continue
    if (run && endOf(run) === next.address) run = { address: run.address, bytes: run.bytes + next.bytes }
    else {
      if (run) yield run
      run = next
    }
  }
  if (run) yield run
}

/** A block of the heap while it is held. */
export class Block implements Buffer {
  readonly claim = this
  #held = true

  constructor(
    readonly address: number,
    /** Asked for, rounded up. */
    readonly bytes: number,
    private readonly heap: Heap,
  ) {}

  get held(): boolean {
    return this.#held
  }

  release(): void {
    if (!this.#held) return
    this.#held = false
    this.heap.takeBack(this)
  }
}

/**
 * Blocks of one linear memory from `base` on, which grows as it must.
 *
 * Work runs later than it is asked for, so a block may be given back while work that was submitted before still reads and writes it. What is submitted later
 * runs later, and may be given it at once (`take`); who writes to it by himself waits until that work is done, or takes another one (`takeIdle`).
 */
export class Heap {
  /** By address. Neighbours were used last by work of different tickets. */
  readonly #free: Free[]
  /** Where the memory that blocks are made of ends. */
  #end: number
  #live = 0
  #peak = 0
  #liveBuffers = 0
  #mostBuffers = 0

  /** `base` is aligned and lies in the memory; `maximum` is how many pages that may grow to. */
  constructor(
    private readonly memory: Growing,
    private readonly tickets: Tickets,
    private readonly base: number,
    private readonly maximum: number,
  ) {
    this.#end = memory.buffer.byteLength - slack
    this.#free = [{ address: base, bytes: this.#end - base, ticket: 0 }]
  }

  /** For results and temporaries of work that is yet to be submitted: what is in it is unknown, and may still change. */
  take(bytes: number): Block {
    return this.#take(bytes, Infinity)
  }

  /** To be written by the calling thread, now. */
  takeIdle(bytes: number): Block {
    return this.#take(bytes, this.tickets.finished)
  }

  takeBack({ address, bytes }: Block): void {
    this.#live -= bytes
    this.#liveBuffers--
    this.#insert({ address, bytes, ticket: this.tickets.submitted })
  }

  /** `heldBytes` is what the memory has grown to; `createdBuffers` are the most blocks at once. */
  use(): DeviceMemory {
    return {
      liveBytes: this.#live,
      peakBytes: this.#peak,
      heldBytes: this.#end - this.base,
      liveBuffers: this.#liveBuffers,
      createdBuffers: this.#mostBuffers,
    }
  }

  /** What nobody holds, in as few pieces as it is in. */
  get free(): readonly Range[] {
    return [...runs(this.#free, Infinity)]
  }

  /** Of memory whose last users' tickets are at most `ticket`. */
  #take(asked: number, ticket: number): Block {
    const bytes = aligned(Math.max(asked, 1))
    const address = this.#bestFit(bytes, ticket) ?? this.#grown(bytes, ticket)
    this.#cut({ address, bytes })
    this.#live += bytes
    this.#peak = Math.max(this.#peak, this.#live)
    this.#liveBuffers++
    this.#mostBuffers = Math.max(this.#mostBuffers, this.#liveBuffers)
    return new Block(address, bytes, this)
  }

  /** Where the smallest run begins that is large enough. */
  #bestFit(bytes: number, ticket: number): number | undefined {
    let best: Range | undefined
    for (const run of runs(this.#free, ticket)) if (run.bytes >= bytes && (best === undefined || run.bytes < best.bytes)) best = run
    return best?.address
  }

  /** Takes a range, all of which is free, out of the list. */
  #cut(range: Range): void {
    const met = this.#free.filter((free) => endOf(free) > range.address && free.address < endOf(range))
    const [first, last] = [met[0], met.at(-1)]
    if (!first || !last) throw new Error(`the heap has nothing free at ${range.address}`)
    const before = { ...first, bytes: range.address - first.address }
    const behind = { ...last, address: endOf(range), bytes: endOf(last) - endOf(range) }
    this.#free.splice(this.#free.indexOf(first), met.length, ...[before, behind].filter(({ bytes }) => bytes > 0))
  }

  /** Into the list; joined to neighbours that were used as late, or are all idle. */
  #insert(free: Free): void {
    const next = this.#free.findIndex(({ address }) => address > free.address)
    const at = next < 0 ? this.#free.length : next
    const { finished } = this.tickets
    const alike = (other: Free): boolean => other.ticket === free.ticket || Math.max(other.ticket, free.ticket) <= finished
    const before = this.#free[at - 1]
    const after = this.#free[at]
    const first = before && endOf(before) === free.address && alike(before) ? before : free
    const last = after && endOf(free) === after.address && alike(after) ? after : free
    const whole = { address: first.address, bytes: endOf(last) - first.address, ticket: Math.max(first.ticket, free.ticket, last.ticket) }
    this.#free.splice(at - Number(first !== free), Number(first !== free) + Number(last !== free), whole)
  }

  /** Where a run at the end of the memory begins, which was made large enough. */
  #grown(bytes: number, ticket: number): number {
    const last = [...runs(this.#free, ticket)].at(-1)
    const room = last && endOf(last) === this.#end ? last.bytes : 0
    const begin = this.#end - room
    this.#grow(bytes - room, bytes)
    const end = this.memory.buffer.byteLength - slack
    this.#insert({ address: this.#end, bytes: end - this.#end, ticket: 0 })
    this.#end = end
    return begin
  }

  /** By twice what is there, within bounds; if the engine has not so much, by what is missing. */
  #grow(missing: number, asked: number): void {
    const size = this.memory.buffer.byteLength
    const needed = Math.ceil(missing / page)
    const left = this.maximum - size / page
    const generous = Math.min(Math.ceil(Math.min(Math.max(size, step.least), step.most) / page), left)
    for (const pages of [Math.max(needed, generous), needed])
      try {
        if (pages > left) break
        this.memory.grow(pages)
        return
      } catch (error) {
        if (!(error instanceof RangeError)) throw error // that is how the engine says that it has no more
      }
    throw new OutOfDeviceMemory(
      `cpu: ${asked} bytes in one piece were asked for; ${this.#live} are in use, and the memory, which may grow to ${this.maximum * page} bytes, has no such piece left`,
      asked,
    )
  }
}
