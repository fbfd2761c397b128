import { getOrElseW } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { DataError } from './error.js'
import { type ArrayDataset, fromArrays } from './from-arrays.js'
import { type Idx, readIdx } from './idx.js'
import { isGzip, unzipped } from './unzipped.js'

/**
 * Pictures of 28 x 28 grey pixels from 0 (paper) to 1 (ink), and what is on each: a number from 0 to 9. The pixels are kept as bytes.
 *
 * @category Data
 */
export type Digits = ArrayDataset<{
  readonly x: { readonly values: Uint8Array; readonly shape: readonly [28, 28, 1]; readonly scale: number }
  readonly y: { readonly values: Uint8Array; readonly dtype: 'i32' }
}>

/**
 * 60,000 pictures to learn from, and 10,000 others to be tested on.
 *
 * @category Data
 */
export interface Mnist {
  readonly train: Digits
  readonly test: Digits
}

/**
 * Where the pictures lie.
 *
 * @category Data
 */
export interface MnistOptions {
  /**
   * What holds the four files: `train-images-idx3-ubyte`, `train-labels-idx1-ubyte` and the same of `t10k`, unpacked, or compressed as they are published, with
   * `.gz` behind their names. A URL, or in Node a directory, as text or as a `URL`.
   */
  readonly directory?: string | { readonly href: string }
  /** How a file in there is read, by its path: `fetch`, or in Node from the disk, if left out. */
  readonly read?: (path: string) => Promise<Uint8Array>
}

type Read = NonNullable<MnistOptions['read']>

/** Both parts of what lies in a directory. `missing` is said if none is given. */
export const pictures = async (op: string, { directory, read = fetcher(op) }: MnistOptions, missing: string): Promise<Mnist> => {
  if (directory === undefined) throw new DataError(`${op}: ${missing}`)
  const folder = (typeof directory === 'string' ? directory : directory.href).replace(/\/$/, '')
  const [train, test] = await Promise.all([part(op, `${folder}/train`, read), part(op, `${folder}/t10k`, read)])
  return { train, test }
}

const part = async (op: string, path: string, read: Read): Promise<Digits> => {
  const [images, labels] = await Promise.all([
    bytesOf(op, `${path}-images-idx3-ubyte`, [28, 28], read),
    bytesOf(op, `${path}-labels-idx1-ubyte`, [], read),
  ])
  return fromArrays({ x: { values: images, shape: [28, 28, 1], scale: 1 / 255 }, y: { values: labels, dtype: 'i32' } })
}

/** The bytes of a file that holds, for each example, an array of the given shape; of the one with `.gz` behind its name if that one will not do. */
const bytesOf = async (op: string, path: string, example: readonly number[], read: Read): Promise<Uint8Array> => {
  const faults: unknown[] = []
  for (const place of [path, `${path}.gz`]) {
    try {
      return await bytesIn(op, place, example, read)
    } catch (fault) {
      faults.push(fault)
    }
  }
  const said = faults.map((fault) => (fault instanceof Error ? fault.message : String(fault)).replace(`${op}: `, ''))
  throw new DataError(`${op}: ${said.join('; and ')}`, { cause: new AggregateError(faults, said.join('\n')) })
}

const bytesIn = async (op: string, path: string, example: readonly number[], read: Read): Promise<Uint8Array> => {
  const file = await read(path)
  const bytes = isGzip(file) ? await unzipped(`${op}: ${path}`, file) : file
  const { data, shape, dtype }: Idx = pipe(
    readIdx(bytes),
    getOrElseW((error) => {
      throw new DataError(`${op}: ${path}: ${error.message}`, { cause: error })
    }),
  )
  if (data instanceof Uint8Array && String(shape.slice(1)) === String(example)) return data
  const wanted = ['N', ...example].join(', ')
  throw new DataError(`${op}: ${path} holds ${dtype}[${shape.join(', ')}]; expected u8[${wanted}]`)
}

const fetcher =
  (op: string): Read =>
  async (url) => {
    const response = await fetch(url).catch((cause: unknown) => {
      throw new DataError(`${op}: cannot fetch ${url}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause })
    })
    if (!response.ok) throw new DataError(`${op}: ${url} is not there: the server says ${response.status} ${response.statusText}`.trimEnd())
    return new Uint8Array(await response.arrayBuffer())
  }
