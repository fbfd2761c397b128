import { type Either, left, right } from 'fp-ts/lib/Either.js'
import { show } from '../../src/index.js'
import { sizeOf } from '../size-of.js'
import { CheckpointError } from './checkpoint-error.js'
import { type ElementName, elementTypes, isElementName } from './elements.js'
import { type Json, JsonFault, parseJson } from './json.js'

/** A tensor as it lies in a file: its elements, row-major, each with its low byte first. */
export interface Stored {
  readonly element: ElementName
  readonly shape: readonly number[]
  readonly bytes: Uint8Array
}

/** What a safetensors file holds. */
export interface Safetensors {
  readonly tensors: ReadonlyMap<string, Stored>
  /** Texts by name, which mean nothing to the format. */
  readonly metadata: ReadonlyMap<string, string>
}

/** Bytes before the header, which say how long it is. */
const prefix = 8
/** As the format's own reader has it. */
const longestHeader = 100_000_000
const metadataName = '__metadata__'
/** Elements begin at multiples of it. */
const alignment = 8

/** A name, as a sentence has it. */
export const named = (name: string): string => JSON.stringify(name.length > 80 ? `${name.slice(0, 80)}...` : name)

const isWhole = (value: Json | undefined): value is number => typeof value === 'number' && Number.isSafeInteger(value) && value >= 0

const isList = (value: Json | undefined): value is readonly Json[] => Array.isArray(value)

/** A tensor and where its bytes lie behind the header. */
interface Placed {
  readonly name: string
  readonly element: ElementName
  readonly shape: readonly number[]
  readonly begin: number
  readonly end: number
}

/** The sentence, if there is something wrong, or the tensor that the header tells of. */
const placed = (name: string, told: Json): string | Placed => {
  const of = `the tensor ${named(name)}`
  if (!(told instanceof Map)) return `${of}: the header has no object for it`
  const [element, shape, offsets] = ['dtype', 'shape', 'data_offsets'].map((field) => (told as ReadonlyMap<string, Json>).get(field)) // a map of JSON
  if (typeof element !== 'string' || !isElementName(element))
    return `${of}: the dtype is ${JSON.stringify(element) ?? 'missing'}; there are ${Object.keys(elementTypes).join(', ')}`
  if (!isList(shape) || !shape.every(isWhole)) return `${of}: the shape is no list of sizes`
  if (!isList(offsets) || offsets.length !== 2 || !offsets.every(isWhole)) return `${of}: data_offsets are no two places`
  const [begin = 0, end = 0] = offsets
  const bytes = sizeOf(shape) * elementTypes[element].bytes
  if (end - begin !== bytes)
    return `${of}: ${element} ${show(shape)} takes ${bytes} bytes; its place, from ${begin} to ${end}, has ${end - begin}`
  return { name, element, shape, begin, end }
}

/** The sentence, if tensors overlap, leave something out, or do not end where the file does. */
const gaps = (all: readonly Placed[], length: number): string | undefined => {
  let at = 0
  for (const { name, begin, end } of all) {
    if (begin !== at) return `the tensor ${named(name)} begins at ${begin} behind the header, and what is before it ends at ${at}`
    at = end
  }
  if (at > length) return `the file is truncated: its tensors end ${at} bytes behind the header, the file after ${length}`
  return at < length ? `${length - at} bytes behind the last tensor belong to none` : undefined
}

/**
 * Reads the safetensors format, in which weights are exchanged: how long the header is (8 bytes, the low one first), the header, which is JSON, and the elements of
 * all tensors one after the other. What it gives are views of `bytes`; nothing is allocated but what the header's length allows.
 *
 * Gives a `CheckpointError`, which says where, for a file that is truncated, longer than it says, or not made by the rules: a name that is there twice, an unknown
 * dtype, a shape that does not fit its bytes, tensors that overlap or leave bytes out. `from` is how it calls the file.
 *
 * @see https://huggingface.co/docs/safetensors
 */
