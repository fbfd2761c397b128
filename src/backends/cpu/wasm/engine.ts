/*
 * What is used of the engine's own WebAssembly. Its types are told by `lib.dom`, which users of this library need not have.
 */

export interface WasmMemory {
  /** Another one after the memory has grown. */
  readonly buffer: ArrayBuffer | SharedArrayBuffer
  /** By a number of pages of 64 KiB; throws a `RangeError` if there is no room. */
  grow(pages: number): number
}

/** A module that the engine has compiled. */
export interface CompiledModule {
  readonly [Symbol.toStringTag]?: 'WebAssembly.Module'
}

export interface WasmInstance {
  readonly exports: Readonly<Record<string, unknown>>
}

interface Engine {
  readonly Memory: new (descriptor: { readonly initial: number; readonly maximum?: number; readonly shared?: boolean }) => WasmMemory
  readonly Module: new (bytes: Uint8Array<ArrayBuffer>) => CompiledModule
  readonly Instance: new (module: CompiledModule, imports: { readonly env: { readonly memory: WasmMemory } }) => WasmInstance
  readonly RuntimeError: new (message?: string) => Error
  validate(bytes: Uint8Array<ArrayBuffer>): boolean
}

/** The engine's WebAssembly, where it has one: a browser can be told to do without. */
export const webAssembly = (globalThis as { readonly WebAssembly?: Engine }).WebAssembly // as the specification has it
