import type { AnyTensor } from '../../src/index.js'

/** Readings follow each other by about so many milliseconds. */
const between = 150
/** And by no more steps than this, which bounds what is queued for the device. */
const furthest = 32

/**
 * Lets steps run ahead of their results, but not far: now and then a reading is asked for, and the one asked for before is waited for. So
 * the device never runs dry, what is queued for it stays bounded, and someone who watches sees something a few times a second.
 */
export class Pace {
  #stride = 1
  #steps = 0
  #read = 0
  #reading: Promise<ArrayLike<number>> | undefined

  constructor(readonly now: () => number = () => performance.now()) {}

  /** Takes the result of a step over. Gives that of an earlier step when it has arrived. */
  async after(result: AnyTensor): Promise<ArrayLike<number> | undefined> {
    this.#steps++
    if (this.#steps < this.#stride) {
      result.dispose()
      return undefined
    }
    this.#steps = 0
    const asked = this.#reading
    this.#reading = read(result)
    this.#reading.catch(() => undefined) // whoever waits for it learns of the failure
    const values = await asked
    this.#adapt()
    return values
  }

  /** Waits for the reading that was asked for last, so that nothing is held for it any longer. */
  async settled(): Promise<void> {
    await this.#reading
  }

  #adapt(): void {
    const now = this.now()
    const passed = now - this.#read
    this.#read = now
    if (passed < between / 2) this.#stride = Math.min(2 * this.#stride, furthest)
    if (passed > 2 * between) this.#stride = Math.max(1, this.#stride >> 1)
  }
}

/** The values of a tensor, whose memory is then free. */
export const read = async (result: AnyTensor): Promise<ArrayLike<number>> => {
  using done = result
  return await done.data()
}
