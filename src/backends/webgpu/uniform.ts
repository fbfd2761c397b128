import { usage } from './flags.js'

/** A uniform buffer that holds these words. */
export const uniform = (device: GPUDevice, words: Uint32Array): GPUBuffer => {
  const buffer = device.createBuffer({ size: words.byteLength, usage: usage.uniform, mappedAtCreation: true })
  new Uint32Array(buffer.getMappedRange()).set(words)
  buffer.unmap()
  return buffer
}
