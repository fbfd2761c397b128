import { check } from '../../src/index.js'
import { DataError } from '../data/error.js'
import { type Builder, builder, type CsvColumn, type CsvType } from './columns.js'
import { demandTexts, type TextSource, textsOf } from './texts.js'

/**
 * Types by name, of a file with a header; or in a list, a type for each column.
 *
 * @category Data
 */
export type CsvTypes = Readonly<Record<string, CsvType>> | readonly CsvType[]

/**
 * The columns of a file that are asked for, by name or in order.
 *
 * @category Data
 */
export type CsvColumns<T> = { readonly [K in keyof T]: CsvColumn<T[K]> }

/**
 * What a file holds.
 *
 * @category Data
 */
export interface CsvOptions<T extends CsvTypes> {
  /** What stands in each column: a dtype, or `'text'`. By the names in the header, and columns without a type are left out; or in a list, a type for each. */
  readonly types: T
  /** Whether the first row names the columns; true if left out. */
  readonly header?: boolean
  /** What stands between fields; a comma if left out. */
  readonly delimiter?: string
  /** The number that stands for an empty field. If left out, a field that is empty is an error. */
  readonly missing?: number
}

/**
 * Reads a table of comma-separated values, as RFC 4180 has them: fields may stand in quotes, and hold line ends and doubled quotes there. Each column is of the type
 * that is said: numbers as `fromArrays` takes them, `true`, `false`, `1` and `0` as `bool`, or texts as they stand there. A stream is read piece by piece.
 *
 * The parser, Papa Parse, is loaded with the first table.
 *
 * @throws DataError where a quote is not closed, a row has another number of fields than the first, a column is not there or is there twice, or a field is not of its type
 * @see https://www.rfc-editor.org/rfc/rfc4180
 * @example
 * ```ts
 * const { height, species } = await csv(await readFile('iris.csv', 'utf8'), { types: { height: 'f32', species: 'text' } })
 * const data = fromArrays({ x: height, y: { values: species.map((name) => names.indexOf(name)), dtype: 'i32' } })
 * ```
 * @example const [x, y] = await csv((await fetch('/points.csv')).body ?? '', { types: ['f32', 'f32'], header: false })
 *
 * @category Data
 */
export const csv = async <const T extends CsvTypes>(source: TextSource, options: CsvOptions<T>): Promise<CsvColumns<T>> => {
  const given = check.options<CsvOptions<T>>('csv', 'source', options, ['types', 'header', 'delimiter', 'missing'])
  const { types, header = true, delimiter = ',', missing } = given
  demandTexts('csv', source)
  demandTypes(types, header)
  if (typeof delimiter !== 'string' || delimiter.length !== 1 || /["\r\n]/.test(delimiter))
    check.refuse('csv', 'the delimiter', "one character, as ',' or ';'", delimiter)
  if (missing !== undefined) check.number('csv', 'missing', missing)
  const { rowReader } = await import('./rows.js')
  const read = rowReader(delimiter)
  const table = new Table(types, header, missing)
  const take = (piece: string, isLast: boolean): void => {
    const { broken, rows } = read(piece, isLast)
    for (const [i, row] of rows.entries()) {
      if (i === broken) break
      table.add(row)
    }
    if (broken !== undefined) throw new DataError(`csv: row ${table.rows + 1}: a quote is not closed, or text follows it`)
  }
  for await (const piece of textsOf('csv', source)) take(piece, false)
  take('', true)
  return table.columns() as CsvColumns<T> // a column for each type
}

const demandTypes = (types: unknown, header: unknown): void => {
  if (typeof types !== 'object' || types === null)
    check.refuse('csv', 'types', "types by name, { x: 'f32', name: 'text' }, or in a list", types)
  else for (const [name, type] of Object.entries(types)) if (type !== 'text') check.dtype(`csv: ${name}`, type)
  if (typeof header !== 'boolean') check.refuse('csv', 'header', 'true or false', header)
  if (!header && !Array.isArray(types))
    check.refuse('csv', 'types', 'a list, where no header names the columns', types, "write types: ['f32', 'text']")
}

/** The columns of a table, while its rows come in. */
class Table {
  readonly #types: CsvTypes
  readonly #missing: number | undefined
  readonly #hasHeader: boolean
  /** Rows so far, with the header. */
  rows = 0
  /** An empty line at the end is none. */
  #emptyLines = 0
  #width = 0
  #columns: readonly { readonly at: number; readonly name: string; readonly builder: Builder }[] = []

  constructor(types: CsvTypes, hasHeader: boolean, missing: number | undefined) {
    this.#types = types
    this.#missing = missing
    this.#hasHeader = hasHeader
  }

  add(row: readonly string[]): void {
    if (row.length === 1 && row[0] === '') {
      this.#emptyLines++
      return
    }
    // In a table of one column, an empty line is a field.
    if (this.#width === 1) for (let i = 0; i < this.#emptyLines; i++) this.#take([''])
    else this.rows += this.#emptyLines
    this.#emptyLines = 0
    this.#take(row)
  }

  columns(): unknown {
    if (this.rows === 0 && this.#hasHeader)
      throw new DataError('csv: there is no row, and so no header; pass { header: false } if there need be none')
    if (this.rows === 0) this.#begin([])
    const columns = this.#columns.map(({ name, builder }) => [name, builder.column()] as const)
    return Array.isArray(this.#types) ? columns.map(([, column]) => column) : Object.fromEntries(columns)
  }

  #take(row: readonly string[]): void {
    this.rows++
    if (this.#width === 0) {
      this.#begin(row)
      this.#width = row.length
      if (this.#hasHeader) return
    }
    if (row.length !== this.#width) throw new DataError(`csv: row ${this.rows} has ${row.length} fields, the first row has ${this.#width}`)
    for (const { at, name, builder } of this.#columns) {
      const wrong = builder.add(row[at] ?? '')
      if (wrong) throw new DataError(`csv: row ${this.rows}, column ${name}: '${row[at]}' ${wrong}`)
    }
  }

  #begin(first: readonly string[]): void {
    const isListed = Array.isArray(this.#types)
    const count = Object.keys(this.#types).length
    if (isListed && first.length > 0 && first.length !== count)
      throw new DataError(`csv: row 1 has ${first.length} fields, there are ${count} types`)
    this.#columns = Object.entries(this.#types).map(([name, type]) => {
      const at = isListed ? Number(name) : first.indexOf(name)
      if (at < 0) throw new DataError(`csv: there is no column '${name}'; there are ${first.join(', ')}`)
      if (!isListed && first.lastIndexOf(name) !== at)
        throw new DataError(`csv: two columns are called '${name}'; say the types in a list, one for each column`)
      return { at, name, builder: builder(type, this.#missing) }
    })
  }
}
