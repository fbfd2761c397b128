import { type AnyTensor, check, type DType, gather as gatherTensor, type Shape, scope, Tensor, tensor } from '../../src/index.js'
import { sizeOf } from '../size-of.js'
import type { Dataset } from './dataset.js'
import { DataError } from './error.js'

/**
 * One value for each example, all of one shape.
 *
 * @category Data
 */
export interface Column {
  /** The values of all examples, one after the other. */
  readonly values: ArrayLike<number>
  /** Shape of one example's value; `[]`, a number, if left out. */
  readonly shape?: readonly number[]
  /** Element type of the tensors; `f32` if left out. */
  readonly dtype?: DType
  /** What values are multiplied by on their way into a tensor: bytes stay bytes until they are used. */
  readonly scale?: number
}

/**
 * Columns by name: numbers, or tensors with a dimension in front, the examples.
 *
 * @category Data
 */
export type Columns = Readonly<Record<string, Column | AnyTensor>>

/**
 * What a column gives of so many examples: a tensor with one dimension in front.
 *
 * @category Data
 */
export type BatchOf<C> = C extends Tensor<infer S, infer D> ? Tensor<Picked<S>, D> : Tensor<['N', ...ShapeIn<C>], DTypeIn<C>>

type Picked<S extends Shape> = S extends readonly [unknown, ...infer Rest extends Shape] ? ['N', ...Rest] : S
type ShapeIn<C> = C extends { readonly shape: infer S extends readonly number[] } ? S : []
type DTypeIn<C> = C extends { readonly dtype: infer D extends DType } ? D : 'f32'

/**
 * A batch of examples: for each column a tensor with one dimension in front, how many they are.
 *
 * @category Data
 */
export type RowOf<C extends Columns> = { readonly [Name in keyof C]: BatchOf<C[Name]> }

/**
 * A dataset that lies in memory, with the columns it was made of.
 *
 * @category Data
 */
export interface ArrayDataset<C extends Columns> extends Dataset<RowOf<C>> {
  readonly columns: C
}

/** Arrays by what they hold. */
export const arrays = { f32: Float32Array, f16: Float32Array, f64: Float64Array, i32: Int32Array, u32: Uint32Array, bool: Uint8Array }

/**
 * A dataset from columns of equal length: arrays of numbers, or tensors, whose examples are picked on the device. A tensor has to live as long as the dataset.
 *
 * @throws DataError where a column does not hold a whole number of examples, or a value that its dtype has not, or columns hold different numbers of examples.
 * @example
 * ```ts
 * const points = fromArrays({ x: { values: pixels, shape: [28, 28, 1], scale: 1 / 255 }, y: { values: labels, dtype: 'i32' } })
 * points.take([3, 1]) // { x: Tensor f32[2, 28, 28, 1], y: Tensor i32[2] }
 * ```
 * @example fromArrays({ x: normal(key(0), [100, 3]), y: { values: labels, dtype: 'i32' } })
 *
 * @category Data
 */
export const fromArrays = <const C extends Columns>(columns: C): ArrayDataset<C> => {
  demandColumns(columns)
  const sizes = Object.entries(columns).map(([name, column]) => [name, examplesIn(name, column)] as const)
  const [first, ...rest] = sizes
  if (!first) throw new DataError('fromArrays: there is no column')
  for (const [name, size] of rest) {
    if (size !== first[1]) throw new DataError(`fromArrays: ${first[0]} holds ${first[1]} examples, ${name} holds ${size}`)
  }
  const [, size] = first
  const take = (rows: ArrayLike<number>) => {
    if (typeof rows !== 'object' || rows === null || typeof rows.length !== 'number')
      check.refuse('fromArrays', 'what take is given', 'a list of the numbers of examples, as in take([0, 1])', rows)
    const outside = Array.prototype.find.call(rows, (row: number) => !(row >= 0 && row < size && Number.isInteger(row)))
    if (outside !== undefined) throw new DataError(`fromArrays: there is no example ${outside}; there are ${size}`)
    return Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, batchOf(column, rows)]))
  }
  return { columns, size, take: (rows) => take(rows) as RowOf<C> } // a tensor for each column, of its shape and dtype
}

