/** Where texts are kept from one process, or visit of a page, to the next. */
export interface Remembered {
  read(name: string): Promise<string | undefined>
  write(name: string, text: string): Promise<void>
}

/* What only pages have. Its types are not there where this is compiled. */

interface Request<T> {
  readonly result: T
  readonly error: unknown
  onsuccess: (() => void) | null
  onerror: (() => void) | null
  onupgradeneeded: (() => void) | null
}

interface Database {
  createObjectStore(name: string): unknown
  close(): void
  transaction(
    store: string,
    mode: 'readonly' | 'readwrite',
  ): { objectStore(name: string): { get(key: string): Request<unknown>; put(value: unknown, key: string): Request<unknown> } }
}

interface Page {
  readonly indexedDB?: { open(name: string, version: number): Request<Database> }
}

const [database, store] = ['typegrad', 'tuning']

const settled = <T>(request: Request<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })

/** The answer of the page's database; nothing where there is none. */
const asked = async (
  mode: 'readonly' | 'readwrite',
  ask: (objects: ReturnType<ReturnType<Database['transaction']>['objectStore']>) => Request<unknown>,
) => {
  const { indexedDB } = globalThis as Page
  if (!indexedDB) return undefined
  const request = indexedDB.open(database, 1)
  request.onupgradeneeded = () => request.result.createObjectStore(store)
  const there = await settled(request)
  try {
    return await settled(ask(there.transaction(store, mode).objectStore(store)))
  } finally {
    there.close()
  }
}

/** In the page's IndexedDB, where there is one; elsewhere nothing is kept. */
const inPage: Remembered = {
  read: async (name) => {
    const found = await asked('readonly', (objects) => objects.get(name))
    return typeof found === 'string' ? found : undefined
  },
  write: async (name, text) => {
    await asked('readwrite', (objects) => objects.put(text, name))
  },
}

let provided = inPage

/** Says where texts are kept on a platform without IndexedDB. */
export const provideRemembered = (where: Remembered): void => {
  provided = where
}

/** Where texts are kept. */
export const remembered = (): Remembered => provided
