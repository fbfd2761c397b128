import type { WebGpuBuffer } from './pool.js'

/** Commands being written down: kernels that follow each other, without a copy between, share a pass. */
export class Recording {
  #pass: GPUComputePassEncoder | undefined

  constructor(private readonly encoder: GPUCommandEncoder) {}

  /** Where kernels go. */
  get pass(): GPUComputePassEncoder {
    this.#pass ??= this.encoder.beginComputePass()
    return this.#pass
  }

  /** Copies what begins both; nothing where they are one. */
  copy(from: WebGpuBuffer, to: WebGpuBuffer, bytes: number): void {
    if (from !== to) this.copyPart({ from, at: 0 }, { to, at: 0 }, bytes)
  }

  copyPart(
    source: { readonly from: WebGpuBuffer; readonly at: number },
    target: { readonly to: WebGpuBuffer; readonly at: number },
    bytes: number,
  ): void {
    if (bytes === 0) return
    this.#endPass()
    this.encoder.copyBufferToBuffer(source.from.gpu, source.at, target.to.gpu, target.at, bytes)
  }

  finish(): GPUCommandBuffer {
    this.#endPass()
    return this.encoder.finish()
  }

  #endPass(): void {
    this.#pass?.end()
    this.#pass = undefined
  }
}
