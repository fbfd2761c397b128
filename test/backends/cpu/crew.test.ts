import fc from 'fast-check'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { acquireCpu } from '../../../src/backends/cpu/acquire-cpu.js'
import { cpuBackend } from '../../../src/backends/cpu/cpu.js'
import { createCrew } from '../../../src/backends/cpu/create-crew.js'
import type { Crew, ModuleId } from '../../../src/backends/cpu/crew.js'
import { CrewInPlace } from '../../../src/backends/cpu/crew-in-place.js'
import { crewOfOne } from '../../../src/backends/cpu/crew-of-one.js'
import { DeviceLost } from '../../../src/errors.js'
import { type AnyTensor, matmul, softmax, transpose, zeros } from '../../../src/index.js'
import { trace } from '../../../src/program/trace.js'
import type { NdArray } from '../../../src/tensor/ndarray.js'
import { onBackend } from '../../support/targets.js'
import { affine, afterRounds, empty, fill, rounds, runs, trapping } from './modules.js'

type Kind = number | 'in place' | 'one with a memory of its own'

const made: Crew[] = []
const crewOf = async (kind: Kind): Promise<Crew> => {
  const crew = kind === 'in place' ? new CrewInPlace() : typeof kind === 'number' ? createCrew({ threads: kind }) : await crewOfOne()
  made.push(crew)
  return crew
}

const inPlace = (crew: Crew, id: ModuleId, frame: Int32Array): void => {
  if (!crew.runInPlace) throw new Error('the crew runs nothing in place')
  crew.runInPlace(id, frame)
}
afterEach(() => {
  for (const crew of made.splice(0)) crew.end()
})

const words = async (crew: Crew, address: number, length: number): Promise<number[]> => [
  ...new Int32Array(await crew.read(address, 4 * length)),
]

const placed = (crew: Crew, values: readonly number[]): number => {
  const { address } = crew.heap.takeIdle(4 * values.length)
  crew.write(address, Int32Array.from(values))
  return address
}

