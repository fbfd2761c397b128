import { nextTask } from '../../src/index.js'

/**
 * What is needed of an `AbortSignal`.
 *
 * @category Training
 */
export interface Signal {
  readonly aborted: boolean
  readonly reason?: unknown
}

/** Milliseconds without a pause: a page that is drawn 60 times a second has 16. */
const longest = 10

/**
 * Where a loop over batches can be interrupted. To be awaited after each: throws the reason of a signal that was aborted, and lets the page, or whoever else shares
 * the thread, have a turn, if they had none for a while.
 */
export const interruptions = (signal?: Signal, now: () => number = () => performance.now()): (() => Promise<void>) => {
  let last = now()
  demandWanted(signal)
  return async () => {
    if (now() - last >= longest) {
      await nextTask()
      last = now()
    }
    demandWanted(signal)
  }
}

/** Throws the reason of a signal that was aborted. */
const demandWanted = (signal: Signal | undefined): void => {
  if (signal?.aborted) throw signal.reason
}