export const readSafetensors = (bytes: Uint8Array, from?: string): Either<CheckpointError, Safetensors> => {
  const wrong = (sentence: string, cause?: unknown): Either<CheckpointError, Safetensors> =>
    left(new CheckpointError(`safetensors: ${from === undefined ? '' : `${from}: `}${sentence}`, { cause }))
  if (bytes.length < prefix) return wrong(`the file has ${bytes.length} bytes; it starts with ${prefix} that say how long its header is`)
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true))
  if (length > longestHeader) return wrong(`the file says that its header has ${length} bytes; no header has more than ${longestHeader}`)
  if (length > bytes.length - prefix)
    return wrong(`the file is truncated: its header ends at byte ${prefix + length}, the file after ${bytes.length}`)
  const head = bytes.subarray(prefix, prefix + length)
  const body = bytes.subarray(prefix + length)

  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(head)
  } catch (cause) {
    return wrong('the header is no text in UTF-8', cause)
  }
  if (!text.startsWith('{')) return wrong(`the header begins with ${JSON.stringify(text.slice(0, 1))} at byte ${prefix}, and not with '{'`)
  let header: Json
  try {
    header = parseJson(text)
  } catch (cause) {
    if (!(cause instanceof JsonFault)) throw cause
    const at = prefix + new TextEncoder().encode(text.slice(0, cause.at)).length
    return wrong(`the header is no JSON at byte ${at}: ${cause.fault}`, cause)
  }
  if (!(header instanceof Map)) return wrong('the header is no object')

  const metadata = new Map<string, string>()
  const all: Placed[] = []
  for (const [name, told] of header as ReadonlyMap<string, Json>) {
    if (name === metadataName) {
      if (!(told instanceof Map)) return wrong(`${metadataName} is no object of texts`)
      for (const [key, value] of told as ReadonlyMap<string, Json>) {
        if (typeof value !== 'string') return wrong(`${metadataName}: ${named(key)} is no text`)
        metadata.set(key, value)
      }
      continue
    }
    const one = placed(name, told)
    if (typeof one === 'string') return wrong(one)
    all.push(one)
  }
  const fault = gaps(
    [...all].sort((a, b) => a.begin - b.begin || a.end - b.end),
    body.length,
  )
  if (fault !== undefined) return wrong(fault)
  const tensors = new Map(
    all.map(({ name, element, shape, begin, end }) => [name, { element, shape, bytes: body.subarray(begin, end) }] as const),
  )
  return right({ tensors, metadata })
}

/**
 * Tensors as a safetensors file. Those of large elements come first, and equal ones by name, so that all lie at multiples of their size.
 *
 * @throws CheckpointError if a tensor's bytes are not those of its shape, or it has the name of the metadata
 */
export const writeSafetensors = ({ tensors, metadata }: Safetensors): Uint8Array<ArrayBuffer> => {
  const ordered = [...tensors].sort(
    ([a, one], [b, other]) => elementTypes[other.element].bytes - elementTypes[one.element].bytes || (a < b ? -1 : 1),
  )
  const header: Record<string, unknown> = Object.create(null)
  if (metadata.size > 0) header[metadataName] = Object.fromEntries(metadata)
  let end = 0
  for (const [name, { element, shape, bytes }] of ordered) {
    if (name === metadataName) throw new CheckpointError(`safetensors: no tensor may be called ${metadataName}`)
    const wanted = sizeOf(shape) * elementTypes[element].bytes
    if (bytes.length !== wanted)
      throw new CheckpointError(
        `safetensors: the tensor ${named(name)}, ${element} ${show(shape)}, has ${wanted} bytes; got ${bytes.length}`,
      )
    header[name] = { dtype: element, shape, data_offsets: [end, end + wanted] }
    end += wanted
  }
  const text = new TextEncoder().encode(JSON.stringify(header))
  const length = Math.ceil(text.length / alignment) * alignment
  const file = new Uint8Array(prefix + length + end)
  new DataView(file.buffer).setBigUint64(0, BigInt(length), true)
  file.set(text, prefix)
  file.fill(0x20, prefix + text.length, prefix + length)
  let at = prefix + length
  for (const [, { bytes }] of ordered) {
    file.set(bytes, at)
    at += bytes.length
  }
  return file
}