describe.each<Kind>([1, 2, 4, 'in place', 'one with a memory of its own'])('a crew of %s', (threads) => {
  it('does each task once, and reads behind a barrier what was written before', async () => {
    const crew = await crewOf(threads)
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 1, maxLength: 300 }),
        fc.integer({ min: 1, max: 40 }),
        async (start, times) => {
          const id = crew.load(rounds(crew.limits), 4 * start.length)
          const address = placed(crew, start)
          await crew.done(crew.submit(id, Int32Array.of(address, start.length, times)))
          expect(await words(crew, address, start.length)).toEqual(afterRounds(start, times))
          crew.unload(id)
        },
      ),
      { numRuns: 20 },
    )
  })

  it('runs what is submitted in its order', async () => {
    const crew = await crewOf(threads)
    const id = crew.load(affine(crew.limits), 0)
    const address = placed(crew, [1])
    let expected = 1
    for (let i = 0; i < 1000; i++) {
      expect(crew.submit(id, Int32Array.of(address, i))).toBe(i + 1)
      expected = (Math.imul(expected, 3) + i) | 0
    }
    expect(await words(crew, address, 1)).toEqual([expected])
    expect(crew.finished).toBe(crew.submitted)
  })

  it('takes 10,000 submissions and more than the ring holds without waiting', async () => {
    const crew = await crewOf(threads)
    const id = crew.load(affine(crew.limits), 0)
    const address = placed(crew, [1])
    const frame = new Int32Array(1000)
    let expected = 1
    for (let i = 0; i < 10_000; i++) {
      frame.set([address, i])
      crew.submit(id, frame) // which is copied
      expected = (Math.imul(expected, 3) + i) | 0
    }
    frame.fill(0)
    expect(crew.submitted).toBe(10_000)
    await crew.done(crew.submitted)
    expect(crew.finished).toBe(10_000)
    expect(await words(crew, address, 1)).toEqual([expected])
  })

  it('gives what a read stands for, whatever is submitted while it waits', async () => {
    const crew = await crewOf(threads)
    const id = crew.load(affine(crew.limits), 0)
    const address = placed(crew, [1])
    const reads = Array.from({ length: 20 }, (_, i) => {
      crew.submit(id, Int32Array.of(address, i))
      return words(crew, address, 1)
    })
    let expected = 1
    for (const [i, read] of reads.entries()) {
      expected = (Math.imul(expected, 3) + i) | 0
      expect(await read).toEqual([expected])
    }
    expect(crew.heap.use().liveBuffers).toBeLessThanOrEqual(4)
  })

  it('reaches memory that has grown since its threads began', async () => {
    const crew = await crewOf(threads)
    const early = crew.load(fill(crew.limits), 0)
    for (let i = 1; i <= 12; i++) {
      const block = crew.heap.take(1_500_000 * i)
      crew.submit(early, Int32Array.of(block.address, i, block.bytes))
      const late = crew.load(fill(crew.limits), 1_000_000)
      crew.submit(late, Int32Array.of(block.address, i + 1, 4))
      expect(await words(crew, block.address + block.bytes - 4, 1)).toEqual([i * 0x01010101])
      expect(await words(crew, block.address, 2)).toEqual([(i + 1) * 0x01010101, i * 0x01010101])
      crew.unload(late)
    }
  })

  it('tells what a thread stopped for, and goes on telling', async () => {
    const crew = await crewOf(threads)
    const works = crew.load(empty(crew.limits), 0)
    const fails = crew.load(trapping(crew.limits), 0)
    await crew.done(crew.submit(works, new Int32Array(0)))
    const ticket = crew.submit(fails, Int32Array.of(crew.threads - 1))
    await expect(crew.done(ticket)).rejects.toThrow(DeviceLost)
    await expect(crew.done(ticket)).rejects.toThrow('cpu: a thread stopped with RuntimeError: unreachable')
    expect(() => crew.submit(works, new Int32Array(0))).toThrow(DeviceLost)
    await expect(crew.read(1024, 4)).rejects.toBe(crew.failure)
  })

  it('tells it to each who waits, and not only of traps', async () => {
    const crew = await crewOf(threads)
    const works = crew.load(empty(crew.limits), 0)
    const fails = crew.load(Uint8Array.of(1, 2, 3), 0)
    crew.submit(works, new Int32Array(0))
    const tickets = [crew.submit(fails, new Int32Array(0))]
    if (threads !== 'in place') tickets.push(crew.submit(works, new Int32Array(0)))
    const settled = await Promise.allSettled(tickets.map((ticket) => crew.done(ticket)))
    for (const one of settled)
      expect(one).toMatchObject({ status: 'rejected', reason: { message: /cpu: a thread stopped with CompileError/ } })
  })

  it('tells those who wait that it was ended', async () => {
    const crew = await crewOf(threads)
    crew.end()
    await expect(crew.done(1)).rejects.toThrow('cpu: the device is gone (it was destroyed)')
  })

  it('gives back what a module took', async () => {
    const crew = await crewOf(threads)
    const id = crew.load(rounds(crew.limits), 5000)
    await crew.done(crew.submit(id, Int32Array.of(placed(crew, [1]), 1, 1)))
    crew.unload(id)
    expect(crew.heap.use().liveBytes).toBe(64)
    expect(() => crew.submit(id, new Int32Array(3))).toThrow(`cpu: module ${id} was unloaded`)
  })
})

describe.each<Kind>([1, 2, 4, 'in place'])('a crew of %s, which share the memory of the calling thread,', (threads) => {
  it('runs in place what it runs by threads, to the same end', async () => {
    const crew = await crewOf(threads)
    const start = [5, 6, 7, 8, 9]
    const id = crew.load(rounds(crew.limits), 20)
    const [one, other] = [placed(crew, start), placed(crew, start)]
    inPlace(crew, id, Int32Array.of(one, 5, 7))
    await crew.done(crew.submit(id, Int32Array.of(other, 5, 7)))
    inPlace(crew, id, Int32Array.of(one, 5, 2))
    expect(await words(crew, one, 5)).toEqual(afterRounds(start, 9))
    expect(await words(crew, other, 5)).toEqual(afterRounds(start, 7))
  })

  it('runs on in place behind what trapped there', async () => {
    const crew = await crewOf(threads)
    const limits = crew.limits
    const fails = crew.load(
      runs(limits, ({ code, kernel }) =>
        kernel(
          () => code.i32(4),
          () => code.unreachable(),
        ),
      ),
      0,
    )
    const id = crew.load(affine(limits), 0)
    const address = placed(crew, [1])
    expect(() => inPlace(crew, fails, new Int32Array(0))).toThrow('unreachable')
    inPlace(crew, id, Int32Array.of(address, 4))
    expect(await words(crew, address, 1)).toEqual([7])
  })
})

