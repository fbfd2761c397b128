import { evaluate } from '../../program/evaluate.js'
import { type AnyArray, dtypes, type TensorType } from '../../shape/dtype.js'
import { allocate, type NdArray } from '../../tensor/ndarray.js'
import type { Backend, Buffer, Executable } from '../backend.js'

/** An array that counts as memory while it is held. */
interface NdBuffer extends Buffer {
  readonly array: NdArray
}

/** An array of the reference from what a user has. */
export const toNd = (type: TensorType, data: AnyArray): NdArray => {
  const held = allocate(type.dtype, data.length)
  held.set(data)
  return { ...type, data: held }
}

/** What a user reads of an array of the reference. */
export const fromNd = ({ dtype, data }: NdArray): AnyArray => new dtypes[dtype].array(data)

/** The yardstick: f64, plain loops, slow. */
export const referenceBackend = (name = 'plain loops in f64'): Backend<NdBuffer> => {
  let [liveBytes, peakBytes, liveBuffers, createdBuffers] = [0, 0, 0, 0]
  const hold = (array: NdArray): NdBuffer => {
    const bytes = array.data.byteLength
    liveBytes += bytes
    liveBuffers++
    createdBuffers++
    peakBytes = Math.max(peakBytes, liveBytes)
    let held = true
    const release = () => {
      if (held) {
        liveBytes -= bytes
        liveBuffers--
      }
      held = false
    }
    return { array, bytes, release }
  }
  return {
    backend: 'reference',
    name,
    limits: { bindings: 8, processor: 'cpu' },
    dtypes: ['f32', 'f64', 'i32', 'u32', 'bool'],
    upload: (type, data) => hold(toNd(type, data)),
    download: async (_, { array }) => fromNd(array),
    compile: (program, donated): Executable<NdBuffer> => ({
      run: (inputs) => {
        const results = evaluate(
          program,
          inputs.map(({ array }) => array),
        )
        for (const index of donated) inputs[index]?.release()
        return results.map(hold)
      },
      release: () => {},
    }),
    memory: () => ({ liveBytes, peakBytes, heldBytes: liveBytes, liveBuffers, createdBuffers }),
    lost: () => false,
    destroy: () => {},
  }
}
