import { check } from '../../src/index.js'
import { chunksOf, type WebStream } from '../data/streams.js'
import { joinedBytes } from '../joined-bytes.js'
import { CheckpointError } from './checkpoint-error.js'

/* Where weights lie: what bytes are read from and written to. Types are as small as they can be, so that those of every platform fit. */

/**
 * Bytes in memory that is not shared; TypeScript before 5.7 has no name for them.
 *
 * @category Saving and loading
 */
export type Bytes = ReturnType<typeof Uint8Array.of>

/**
 * How far a file is read.
 *
 * @category Saving and loading
 */
export interface LoadProgress {
  /** Bytes read so far. */
  readonly loaded: number
  /** Bytes in all, where the source says so. */
  readonly total: number | undefined
}

/**
 * A place of your own: a database, a bucket.
 *
 * @category Saving and loading
 */
export interface Store {
  read(): Promise<Uint8Array>
  write(bytes: Uint8Array): Promise<unknown>
}

/**
 * What bytes are read from: `Response`, `Blob` and `File`, a `ReadableStream`, a `FileSystemFileHandle`, bytes themselves, a `Store`.
 *
 * @category Saving and loading
 */
export type Source =
  | Uint8Array
  | ArrayBuffer
  | AsyncIterable<Uint8Array>
  | WebStream
  | { arrayBuffer(): Promise<ArrayBuffer> }
  | { getFile(): Promise<{ arrayBuffer(): Promise<ArrayBuffer> }> }
  | Pick<Store, 'read'>

/**
 * What bytes are written to: a `WritableStream`, a `FileSystemFileHandle`, as file pickers and the origin private file system give it, a `Store`.
 *
 * @category Saving and loading
 */
export type Target = { getWriter(): StreamWriter } | { createWritable(): Promise<StreamWriter> } | Pick<Store, 'write'>

interface StreamWriter {
  write(bytes: Bytes): Promise<unknown>
  close(): Promise<unknown>
  abort?(reason?: unknown): Promise<unknown>
}

type Has<Name extends string> = { readonly [N in Name]: (...args: never) => unknown }

const has = <Name extends string>(given: unknown, name: Name): given is Has<Name> =>
  ((typeof given === 'object' && given !== null) || typeof given === 'function') &&
  typeof (given as Partial<Record<Name, unknown>>)[name] === 'function'

/** All bytes of a source. */
export const bytesOf = async (op: string, source: Source, progress?: (progress: LoadProgress) => unknown): Promise<Uint8Array> => {
  if (source instanceof Uint8Array) return atOnce(source, progress)
  if (source instanceof ArrayBuffer) return atOnce(new Uint8Array(source), progress)
  if (typeof source !== 'object' || source === null) return refused(op, source)
  if ('ok' in source && source.ok === false)
    throw new CheckpointError(
      `${op}: the server answered ${'status' in source ? source.status : 'with an error'}${'url' in source && source.url ? ` for ${source.url}` : ''}`,
    )
  if (has(source, 'getFile')) return bytesOf(op, await (source as { getFile(): Promise<Source> }).getFile(), progress)
  // A response is read piece by piece where someone wants to see how far it is.
  if (progress && 'body' in source && has(source.body, 'getReader'))
    return gathered(op, chunksOf(source.body as WebStream), progress, lengthIn(source))
  if (has(source, 'arrayBuffer'))
    return atOnce(new Uint8Array(await (source as { arrayBuffer(): Promise<ArrayBuffer> }).arrayBuffer()), progress)
  if (Symbol.asyncIterator in source) return gathered(op, source as AsyncIterable<unknown>, progress)
  if (has(source, 'getReader')) return gathered(op, chunksOf(source as WebStream), progress)
  if (has(source, 'read')) return bytesOf(op, (await (source as Pick<Store, 'read'>).read()) as Source, progress)
  return refused(op, source)
}

/** Bytes that are all there, once that was told. */
const atOnce = (bytes: Uint8Array, progress?: (progress: LoadProgress) => unknown): Uint8Array => {
  progress?.({ loaded: bytes.length, total: bytes.length })
  return bytes
}

const refused = (op: string, source: unknown): never =>
  check.refuse(op, 'the source', 'bytes, a path or URL, a Response, a Blob or File, a stream, a file handle, or { read }', source)

/** The length that a response says it has. (Of a compressed one it is another than that of what comes out.) */
const lengthIn = (response: object): number | undefined => {
  const headers = 'headers' in response ? response.headers : undefined
  if (!has(headers, 'get')) return undefined
  const { get } = headers as { get(name: string): string | null }
  const [length, encoding] = ['content-length', 'content-encoding'].map((name) => get.call(headers, name))
  return length && !encoding ? Number(length) : undefined
}

const gathered = async (
  op: string,
  source: AsyncIterable<unknown>,
  progress?: (progress: LoadProgress) => unknown,
  total?: number,
): Promise<Uint8Array> => {
  const parts: Uint8Array[] = []
  let loaded = 0
  for await (const part of source) {
    if (!(part instanceof Uint8Array)) return check.refuse(op, 'what the source gives', 'bytes, in a Uint8Array', part)
    parts.push(part)
    loaded += part.length
    progress?.({ loaded, total })
  }
  return joinedBytes(parts)
}

/** Writes all bytes or none: what fails in between is let go, so that a file stays as it was and is free. */
const writeWhole = async (writer: StreamWriter, bytes: Bytes): Promise<void> => {
  try {
    await writer.write(bytes)
    await writer.close()
  } catch (cause) {
    await writer.abort?.(cause)
    throw cause
  }
}

/** Writes all bytes to a target. */
export const writeTo = async (op: string, target: Target, bytes: Bytes): Promise<void> => {
  if (has(target, 'createWritable')) {
    // What is written shows when it is closed, all at once.
    await writeWhole(await (target as { createWritable(): Promise<StreamWriter> }).createWritable(), bytes)
  } else if (has(target, 'getWriter')) await writeWhole((target as { getWriter(): StreamWriter }).getWriter(), bytes)
  else if (has(target, 'write')) await (target as Pick<Store, 'write'>).write(bytes)
  else check.refuse(op, 'the target', 'a path, a WritableStream, a file handle, or { write }', target)
}