const wanted = '{ values, shape } with the numbers of all examples in one array'

const isRecord = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value)

/** @throws InvalidArgument unless each column is one */
const demandColumns = (columns: unknown): void => {
  if (!isRecord(columns)) check.refuse('fromArrays', 'its argument', 'columns by name, { x: { values, shape }, y: { values } }', columns)
  else
    for (const [name, column] of Object.entries(columns)) {
      if (column instanceof Tensor) continue
      if (!isRecord(column) || !('values' in column))
        check.refuse('fromArrays', `column ${name}`, wanted, column, `write { ${name}: { values: ... } }`)
      const {
        values,
        shape = [],
        dtype = 'f32',
        scale = 1,
      } = check.options<Column>('fromArrays', name, column, ['values', 'shape', 'dtype', 'scale'])
      const first: unknown =
        Array.isArray(values) || ArrayBuffer.isView(values)
          ? (values as ArrayLike<unknown>)[0]
          : check.refuse('fromArrays', `the values of ${name}`, 'one array of numbers', values)
      if (first !== undefined && typeof first !== 'number')
        check.refuse(
          'fromArrays',
          `the values of ${name}`,
          'one array of numbers',
          first,
          Array.isArray(first) ? 'join the rows, values: rows.flat(), and say the shape of one' : '',
        )
      check.numbers('fromArrays', `the shape of ${name}`, shape)
      check.dtype('fromArrays', dtype)
      check.number('fromArrays', `the scale of ${name}`, scale)
      demandValues(name, values as ArrayLike<unknown>, dtype, scale) // as was just seen
    }
}

/** @throws DataError, InvalidArgument unless all values are numbers that the dtype has */
const demandValues = (name: string, values: ArrayLike<unknown>, dtype: DType, scale: number): void => {
  const isFloat = dtype === 'f32' || dtype === 'f16' || dtype === 'f64'
  if (ArrayBuffer.isView(values) && (isFloat || (dtype !== 'bool' && scale === 1 && values instanceof arrays[dtype]))) return
  const kept = new arrays[dtype](1)
  for (let i = 0; i < values.length; i++) {
    const value = values[i]
    if (typeof value !== 'number') check.refuse('fromArrays', `value ${i} of ${name}`, 'a number', value)
    else if (!isFloat) {
      kept[0] = value * scale
      if (kept[0] !== value * scale || (dtype === 'bool' && kept[0] > 1))
        throw new DataError(`fromArrays: value ${i} of ${name} is ${value * scale}, which is not a value of ${dtype}`)
    }
  }
}

const examplesIn = (name: string, column: Column | AnyTensor): number => {
  if (column instanceof Tensor) {
    const [size] = column.shape
    if (size !== undefined) return size
    throw new DataError(`fromArrays: ${name} is a tensor of rank 0; its first dimension is the examples`)
  }
  const { values, shape = [] } = column
  const size = values.length / sizeOf(shape)
  if (Number.isInteger(size)) return size
  throw new DataError(`fromArrays: ${name} has ${values.length} values; an example of shape [${shape.join(', ')}] takes ${sizeOf(shape)}`)
}

/** The examples of the given numbers of a column. */
const batchOf = (column: Column | AnyTensor, rows: ArrayLike<number>): AnyTensor => {
  if (column instanceof Tensor) return scope(() => gatherTensor(column, tensor(Int32Array.from(rows))))
  const { values, shape = [], dtype = 'f32', scale = 1 } = column
  const size = sizeOf(shape)
  const batch = new arrays[dtype](rows.length * size)
  for (let i = 0; i < rows.length; i++) {
    const from = (rows[i] ?? 0) * size
    for (let j = 0; j < size; j++) batch[i * size + j] = (values[from + j] ?? Number.NaN) * scale
  }
  return tensor(batch, { shape: [rows.length, ...shape], dtype })
}
