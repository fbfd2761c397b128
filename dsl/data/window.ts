import { check } from '../../src/index.js'
import { sizeOf } from '../size-of.js'
import type { Dataset } from './dataset.js'
import { DataError } from './error.js'
import { type BatchOf, type Column, fromArrays } from './from-arrays.js'

type Lengthened<C extends Column, Length extends number> = BatchOf<{
  readonly shape: [Length, ...(C extends { readonly shape: infer S extends readonly number[] } ? S : [])]
  readonly dtype: C extends { readonly dtype: infer D } ? D : 'f32'
}>

/**
 * A batch of stretches of a sequence, and what follows at each place.
 *
 * @category Data
 */
export interface Windows<C extends Column, Length extends number> {
  readonly x: Lengthened<C, Length>
  readonly y: Lengthened<C, Length>
}

/**
 * Which stretches are taken.
 *
 * @category Data
 */
export interface WindowOptions {
  /** From the start of one to the start of the next; their length, so that none overlap, if left out. */
  readonly stride?: number
  /** How far the targets are ahead of the inputs; 1 if left out. */
  readonly ahead?: number
}

/**
 * Stretches of one long sequence, to learn from what comes next: `x` of example `i` starts at `i * stride`, and `y` is `x` moved on by `ahead`. What is left
 * over at the end is left out. The values are those of `fromArrays`, one for each place.
 *
 * @throws DataError if the sequence is too short for one
 * @example
 * ```ts
 * const text = window({ values: tokens, dtype: 'i32' }, 128) // of { x: Tensor<['N', 128], 'i32'>, y: Tensor<['N', 128], 'i32'> }
 * ```
 * @example window({ values: [1, 2, 3, 4, 5] }, 2).take([0, 1]) // x: [[1, 2], [3, 4]], y: [[2, 3], [4, 5]]
 *
 * @category Data
 */
export const window = <const C extends Column, const Length extends number>(
  sequence: C,
  length: Length,
  options?: WindowOptions,
): Dataset<Windows<C, Length>> => {
  const { stride = length, ahead = 1 } = check.options<WindowOptions>('window', 'sequence, length', options, ['stride', 'ahead'])
  for (const [name, given] of Object.entries({ 'the length': length, stride })) check.count('window', name, given)
  check.count('window', 'ahead', ahead, 0)
  const { columns, size: places } = placesOf(sequence)
  const size = Math.floor((places - ahead - length) / stride) + 1
  if (size < 1) throw new DataError(`window: the sequence has ${places} places; ${length} and ${ahead} ahead take ${length + ahead}`)
  const { values, shape = [], dtype = 'f32', scale = 1 } = columns.sequence
  const one = sizeOf(shape)
  /** The values from a place on, for each row. */
  const stretches = (rows: ArrayLike<number>, moved: number) => {
    const batch = new Float64Array(rows.length * length * one)
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i] ?? 0
      if (!(row >= 0 && row < size && Number.isInteger(row))) throw new DataError(`window: there is no example ${row}; there are ${size}`)
      const from = (row * stride + moved) * one
      for (let j = 0; j < length * one; j++) batch[i * length * one + j] = values[from + j] ?? Number.NaN
    }
    return { values: batch, shape: [length, ...shape], dtype, scale }
  }
  return {
    size,
    take: (rows) => {
      const all = Uint32Array.from({ length: rows.length }, (_, i) => i)
      return fromArrays({ x: stretches(rows, 0), y: stretches(rows, ahead) }).take(all) as unknown as Windows<C, Length> // columns of that shape and dtype
    },
  }
}

/** The sequence as `fromArrays` looks at it, which says what is wrong with it. */
const placesOf = (sequence: Column) => fromArrays({ sequence })
