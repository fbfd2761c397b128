import type { Words } from './words.js'

/** What a worker with memory of its own is told, in the order in which it does it. */
export type Order =
  /** To make a memory of so many pages at first, or more. */
  | { readonly to: 'begin'; readonly initial: number; readonly maximum: number }
  | { readonly to: 'grow'; readonly pages: number }
  | { readonly to: 'load'; readonly id: number; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly to: 'unload'; readonly id: number }
  /** A module that was loaded, on a frame that is put to an address. */
  | {
      readonly to: 'run'
      readonly id: number
      readonly control: number
      readonly frame: Int32Array
      readonly address: number
      readonly scratch: number
    }
  | { readonly to: 'write'; readonly address: number; readonly words: Words }
  /** To answer with what lies there when it comes to this. */
  | { readonly to: 'read'; readonly question: number; readonly address: number; readonly bytes: number }

/** What it says: how far its memory may grow; an answer; that it has failed, after which it does nothing. */
export type Said =
  | { readonly maximum: number }
  | { readonly question: number; readonly bytes: ArrayBuffer }
  | { readonly name: string; readonly message: string; readonly stack: string }

/** What it runs, as text, so that no bundler can lose it. */
export const loneWorkerSource = `'use strict'
const port = globalThis.process?.getBuiltinModule?.('node:worker_threads').parentPort ?? self
const modules = new Map()
let memory
let failed = false

const orders = {
  begin({ initial, maximum }) {
    for (let most = maximum; memory === undefined; most /= 2)
      try {
        memory = new WebAssembly.Memory({ initial, maximum: most })
        port.postMessage({ maximum: most })
      } catch (error) {
        if (!(error instanceof RangeError) || most / 2 < initial) throw error
      }
  },
  grow({ pages }) { memory.grow(pages) },
  load({ id, bytes }) { modules.set(id, bytes) },
  unload({ id }) { modules.delete(id) },
  run({ id, control, frame, address, scratch }) {
    let run = modules.get(id)
    if (typeof run !== 'function') modules.set(id, (run = new WebAssembly.Instance(new WebAssembly.Module(run), { env: { memory } }).exports.run))
    new Int32Array(memory.buffer, address, frame.length).set(frame)
    run(control, address, scratch, 0, 1)
  },
  write({ address, words }) {
    new Int32Array(memory.buffer, address, words.length).set(new Int32Array(words.buffer, words.byteOffset, words.length))
  },
  read({ question, address, bytes }) {
    const copy = memory.buffer.slice(address, address + bytes)
    port.postMessage({ question, bytes: copy }, [copy])
  },
}

port.onmessage = ({ data }) => {
  if (failed) return
  try {
    orders[data.to](data)
  } catch (error) {
    failed = true
    port.postMessage({ name: String(error.name), message: String(error.message), stack: String(error.stack) })
  }
}
`
