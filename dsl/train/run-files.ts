import { download } from '../weights/browser.js'
import { fetched } from '../weights/fetched.js'
import type { Target } from '../weights/stores.js'
import type { Run } from './callbacks.js'
import { type LoadRun, loadRunWith, saveRunWith } from './run-file.js'

/**
 * Saves a run whole: variables, what the optimiser remembers, the key, the place in the data, the history. `loadRun` reads it, and `fit(model, data, { ...options, resume: run })` goes on
 * to the same bits. A safetensors file; `target` is as for `save`.
 *
 * @throws CheckpointError
 * @example await saveRun(await fit(model, data, options), 'run.safetensors')
 *
 * @category Training
 */
export const saveRun: (run: Run, target: string | Target) => Promise<void> = saveRunWith(async (name, bytes) =>
  download('saveRun', name, bytes),
)

/**
 * A run that `saveRun` or `checkpointTo` wrote, of this model and this optimiser. `source` is as for `load`.
 *
 * @throws CheckpointError for a file that is damaged, or of another model or optimiser
 * @example
 * ```ts
 * const run = await loadRun(model, optimizer, 'run.safetensors')
 * await fit(model, data, { ...options, optimizer, resume: run })
 * ```
 *
 * @category Training
 */
export const loadRun: LoadRun = loadRunWith(fetched)
