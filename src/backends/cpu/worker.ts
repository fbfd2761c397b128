import { control } from './control.js'

/*
 * Words that the main thread and the workers share, in bytes from the beginning of the memory. The main thread writes commands into a ring and counts them;
 * each worker runs them all, in order, and counts what it has finished. A command is: what module, where its bytes are and how many, how many words its frame has, the frame.
 */
export const layout = {
  control: 64,
  /** Commands so far. */
  submitted: 64 + control.bytes,
  /** So many commands are waited for: whoever sees them finished says so, once. */
  awaited: 128 + control.bytes,
  /** Where what the first failure said is kept: its length, then its text. */
  failure: 512,
  failureBytes: 1024,
  /** Commands finished, a line of the cache for each worker. */
  finished: 2048,
  ring: 2 ** 14,
  ringBytes: 2 ** 18,
  scratch: 2 ** 14 + 2 ** 18,
  /** What a worker may need for itself, at most. */
  scratchBytes: 2 ** 20,
} as const

/** The most workers there is room for. */
export const mostThreads = (layout.ring - layout.finished) / 64

/** In place of a module's number: the ring goes on at its beginning. */
export const wrapped = -1

/** What a worker is told. */
export interface WorkerTask {
  readonly memory: unknown
  readonly thread: number
  readonly threads: number
  readonly layout: typeof layout
  readonly failed: number
  readonly generation: number
}

/**
 * What a worker runs, as text, since bundlers lose files. It looks for a command some microseconds before it sleeps: steps follow each other closely. A module
 * is compiled by each worker when it first meets it; engines share the code of equal bytes.
 */
export const workerSource = `
const start = ({ memory, thread, threads, layout, failed, generation }, tell) => {
  const words = new Int32Array(memory.buffer)
  const [submitted, awaited, first, ring] = [layout.submitted / 4, layout.awaited / 4, layout.finished / 4, layout.ring / 4]
  const isFinished = (ticket) => {
    for (let other = 0; other < threads; other++) if (Atomics.load(words, first + 16 * other) < ticket) return false
    return true
  }
  const runs = new Map()
  const runOf = (id, address, bytes) => {
    const met = runs.get(id)
    if (met) return met
    while (memory.buffer.byteLength < address + bytes) Atomics.wait(words, 0, 0, 1)
    const module = new WebAssembly.Module(new Uint8Array(memory.buffer, address, bytes).slice())
    const { run } = new WebAssembly.Instance(module, { env: { memory } }).exports
    runs.set(id, run)
    return run
  }
  const fail = (error) => {
    if (Atomics.exchange(words, failed / 4, 1) === 0) {
      const text = new TextEncoder().encode(String(error && error.message || error)).subarray(0, layout.failureBytes - 4)
      new Uint8Array(memory.buffer).set(text, layout.failure + 4)
      Atomics.store(words, layout.failure / 4, text.length)
    }
    Atomics.add(words, generation / 4, 1)
    Atomics.notify(words, generation / 4)
  }
  let [count, at] = [0, 0]
  for (;;) {
    for (let looks = 0; Atomics.load(words, submitted) === count; looks++) if (looks > 2000) Atomics.wait(words, submitted, count)
    if (words[ring + at] === ${wrapped}) at = 0
    const [id, address, bytes, length] = words.subarray(ring + at, ring + at + 4)
    if (bytes === 0) runs.delete(id)
    else if (Atomics.load(words, failed / 4) === 0) {
      try {
        runOf(id, address, bytes)(layout.control, layout.ring + 4 * (at + 4), layout.scratch + thread * layout.scratchBytes, thread, threads)
      } catch (error) {
        fail(error)
      }
    }
    at += 4 + length
    count = (count + 1) | 0
    Atomics.store(words, first + 16 * thread, count)
    const ticket = Atomics.load(words, awaited)
    if (ticket !== 0 && isFinished(ticket) && Atomics.exchange(words, awaited, 0) !== 0) tell()
  }
}
`
