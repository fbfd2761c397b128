import { OutOfDeviceMemory } from '../../errors.js'
import type { DeviceMemory } from '../../tensor/device.js'

/** Bytes of a page of WebAssembly's memory. */
export const page = 2 ** 16

/** Blocks begin at multiples of a line of the cache. */
const alignment = 64

/** Kernels read up to so far beyond an array. */
const slack = 256

interface Block {
  readonly address: number
  readonly bytes: number
  /** The last work that was handed out while it was held. */
  readonly ticket: number
}

/** Memory that grows by pages. */
interface Growing {
  grow(pages: number): number
  readonly buffer: ArrayBufferLike
}

/** What work was handed out, and what is done. */
interface Progress {
  readonly submitted: number
  readonly finished: number
}

/**
 * Addresses of a linear memory, handed out and taken back. Work runs later than it is handed out, in order: a block may be given to later work as soon as it is
 * given back; whoever writes into it at once takes an idle one, whose last work is done.
 */
export class Heap {
  /** By address; no two touch. */
  #free: Block[] = []
  #end: number
  #live = 0
  #peak = 0
  #liveBlocks = 0
  #created = 0

  constructor(
    private readonly memory: Growing,
    begin: number,
    private readonly maximum: number,
    private readonly progress: Progress,
  ) {
    this.#end = begin
  }

  /** The address of so many bytes. */
  take(bytes: number, idle = false): number {
    const size = Math.ceil(Math.max(1, bytes) / alignment) * alignment
    const { finished } = this.progress
    let best = -1
    for (const [i, block] of this.#free.entries())
      if (block.bytes >= size && (!idle || block.ticket <= finished) && (best < 0 || block.bytes < (this.#free[best]?.bytes ?? 0))) best = i
    const found = this.#free[best]
    if (found) {
      const rest = { ...found, address: found.address + size, bytes: found.bytes - size }
      this.#free.splice(best, 1, ...(rest.bytes > 0 ? [rest] : []))
    } else this.#created++
    const address = found ? found.address : this.#grown(size)
    this.#live += size
    this.#liveBlocks++
    this.#peak = Math.max(this.#peak, this.#live)
    return address
  }

  #grown(size: number): number {
    const address = this.#end
    const end = address + size
    const missing = end + slack - this.memory.buffer.byteLength
    if (missing > 0) {
      const held = this.memory.buffer.byteLength
      // In larger steps the more there is: growing is not free.
      const wished = Math.max(missing, Math.min(held / 2, 2 ** 28), 2 ** 22)
      if (!this.#grow(wished) && !this.#grow(missing))
        throw new OutOfDeviceMemory(
          `cpu: no memory for ${size} more bytes; ${this.#live} are in use, and there can be ${this.maximum} in all. Dispose of tensors, or compute in smaller batches`,
          size,
          this.maximum,
        )
    }
    this.#end = end
    return address
  }

  #grow(bytes: number): boolean {
    const pages = Math.ceil(bytes / page)
    if (this.memory.buffer.byteLength + pages * page > this.maximum) return false
    try {
      this.memory.grow(pages)
      return true
    } catch (error) {
      if (error instanceof RangeError) return false
      throw error
    }
  }

  /** Takes a block back. */
  release(address: number, bytes: number): void {
    const size = Math.ceil(Math.max(1, bytes) / alignment) * alignment
    this.#live -= size
    this.#liveBlocks--
    const at = this.#free.findIndex((block) => block.address > address)
    const place = at < 0 ? this.#free.length : at
    const [before, after] = [this.#free[place - 1], this.#free[place]]
    const joinsBefore = before !== undefined && before.address + before.bytes === address
    const joinsAfter = after !== undefined && address + size === after.address
    const block: Block = {
      address: joinsBefore ? before.address : address,
      bytes: size + (joinsBefore ? before.bytes : 0) + (joinsAfter ? after.bytes : 0),
      ticket: this.progress.submitted,
    }
    this.#free.splice(place - (joinsBefore ? 1 : 0), (joinsBefore ? 1 : 0) + (joinsAfter ? 1 : 0), block)
  }

  memoryInUse(): DeviceMemory {
    return {
      liveBytes: this.#live,
      peakBytes: this.#peak,
      heldBytes: this.memory.buffer.byteLength,
      liveBuffers: this.#liveBlocks,
      createdBuffers: this.#created,
    }
  }
}
