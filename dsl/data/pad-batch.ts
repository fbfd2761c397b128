import { check, type DType, type Tensor, tensor } from '../../src/index.js'
import { DataError } from './error.js'

/**
 * Sequences of one length, with what was put behind them: a batch `[N, T]`.
 *
 * @category Data
 */
export interface Padded<D extends DType> {
  readonly x: Tensor<['N', 'T'], D>
  /** Where the sequences are; false where they are padded. */
  readonly mask: Tensor<['N', 'T'], 'bool'>
  /** How long each was. */
  readonly lengths: Tensor<['N'], 'i32'>
}

/**
 * How to pad.
 *
 * @category Data
 */
export interface PadOptions<D extends DType = DType> {
  /** Lengths to pad to: of these the smallest that holds the longest sequence of the batch. Few lengths are few shapes, and each shape is compiled once. If left out, the longest sequence's. */
  readonly buckets?: readonly number[]
  /** What stands behind the sequences; 0 if left out. */
  readonly value?: number
  /** Element type of `x`; `i32`, as of tokens, if left out. */
  readonly dtype?: D
}

export const padOptionNames = ['buckets', 'value', 'dtype'] as const

/** The smallest of the buckets that holds so many values. */
export const bucketOf = (op: string, length: number, buckets: readonly number[] | undefined): number => {
  if (!buckets) return length
  const fitting = buckets.filter((bucket) => bucket >= length)
  if (fitting.length > 0) return Math.min(...fitting)
  throw new DataError(`${op}: a sequence has ${length} values, the largest bucket holds ${Math.max(...buckets)}; cut it, or add a bucket`)
}

/** @throws InvalidArgument unless they are sequences of numbers, and what buckets there are are lengths */
export const demandSequences = (op: string, sequences: unknown, { buckets, value = 0, dtype = 'i32' }: PadOptions): void => {
  if (!Array.isArray(sequences)) check.refuse(op, 'the first argument', wanted, sequences)
  else
    for (const one of sequences)
      if (!(Array.isArray(one) || ArrayBuffer.isView(one)) || one instanceof DataView || ('0' in one && typeof one[0] !== 'number'))
        check.refuse(op, 'a sequence', 'an array of numbers', one)
  check.number(op, 'the value', value)
  check.dtype(op, dtype)
  if (buckets === undefined) return
  check.numbers(op, 'buckets', buckets, 'a list of lengths, as in [16, 32, 64]')
  if (buckets.length === 0) check.refuse(op, 'buckets', 'a list of lengths, as in [16, 32, 64]', buckets)
  for (const bucket of buckets) check.count(op, 'a bucket', bucket)
}

const wanted = 'a list of sequences, [[1, 2, 3], [4, 5]]'

/**
 * Sequences of differing lengths as one batch: each with values behind it, and a mask that says where it ends.
 *
 * @throws DataError if a sequence is longer than the largest bucket
 * @example padBatch([[5, 6, 7], [8]]) // x: [[5, 6, 7], [8, 0, 0]], mask: [[true, true, true], [true, false, false]], lengths: [3, 1]
 * @example padBatch(sentences, { buckets: [16, 32, 64, 128] }) // one of four shapes
 *
 * @category Data
 */
export const padBatch = <D extends DType = 'i32'>(sequences: readonly ArrayLike<number>[], options?: PadOptions<D>): Padded<D> => {
  const given = check.options<PadOptions<D>>('padBatch', 'sequences', options, padOptionNames)
  demandSequences('padBatch', sequences, given)
  return padded('padBatch', sequences, given)
}

/** The same, of what was checked. */
export const padded = <D extends DType>(op: string, sequences: readonly ArrayLike<number>[], options: PadOptions<D>): Padded<D> => {
  const { buckets, value = 0, dtype = 'i32' } = options
  const length = bucketOf(
    op,
    sequences.reduce((most, one) => Math.max(most, one.length), 0),
    buckets,
  )
  const shape = [sequences.length, length]
  const x = new Float64Array(sequences.length * length).fill(value)
  const mask = new Uint8Array(x.length)
  for (const [i, one] of sequences.entries()) {
    x.set(one, i * length)
    mask.fill(1, i * length, i * length + one.length)
  }
  const lengths = Int32Array.from(sequences, (one) => one.length)
  return { x: tensor(Array.from(x), { shape, dtype }), mask: tensor(mask, { shape }), lengths: tensor(lengths) } as Padded<D> // of these shapes and dtypes
}
