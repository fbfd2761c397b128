import { emitBarrier } from './barrier.js'
import { memory } from './wasm/memory.js'
import { type MemoryLimits, WasmModule } from './wasm/module.js'
import { i32 } from './wasm/scalar.js'

/** A module for a crew that copies bytes: its frame is where to, where from, how many. One thread does it. */
export const copyModule = (limits: MemoryLimits): Uint8Array<ArrayBuffer> => {
  const module = new WasmModule(limits)
  const barrier = emitBarrier(module)
  const run = module.declare(['i32', 'i32', 'i32', 'i32', 'i32'], [])
  module.define(run, (code, [control = 0, frame = 0, _, thread = 0, threads = 0]) => {
    code.get(thread)
    code.op(i32.isZero)
    code.if(() => {
      for (const offset of [0, 4, 8]) {
        code.get(frame)
        code.load(memory.loadI32, offset)
      }
      code.op(memory.copy)
    })
    code.get(control)
    code.get(threads)
    code.call(barrier)
  })
  module.export('run', run)
  return module.bytes()
}
