import { usage } from './flags.js'

/** Where a part of a uniform buffer may begin, on any device. */
export const uniformAlignment = 256

/** The numbers 0, 1, 2, ..., each where a part of a uniform buffer may begin: a kernel of a loop's body is given the one of its turn. */
export class Turns {
  #buffer: GPUBuffer | undefined
  #length = 0

  constructor(private readonly device: GPUDevice) {}

  get buffer(): GPUBuffer {
    if (!this.#buffer) throw new Error('typegrad: a turn is asked for before there is one; please report this')
    return this.#buffer
  }

  /** Sees to it that there are so many. */
  reserve(length: number): void {
    if (length <= this.#length) return
    // What was given with the old one may still use it; what waits will be given with the new one.
    this.#buffer?.destroy()
    this.#length = length
    this.#buffer = this.device.createBuffer({ size: length * uniformAlignment, usage: usage.uniform, mappedAtCreation: true })
    const words = new Uint32Array(this.#buffer.getMappedRange())
    for (let turn = 0; turn < length; turn++) words[(turn * uniformAlignment) / 4] = turn
    this.#buffer.unmap()
  }
}
