import { noSteps } from '../../compile/steps.js'
import { evaluate } from '../../program/evaluate.js'
import { type AnyArray, dtypes, type TensorType } from '../../shape/dtype.js'
import { allocate, type NdArray } from '../../tensor/ndarray.js'
import type { Backend, Buffer, Claim } from '../backend.js'
import { nextTask } from '../next-task.js'

/** An array that counts as memory while it is held. */
interface NdBuffer extends Buffer {
  readonly array: NdArray
}

/** After so many bytes of results a reading waits for a task of its own. */
const breathing = 2 ** 24

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
  let [liveBytes, peakBytes, liveBuffers, createdBuffers, madeBytes] = [0, 0, 0, 0, 0]
  const counted = (bytes: number): Claim => {
    liveBytes += bytes
    madeBytes += bytes
    liveBuffers++
    createdBuffers++
    peakBytes = Math.max(peakBytes, liveBytes)
    let held = true
    return {
      release: () => {
        if (held) {
          liveBytes -= bytes
          liveBuffers--
        }
        held = false
      },
    }
  }
  const hold = (array: NdArray): NdBuffer => {
    const bytes = array.data.byteLength
    const claim = counted(bytes)
    return { array, bytes, claim, release: claim.release }
  }
  return {
    backend: 'reference',
    name,
    limits: undefined,
    dtypes: ['f32', 'f16', 'f64', 'i32', 'u32', 'bool'],
    upload: (type, data) => hold(toNd(type, data)),
    download: async (_, { array }) => {
      const read = fromNd(array)
      // Forgotten tensors are given back between tasks, and nothing here is worth waiting for: a loop that only reads would end before.
      if (madeBytes >= breathing) {
        madeBytes = 0
        await nextTask()
      }
      return read
    },
    compile: (program, donated) =>
      noSteps({
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
