import type { AnyTensor } from '../../src/index.js'

/** Steps between two readings. */
const stride = 16

/**
 * Lets steps run ahead of their results, but not far: every so many steps a reading is asked for, and the one asked for before is waited
 * for. So the device never runs dry, and what is queued for it stays bounded.
 */
export class Pace {
  #steps = 0
  #reading: Promise<ArrayLike<number>> | undefined

  /** Takes the result of a step over. Gives that of an earlier step when it has arrived. */
  async after(result: AnyTensor): Promise<ArrayLike<number> | undefined> {
    if (this.#steps++ % stride > 0) {
      result.dispose()
      return undefined
    }
    const arrived = this.#reading
    this.#reading = read(result)
    this.#reading.catch(() => undefined) // whoever waits for it learns of the failure
    return arrived
  }
}

/** The values of a tensor, whose memory is then free. */
export const read = async (result: AnyTensor): Promise<ArrayLike<number>> => {
  using done = result
  return await done.data()
}