it('a worker with a memory of its own runs nothing in place', async () => {
  expect((await crewOf('one with a memory of its own')).runInPlace).toBeUndefined()
})

describe('work under way', () => {
  it('keeps others from running in place', async () => {
    const crew = await crewOf(2)
    const id = crew.load(rounds(crew.limits), 4000)
    const ticket = crew.submit(id, Int32Array.of(placed(crew, Array(1000).fill(1)), 1000, 200))
    expect(() => inPlace(crew, id, new Int32Array(3))).toThrow('cpu: work is under way')
    await crew.done(ticket)
  })

  it('keeps its memory from being written, and not from being used by what comes later', async () => {
    const crew = await crewOf(2)
    const id = crew.load(rounds(crew.limits), 4000)
    const block = crew.heap.takeIdle(4000)
    crew.write(block.address, new Int32Array(1000))
    const ticket = crew.submit(id, Int32Array.of(block.address, 1000, 200))
    block.release()
    const idle = crew.heap.takeIdle(4000)
    expect(idle.address).not.toBe(block.address)
    idle.release()
    expect(crew.heap.take(4000).address).toBe(block.address)
    await crew.done(ticket)
  })
})

const without = async <T>(name: 'SharedArrayBuffer' | 'process', f: () => Promise<T>): Promise<T> => {
  const kept = Object.getOwnPropertyDescriptor(globalThis, name)
  Reflect.deleteProperty(globalThis, name)
  try {
    return await f()
  } finally {
    if (kept) Object.defineProperty(globalThis, name, kept)
  }
}

describe('where no memory can be shared', () => {
  it('one worker computes, which has a memory of its own', async () => {
    const backend = await without('SharedArrayBuffer', () => acquireCpu(4))
    expect(backend.name).toBe('WebAssembly SIMD, 1 thread')
    const x: NdArray = { shape: [300, 200], dtype: 'f32', data: Float64Array.from({ length: 60_000 }, (_, i) => (i % 101) / 50 - 1) }
    const program = trace(([y = zeros([])]: readonly AnyTensor[]) => [matmul(y, transpose(y)), softmax(y)], [x])
    const ofOne = await onBackend(backend, program, [x])
    const alone = cpuBackend(new CrewInPlace())
    expect(ofOne).toEqual(await onBackend(alone, program, [x]))
    backend.destroy()
  })

  it('and no worker can be started, it is the calling thread', async () => {
    const backend = await without('SharedArrayBuffer', () => without('process', () => acquireCpu(4)))
    expect(backend.name).toBe('WebAssembly SIMD, on the calling thread')
  })
})

describe.each(['is shared', 'is not shared'])('in a page that allows no worker, where memory %s', (memory) => {
  const refusals: { readonly [when: string]: () => unknown } = {
    'as it is made': () => {
      throw new Error('the policy of the page')
    },
    later: () => {
      const worker = { onerror: (_: object) => undefined, postMessage: () => undefined, terminate: () => undefined }
      queueMicrotask(() => worker.onerror({ message: 'the policy of the page' }))
      return worker
    },
  }
  it.each(Object.entries(refusals))('which it says %s, it is the calling thread, and a warning says why', async (_, refusal) => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined)
    function Worker() {
      return refusal()
    }
    vi.stubGlobal('Worker', Worker)
    try {
      const acquired = () => without('process', () => acquireCpu(4))
      const backend = await (memory === 'is shared' ? acquired() : without('SharedArrayBuffer', acquired))
      expect(backend.name).toBe('WebAssembly SIMD, on the calling thread')
      expect(warn.mock.calls).toEqual([[expect.stringContaining('no worker could be started (the policy of the page)')]])
    } finally {
      vi.unstubAllGlobals()
      warn.mockRestore()
    }
  })
})
