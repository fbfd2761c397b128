import { CheckpointError } from './checkpoint-error.js'
import type { Store } from './stores.js'

/* What only browsers have. Their types are not there where this is compiled. */

interface Page {
  readonly document?: {
    createElement(name: 'a'): { href: string; download: string; click(): void }
  }
  readonly indexedDB?: { open(name: string, version: number): OpenRequest }
}

interface Request<T> {
  readonly result: T
  readonly error: unknown
  onsuccess: (() => void) | null
  onerror: (() => void) | null
}

interface OpenRequest extends Request<Database> {
  onupgradeneeded: (() => void) | null
}

interface Files {
  get(key: string): Request<unknown>
  put(value: unknown, key: string): Request<unknown>
  delete(key: string): Request<unknown>
}

interface Database {
  createObjectStore(name: string): unknown
  close(): void
  transaction(
    store: string,
    mode: 'readonly' | 'readwrite',
  ): {
    objectStore(name: string): Files
    oncomplete: (() => void) | null
    onabort: (() => void) | null
    readonly error: unknown
  }
}

const page = globalThis as Page

/** Lets the reader of a page keep a file, as if it had been downloaded. */
export const download = (op: string, name: string, bytes: Uint8Array<ArrayBuffer>): void => {
  if (!page.document)
    throw new CheckpointError(`${op}: there is no page to download ${name} from; pass a file handle, a stream or { write }`)
  const link = page.document.createElement('a')
  const url = URL.createObjectURL(new Blob([bytes], { type: 'application/octet-stream' }))
  link.href = url
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}

const settled = <T>(request: Request<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })

const store = 'files'

/** The database for the time of something. */
const opened = async <T>(database: string, use: (database: Database) => Promise<T>): Promise<T> => {
  if (!page.indexedDB) throw new CheckpointError('indexedDb: there is no IndexedDB here; browsers have it')
  const request = page.indexedDB.open(database, 1)
  request.onupgradeneeded = () => request.result.createObjectStore(store)
  const open = await settled(request)
  try {
    return await use(open)
  } finally {
    open.close()
  }
}

/** Changes what is kept, all of it or nothing. */
const changed = (database: string, change: (files: Files) => unknown): Promise<void> =>
  opened(database, async (open) => {
    const transaction = open.transaction(store, 'readwrite')
    const done = new Promise<void>((resolve, reject) => {
      transaction.oncomplete = () => resolve()
      transaction.onabort = () => reject(transaction.error)
    })
    change(transaction.objectStore(store))
    await done
  })

/**
 * A place that can be emptied.
 *
 * @category Saving and loading
 */
export interface BrowserStore extends Store {
  /** Lets go of what is kept there, if anything is. */
  remove(): Promise<void>
}

/**
 * A place in the browser's database, for `save` and `load`: it stays from visit to visit, as long as the browser does not run out of room, or until `remove` empties it.
 *
 * @throws CheckpointError where there is no such database, or nothing under the name
 * @example
 * ```ts
 * await save(variables, indexedDb('digits'))
 * const kept = await load(model, indexedDb('digits'))
 * await indexedDb('digits').remove()
 * ```
 *
 * @category Saving and loading
 */
export const indexedDb = (name: string, { database = 'typegrad' }: { readonly database?: string } = {}): BrowserStore => ({
  read: () =>
    opened(database, async (open) => {
      const found = await settled(open.transaction(store, 'readonly').objectStore(store).get(name))
      if (!(found instanceof Uint8Array)) throw new CheckpointError(`indexedDb: nothing is kept under ${name}`)
      return found
    }),
  write: (bytes) => changed(database, (files) => files.put(bytes, name)),
  remove: () => changed(database, (files) => files.delete(name)),
})
