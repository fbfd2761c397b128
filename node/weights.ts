import { open, readFile, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { CheckpointError, type Load, loadWith, type SaveOptions, type Source, saveWith, type Target } from '../dsl/index.js'

let written = 0

/**
 * Writes a file beside the one that is to have its name, sees it to the disk, and then gives it the name: whatever happens in between, the name stands for the old
 * file, whole, or for the new one, whole.
 */
export const writeAtomically = async (path: string, bytes: Uint8Array | string): Promise<void> => {
  const fresh = `${path}.${process.pid}-${written++}.partial`
  try {
    const file = await open(fresh, 'w')
    try {
      await file.writeFile(bytes)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(fresh, path)
  } catch (cause) {
    await rm(fresh, { force: true })
    throw new CheckpointError(`save: cannot write ${path}: ${cause instanceof Error ? cause.message : cause}`, { cause })
  }
  // The name itself is on the disk when its folder is; not every system lets a folder be opened.
  const folder = await open(dirname(path), 'r').catch(() => undefined)
  await folder?.sync().catch(() => undefined)
  await folder?.close()
}

/**
 * `save` of `typegrad/dsl`, which in Node is this one: it writes files, each atomically.
 *
 * @category Saving and loading
 */
export const save: (values: unknown, target: string | Target, options?: SaveOptions) => Promise<void> = saveWith(writeAtomically)

/** What a path or a URL has. */
export const readPath = async (path: string): Promise<Source> => {
  if (/^https?:/.test(path)) return fetch(path)
  return readFile(path.startsWith('file:') ? fileURLToPath(path) : path).catch((cause: unknown) => {
    throw new CheckpointError(`load: cannot read ${path}: ${cause instanceof Error ? cause.message : cause}`, { cause })
  })
}

/**
 * `load` of `typegrad/dsl`, which in Node is this one: it reads files, and URLs.
 *
 * @category Saving and loading
 */
export const load: Load = loadWith(readPath)
