/** So many calls and so many more bytes within one task are a loop that lets go of nothing. */
const [manyCalls, manyBytes] = [64, 2 ** 29]

const warning = (bytes: number): string =>
  `typegrad: ${Math.round(bytes / 2 ** 20)} MB of results were made by one task, and none was disposed of. Engines collect tensors only between tasks: ` +
  'donate what a step replaces (jit(step, { donate: [0] })), dispose() of it, put the turn of the loop in scope(() => ...), or await a value now and then'

/** Notices results that pile up on a device within one task of the engine, and says once what helps. */
export class PilingUp {
  #task: { calls: number; readonly bytes: number } | undefined
  #said = false

  /** A call made results; so many bytes are in use now. */
  note(bytes: number): void {
    if (this.#said) return
    if (!this.#task) {
      this.#task = { calls: 0, bytes }
      const timer: unknown = setTimeout(() => {
        this.#task = undefined
      })
      // In Node no process is to wait for this.
      if (typeof timer === 'object' && timer !== null && 'unref' in timer && typeof timer.unref === 'function') timer.unref()
    }
    const more = bytes - this.#task.bytes
    if (++this.#task.calls < manyCalls || more < manyBytes) return
    this.#said = true
    console.warn(warning(more))
  }
}
