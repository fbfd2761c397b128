import { check, type DType } from '../../src/index.js'
import { DataError } from './error.js'
import { arrays, type Column } from './from-arrays.js'

/**
 * A column of as many features as columns were put side by side.
 *
 * @category Data
 */
export interface StackedColumns<C extends readonly NumberColumn[]> {
  readonly values: InstanceType<(typeof arrays)[DType]>
  readonly shape: readonly [C['length']]
  readonly dtype: C[number] extends { readonly dtype: infer D extends DType } ? D : 'f32'
}

/**
 * A column of one number for each example.
 *
 * @category Data
 */
export type NumberColumn = Pick<Column, 'values' | 'dtype'>

/**
 * Columns of one number for each example side by side: one column, of a feature for each of them. They are of one length and one dtype.
 *
 * @throws DataError if they are not
 * @example
 * ```ts
 * const { height, width, kind } = await csv(text, { types: { height: 'f32', width: 'f32', kind: 'i32' } })
 * const data = fromArrays({ x: stackColumns([height, width]), y: kind }) // x: Tensor<['N', 2]>
 * ```
 *
 * @category Data
 */
export const stackColumns = <const C extends readonly [NumberColumn, ...NumberColumn[]]>(columns: C): StackedColumns<C> => {
  demandColumns(columns)
  const [{ values, dtype = 'f32' }] = columns
  const width = columns.length
  const stacked = new arrays[dtype](values.length * width)
  for (const [at, column] of columns.entries()) {
    if (column.values.length !== values.length || (column.dtype ?? 'f32') !== dtype)
      throw new DataError(
        `stackColumns: column 0 holds ${values.length} values of ${dtype}, column ${at} ${column.values.length} of ${column.dtype ?? 'f32'}`,
      )
    for (let i = 0; i < values.length; i++) stacked[i * width + at] = column.values[i] ?? Number.NaN
  }
  return { values: stacked, shape: [width], dtype } as unknown as StackedColumns<C> // of that width and dtype
}

const wanted = '{ values, dtype } with a number for each example'

const demandColumns = (columns: unknown): void => {
  if (!Array.isArray(columns) || columns.length === 0) check.refuse('stackColumns', 'its argument', 'a list of columns', columns)
  else
    for (const column of columns) {
      const { values, dtype = 'f32' } = check.options<Partial<NumberColumn>>('stackColumns', '', column, ['values', 'dtype'])
      if (!Array.isArray(values) && !ArrayBuffer.isView(values)) check.refuse('stackColumns', 'a column', wanted, column)
      check.dtype('stackColumns', dtype)
    }
}
