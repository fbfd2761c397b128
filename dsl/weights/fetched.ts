import { CheckpointError } from './checkpoint-error.js'
import type { Source } from './stores.js'

/** What a URL has. */
export const fetched = (url: string): Promise<Source> =>
  fetch(url).catch((cause: unknown) => {
    throw new CheckpointError(`load: cannot fetch ${url}: ${cause instanceof Error ? cause.message : cause}`, { cause })
  })
