/** Smaller values weigh about as much as their objects. */
const lightest = 2 ** 16

/** So many bytes are kept for values to come. */
const mostKept = 2 ** 26

/**
 * What makes engines feel the memory of a device: they collect when memory of theirs grows, so beside each value lies an array of its size. It is never
 * touched, takes addresses and no memory, and counts all the same. Making one is not free, so those of values that were donated or disposed are used again.
 */
export class Weights {
  readonly #kept = new Map<number, ArrayBuffer[]>()
  #keptBytes = 0

  take(bytes: number): ArrayBuffer | undefined {
    if (bytes < lightest) return undefined
    const met = this.#kept.get(bytes)?.pop()
    if (met) {
      this.#keptBytes -= bytes
      return met
    }
    try {
      return new ArrayBuffer(bytes)
    } catch {
      // More than an engine gives in one piece: such a value is not collected early.
      return undefined
    }
  }

  giveBack(weight: ArrayBuffer | undefined): void {
    if (!weight || this.#keptBytes + weight.byteLength > mostKept) return
    this.#keptBytes += weight.byteLength
    const kept = this.#kept.get(weight.byteLength)
    if (kept) kept.push(weight)
    else this.#kept.set(weight.byteLength, [weight])
  }
}
