import Papa from 'papaparse'

/** Rows that a piece of text completed, and the row, counted from the first of these, whose quotes are broken, if one is. */
export interface Rows {
  readonly rows: readonly (readonly string[])[]
  readonly broken?: number
}

/** Where the first line ends, outside of quotes; nothing where no line ends, or where what follows it is still to come. */
const lineEnd = (text: string, isLast: boolean): '\n' | '\r' | '\r\n' | undefined => {
  let isQuoted = false
  for (let i = 0; i < text.length; i++) {
    const character = text[i]
    if (character === '"') isQuoted = !isQuoted
    if (isQuoted || (character !== '\n' && character !== '\r')) continue
    if (character === '\n') return '\n'
    return i + 1 === text.length && !isLast ? undefined : text[i + 1] === '\n' ? '\r\n' : '\r'
  }
  return undefined
}

/**
 * Reads rows of fields, as RFC 4180 has them, piece by piece. Lines end as the first one does. This file alone knows Papa Parse, and is loaded when a table is.
 *
 * @see https://www.rfc-editor.org/rfc/rfc4180
 */
export const rowReader = (delimiter: string): ((piece: string, isLast: boolean) => Rows) => {
  let waiting = ''
  let newline: '\n' | '\r' | '\r\n' | undefined
  return (piece, isLast) => {
    waiting += piece
    newline ??= lineEnd(waiting, isLast)
    if (!isLast && newline === undefined) return { rows: [] }
    const parser = new Papa.Parser({ delimiter, newline: newline ?? '\n' })
    const { data, errors, meta }: Papa.ParseResult<string[]> = parser.parse(waiting, 0, !isLast)
    waiting = isLast ? '' : waiting.slice(meta.cursor)
    // What is wrong with a row that is not complete may be mended by what follows.
    const broken = errors.find(({ row = 0 }) => isLast || row < data.length)?.row
    return { rows: data, ...(broken !== undefined && { broken }) }
  }
}
