/** Node's, which waits for no clock; taken before a test can replace it. */
const immediate = globalThis.setImmediate as typeof setImmediate | undefined // a page has none

interface Channel {
  readonly port1: { onmessage: () => void; close(): void }
  readonly port2: { postMessage(message: undefined): void }
}

/**
 * A promise that is kept in a later task of the event loop, with no delay. A loop that awaits it now and then lets a page be drawn and answer, other requests
 * be served, and the memory of forgotten tensors be given back; awaiting what is ready already does none of this.
 *
 * @example
 * ```ts
 * for (const batch of many) {
 *   state = step(state, batch)
 *   await nextTask()
 * }
 * ```
 *
 * @category Devices and debugging
 */
export const nextTask = (): Promise<void> =>
  new Promise((resolve) => {
    if (immediate) {
      immediate(resolve)
      return
    }
    // Of all that a page can ask for, the one that comes without a pause.
    const { port1, port2 } = new MessageChannel() as unknown as Channel // as every engine has it; Node's types know it otherwise
    port1.onmessage = () => {
      port1.close()
      resolve()
    }
    port2.postMessage(undefined)
  })
