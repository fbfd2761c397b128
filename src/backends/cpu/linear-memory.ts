import { DeviceUnavailable } from '../../errors.js'
import { aligned, Heap, type Tickets } from './heap.js'
import { type WasmMemory, webAssembly } from './wasm/engine.js'
import type { MemoryLimits } from './wasm/module.js'

/** Bytes. */
export const page = 65536
/** 4 GB: as far as addresses of 32 bits reach. */
export const maximumPages = 65536
/** A memory begins with so many, of which some bytes are set aside. */
export const pagesFor = (reserved: number): number => Math.ceil(reserved / page) + 16

/** What modules say of the memory that they import: it may be smaller. */
export const limitsOf = (shared: boolean): MemoryLimits => ({ shared, minimum: 1, maximum: maximumPages })

/** A linear memory, of which `reserved` bytes at the beginning are no part of the heap. It grows up to 4 GB, or less if the engine can't set that aside. */
export const createMemory = (shared: boolean, reserved: number, tickets: Tickets): { readonly memory: WasmMemory; readonly heap: Heap } => {
  if (!webAssembly) throw new DeviceUnavailable('cpu: this engine has no WebAssembly, or was told to do without')
  const initial = pagesFor(reserved)
  for (let most = maximumPages; ; most /= 2)
    try {
      const memory = new webAssembly.Memory({ initial, maximum: most, shared })
      return { memory, heap: new Heap(memory, tickets, aligned(reserved), most) }
    } catch (error) {
      if (!(error instanceof RangeError) || most / 2 < initial) throw error // a RangeError says that there are no such addresses
    }
}
