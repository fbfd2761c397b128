/** Where workers find what they share, by words of the memory. */
export interface Places {
  /** Of the control block: `barrier.ts`. */
  readonly generation: number
  readonly failed: number
  /** How many words of the ring were written so far, modulo 2^32. Workers wait on it. */
  readonly written: number
  /** How many workers wait. */
  readonly sleeping: number
  /** 1 if a message is wanted when all threads are done with the ticket that `awaited` holds. */
  readonly awaiting: number
  readonly awaited: number
  /** The last ticket that each thread is done with, `stride` words apart. */
  readonly done: number
  readonly stride: number
  /** The ring, and its words, a power of two. */
  readonly ring: number
  readonly capacity: number
}

/** What a worker is told as it begins. */
export interface Beginning {
  readonly memory: unknown
  readonly thread: number
  readonly threads: number
  readonly places: Places
  /** How often it looks for work before it waits. */
  readonly looks: number
}

/** What a worker says: all is done that was awaited, or it has failed. */
export type Told = 'done' | { readonly name: string; readonly message: string; readonly stack: string }

/** Words of an entry of the ring before its frame: its length, the module, address and length of the module's bytes, the scratch memory. */
export const entryHead = 5

/**
 * What a worker runs, as text, so that no bundler can lose it: the entries of the ring in order, for ever. An entry of negative length is a gap; one of a
 * module without bytes says that the module is not used any more. Bytes are copied out of shared memory, where engines take none.
 */
export const workerSource = `'use strict'
const port = globalThis.process?.getBuiltinModule?.('node:worker_threads').parentPort ?? self
port.onmessage = ({ data: { memory, thread, threads, places, looks } }) => {
  const words = new Int32Array(memory.buffer)
  const { load, store, add, wait, notify, compareExchange } = Atomics
  const runs = new Map()
  let position = 0
  let ticket = 0

  const written = () => {
    for (let i = 0; i < looks; i++) if (load(words, places.written) !== position) return
    add(words, places.sleeping, 1)
    wait(words, places.written, position)
    add(words, places.sleeping, -1)
  }
  const compiled = (address, length) => {
    // Memory may have grown since, which not every engine shows at once.
    while (memory.buffer.byteLength < address + length) wait(words, places.written, load(words, places.written), 1)
    const module = new WebAssembly.Module(new Uint8Array(memory.buffer, address, length).slice().buffer)
    return new WebAssembly.Instance(module, { env: { memory } }).exports.run
  }
  const allDone = (awaited) => {
    for (let i = 0; i < threads; i++) if (((load(words, places.done + i * places.stride) - awaited) | 0) < 0) return false
    return true
  }
  try {
    for (;;) {
      while (load(words, places.written) === position) written()
      const entry = places.ring + (position & (places.capacity - 1))
      const length = words[entry]
      position = (position + Math.abs(length)) | 0
      if (length < 0) continue
      const id = words[entry + 1]
      const bytes = words[entry + 3] >>> 0
      if (bytes === 0) runs.delete(id)
      else {
        let run = runs.get(id)
        if (!run) runs.set(id, (run = compiled(words[entry + 2] >>> 0, bytes)))
        run(4 * places.generation, 4 * (entry + ${entryHead}), words[entry + 4], thread, threads)
      }
      ticket = (ticket + 1) | 0
      store(words, places.done + thread * places.stride, ticket)
      if (load(words, places.awaiting) === 1 && allDone(load(words, places.awaited)) && compareExchange(words, places.awaiting, 1, 0) === 1)
        port.postMessage('done')
    }
  } catch (error) {
    // Who comes later only stopped because of the first.
    if (compareExchange(words, places.failed, 0, 1) !== 0) return
    add(words, places.generation, 1)
    notify(words, places.generation)
    port.postMessage({ name: String(error.name), message: String(error.message), stack: String(error.stack) })
  }
}
`
