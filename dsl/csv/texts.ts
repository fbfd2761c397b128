import { check } from '../../src/index.js'
import { DataError } from '../data/error.js'
import { chunksOf, isStream, type WebStream } from '../data/streams.js'

/**
 * A text, its bytes in UTF-8, or pieces of either one after the other: a stream of Node or of the web, or an async generator.
 *
 * @category Data
 */
export type TextSource = string | Uint8Array | AsyncIterable<string | Uint8Array> | WebStream

async function* piecesOf(source: TextSource): AsyncGenerator {
  if (typeof source === 'string' || source instanceof Uint8Array) yield source
  // Not every browser's streams can be gone through by `for await`.
  else yield* isStream(source) ? source : chunksOf(source)
}

/** @throws InvalidArgument unless it is one */
export const demandTexts = (op: string, given: unknown): void => {
  const isOne =
    typeof given === 'string' ||
    given instanceof Uint8Array ||
    isStream(given) ||
    (typeof given === 'object' && given !== null && 'getReader' in given)
  if (!isOne) check.refuse(op, 'the first argument', 'a text, bytes, or a stream of them', given)
}

/**
 * The pieces of a text, without the mark at the front that says it is Unicode.
 *
 * @throws DataError for bytes that are no UTF-8
 */
export async function* textsOf(op: string, source: TextSource): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  const decoded = (bytes?: Uint8Array): string => {
    try {
      return bytes ? decoder.decode(bytes, { stream: true }) : decoder.decode()
    } catch (cause) {
      throw new DataError(`${op}: the bytes are no UTF-8`, { cause })
    }
  }
  let isFirst = true
  for await (const piece of piecesOf(source)) {
    if (typeof piece !== 'string' && !(piece instanceof Uint8Array)) check.refuse(op, 'a piece of the stream', 'a text or bytes', piece)
    const text = typeof piece === 'string' ? piece : decoded(piece as Uint8Array) // as was just seen
    yield isFirst ? text.replace(/^\ufeff/, '') : text
    isFirst &&= text === ''
  }
  yield decoded()
}
