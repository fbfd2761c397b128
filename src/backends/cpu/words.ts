import type { WasmMemory } from './wasm/engine.js'

/** Any words of 32 bits. */
export type Words = Int32Array | Uint32Array | Float32Array

/** To an address of a memory, as bits. */
export const writeWords = ({ buffer }: WasmMemory, address: number, words: Words): void => {
  new Int32Array(buffer, address, words.length).set(new Int32Array(words.buffer, words.byteOffset, words.length))
}

/** A copy, shared with nobody. */
export const readBytes = ({ buffer }: WasmMemory, address: number, bytes: number): ArrayBuffer => {
  const copy = new Uint8Array(bytes)
  copy.set(new Uint8Array(buffer, address, bytes))
  return copy.buffer
}
