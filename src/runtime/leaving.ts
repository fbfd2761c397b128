interface Destroyed {
  destroy(): void
}

/** The one that is destroyed: there is one device at a time. */
let last: Destroyed | undefined

/**
 * Destroys the device when the process ends, where there is one (Node, Deno, Bun): by itself, by `process.exit`, by an error that nobody caught. Dawn's threads
 * still work for it then, and end the process with a segmentation fault if memory goes from under them.
 *
 * A signal ends a process and all its threads without asking; so none is listened to, and exit codes and listeners of others are as without us.
 */
export const destroyAtExit = (device: Destroyed): void => {
  // A bundler's `process`, for a page, may lack `on`.
  if (!last) (globalThis.process as Partial<NodeJS.Process> | undefined)?.on?.('exit', () => last?.destroy())
  last = device
}
