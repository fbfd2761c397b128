import type { MemoryLimits } from './module.js'

/** What is used of an engine's WebAssembly: its types come with those of the DOM, which nothing here needs otherwise. */
interface Engine {
  readonly Memory: new (limits: { readonly initial: number; readonly maximum: number; readonly shared: boolean }) => WasmMemory
  readonly Module: new (bytes: Uint8Array<ArrayBuffer>) => object
  readonly Instance: new (
    module: object,
    imports: { readonly env: { readonly memory: WasmMemory } },
  ) => { readonly exports: { readonly [name: string]: unknown } }
  validate(bytes: Uint8Array<ArrayBuffer>): boolean
}

/** A linear memory. */
export interface WasmMemory {
  readonly buffer: ArrayBuffer | SharedArrayBuffer
  grow(pages: number): number
}

/** The engine's WebAssembly, if it has one. */
export const engine = (): Engine | undefined => (globalThis as { readonly WebAssembly?: Engine }).WebAssembly

/** The exports of a module over a memory. */
export const instantiated = (bytes: Uint8Array<ArrayBuffer>, memory: WasmMemory): { readonly [name: string]: unknown } => {
  const wasm = engine()
  if (!wasm) throw new Error('typegrad: this engine has no WebAssembly')
  return new wasm.Instance(new wasm.Module(bytes), { env: { memory } }).exports
}

export const memoryOf = ({ shared, minimum, maximum }: MemoryLimits): WasmMemory => {
  const wasm = engine()
  if (!wasm) throw new Error('typegrad: this engine has no WebAssembly')
  return new wasm.Memory({ initial: minimum, maximum, shared })
}
