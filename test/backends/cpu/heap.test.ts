import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Block, Heap, slack } from '../../../src/backends/cpu/heap.js'
import { OutOfDeviceMemory } from '../../../src/errors.js'

const page = 65536

/** A memory that counts and holds nothing. `refuses` says of a size in pages that the engine has it not. */
class Counted {
  bytes = 16 * page
  refuses: (pages: number) => boolean = () => false

  get buffer(): ArrayBuffer {
    return { byteLength: this.bytes } as ArrayBuffer // of which the heap asks nothing else
  }

  grow(pages: number): number {
    const was = this.bytes / page
    if (this.refuses(was + pages)) throw new RangeError('WebAssembly.Memory.grow(): Maximum memory size exceeded')
    this.bytes += pages * page
    return was
  }
}

const base = 1024

const fresh = (maximum = 65536) => {
  const memory = new Counted()
  const tickets = { submitted: 0, finished: 0 }
  return { memory, tickets, heap: new Heap(memory, tickets, base, maximum) }
}

interface Taken {
  readonly block: Block
  readonly idle: boolean
}

/** What happens to a heap: sizes that are taken, blocks that are given back by their place among the live ones, and work. */
const event = fc.oneof(
  { weight: 4, arbitrary: fc.record({ take: fc.oneof(fc.nat(2000), fc.nat(400_000), fc.nat(4_000_000)), idle: fc.boolean() }) },
  { weight: 3, arbitrary: fc.record({ release: fc.nat() }) },
  { weight: 1, arbitrary: fc.constant('submit' as const) },
  { weight: 1, arbitrary: fc.constant('finish' as const) },
)

const overlap = (a: Block, b: Block): boolean => a.address < b.address + b.bytes && b.address < a.address + a.bytes

describe('the heap', () => {
  it('keeps live blocks apart, aligned, inside the memory with slack behind, and honours tickets', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 60 }), (events) => {
        const { memory, tickets, heap } = fresh()
        const live: Taken[] = []
        /** Given back, and the ticket then: who must not be written to before that is finished. */
        const given: { readonly block: Block; readonly ticket: number }[] = []
        for (const happens of events) {
          if (happens === 'submit') tickets.submitted++
          else if (happens === 'finish') tickets.finished = Math.min(tickets.finished + 1, tickets.submitted)
          else if ('release' in happens) {
            const [taken] = live.splice(happens.release % Math.max(live.length, 1), 1)
            taken?.block.release()
            if (taken) given.push({ block: taken.block, ticket: tickets.submitted })
          } else {
            const block = happens.idle ? heap.takeIdle(happens.take) : heap.take(happens.take)
            expect(block.bytes).toBeGreaterThanOrEqual(Math.max(happens.take, 1))
            expect([block.address % 64, block.bytes % 64]).toEqual([0, 0])
            expect(block.address).toBeGreaterThanOrEqual(base)
            expect(block.address + block.bytes + slack).toBeLessThanOrEqual(memory.bytes)
            expect(live.filter((other) => overlap(other.block, block))).toEqual([])
            if (happens.idle) expect(given.filter((other) => other.ticket > tickets.finished && overlap(other.block, block))).toEqual([])
            live.push({ block, idle: happens.idle })
          }
          const bytes = live.reduce((sum, { block }) => sum + block.bytes, 0)
          expect(heap.use()).toMatchObject({ liveBytes: bytes, liveBuffers: live.length, heldBytes: memory.bytes - slack - base })
          expect(heap.free.reduce((sum, free) => sum + free.bytes, 0) + bytes).toBe(heap.use().heldBytes)
        }
        for (const { block } of live) block.release()
        expect(heap.free).toMatchObject([{ address: base, bytes: memory.bytes - slack - base }])
        expect(heap.use()).toMatchObject({ liveBytes: 0, liveBuffers: 0 })
      }),
    )
  })

  it('gives what was given back to later work at once, and to the calling thread when its work is done', () => {
    const { tickets, heap } = fresh()
    const block = heap.take(500_000)
    heap.take(400_000)
    tickets.submitted = 3
    block.release()
    const idle = heap.takeIdle(500_000)
    expect(idle.address).not.toBe(block.address)
    const later = heap.take(500_000)
    expect(later.address).toBe(block.address)
    later.release()
    tickets.finished = 2
    const still = heap.takeIdle(500_000)
    expect(still.address).not.toBe(block.address)
    tickets.finished = 3
    expect(heap.takeIdle(500_000).address).toBe(block.address)
  })

  it('takes the smallest that will do', () => {
    const { heap } = fresh()
    const [large, , small] = [heap.take(2000), heap.take(64), heap.take(1000), heap.take(64)]
    large?.release()
    small?.release()
    expect(heap.take(900).address).toBe(small?.address)
    expect(heap.take(900).address).toBe(large?.address)
  })

  it('takes no new memory in a loop that gives back what it takes', () => {
    const { memory, tickets, heap } = fresh()
    const turn = (): void => {
      const blocks = [heap.takeIdle(300_000), heap.take(2_000_000), heap.take(70_000), heap.take(100)]
      tickets.submitted++
      for (const block of blocks) block.release()
    }
    for (let i = 0; i < 10; i++) turn()
    tickets.finished = tickets.submitted
    const { bytes } = memory
    const { createdBuffers, peakBytes } = heap.use()
    for (let i = 0; i < 200; i++) {
      turn()
      if (i % 3 === 0) tickets.finished = tickets.submitted
    }
    expect(memory.bytes).toBe(bytes)
    expect(heap.use()).toMatchObject({ createdBuffers, peakBytes })
  })

  it('counts a block once that is given back twice', () => {
    const { heap } = fresh()
    const block = heap.take(100)
    block.release()
    block.release()
    expect([heap.use().liveBytes, heap.use().liveBuffers, block.held]).toEqual([0, 0, false])
  })

  it('grows by as much as there is, and by less where the engine has no more', () => {
    const { memory, heap } = fresh()
    heap.take(page * 16)
    expect(memory.bytes).toBe(page * 32)
    memory.refuses = (pages) => pages > 36
    heap.take(page * 18)
    expect(memory.bytes).toBe(page * 35)
    expect(() => heap.take(page * 3)).toThrow(OutOfDeviceMemory)
  })

  it('says that there is no more', () => {
    const { heap } = fresh(32)
    heap.take(page * 20)
    expect(() => heap.take(page * 20)).toThrow(
      `cpu: ${page * 20} bytes in one piece were asked for; ${page * 20} are in use, and the memory, which may grow to ${page * 32} bytes, has no such piece left`,
    )
    heap.take(page * 10)
  })

  it('reaches the last address that 32 bits have', () => {
    const { memory, heap } = fresh()
    const block = heap.take(2 ** 32 - slack - base)
    expect(block.address + block.bytes).toBe(2 ** 32 - slack)
    expect(memory.bytes).toBe(2 ** 32)
  })
})
