import { type AnyTensor, check, type Tree } from '../../src/index.js'
import { download } from './browser.js'
import { CheckpointError } from './checkpoint-error.js'
import { isModel, namesOf } from './place.js'
import { type Stored, writeSafetensors } from './safetensors.js'
import { stored } from './stored.js'
import { type Bytes, type Target, writeTo } from './stores.js'

/**
 * How to save.
 *
 * @category Saving and loading
 */
export interface SaveOptions {
  /** Texts by name, which are kept with the tensors. */
  readonly metadata?: Readonly<Record<string, string>>
  /** Bytes of elements in a file. What is larger becomes several files, `name-00001-of-00003.safetensors`, and `name.safetensors.index.json`, which says where what is. */
  readonly shardSize?: number
}

/**
 * How a file is written whose name is known.
 *
 * @category Saving and loading
 */
export type WriteFile = (name: string, bytes: Bytes) => Promise<void>

/**
 * `save`, where files are written so.
 *
 * @category Saving and loading
 */
export const saveWith =
  (writeFile: WriteFile) =>
  async (values: Tree, target: string | Target, options?: SaveOptions): Promise<void> => {
    const { metadata = {}, shardSize } = check.located(() => check.options('save', 'values, target', options, ['metadata', 'shardSize']))
    if (shardSize !== undefined) check.count('save', 'the shardSize', shardSize)
    const texts = check.located(() => textsOf('save', metadata))
    const named = check.located(() => tensorsOf('save', values))
    if (shardSize !== undefined && typeof target !== 'string')
      throw new CheckpointError('save: several files are written where there is a name to give them; pass a path, or no shardSize')
    const tensors = new Map(await Promise.all([...named].map(async ([name, x]) => [name, await stored(x)] as const)))
    if (typeof target !== 'string') return writeTo('save', target, writeSafetensors({ tensors, metadata: texts }))
    const groups = grouped(tensors, shardSize ?? Number.POSITIVE_INFINITY)
    const [only] = groups
    if (groups.length <= 1) return writeFile(target, writeSafetensors({ tensors: only ?? new Map(), metadata: texts }))
    const base = target.replace(/\.safetensors$/, '')
    const place = (i: number): string => `${base}-${count(i + 1)}-of-${count(groups.length)}.safetensors`
    for (const [i, group] of groups.entries()) await writeFile(place(i), writeSafetensors({ tensors: group, metadata: texts }))
    const leaf = (path: string): string => path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1)
    const index = {
      metadata: { ...metadata, total_size: [...tensors.values()].reduce((total, { bytes }) => total + bytes.length, 0) },
      weight_map: Object.fromEntries(groups.flatMap((group, i) => [...group.keys()].map((name) => [name, leaf(place(i))]))),
    }
    // Last: until it is there, what was there before is what is read.
    await writeFile(`${base}.safetensors.index.json`, new TextEncoder().encode(`${JSON.stringify(index, undefined, 2)}\n`))
  }

/** What is kept with the tensors. Transformers wants to be told the format, and takes that of PyTorch for any. */
const textsOf = (op: string, metadata: Readonly<Record<string, string>>): ReadonlyMap<string, string> => {
  for (const [name, text] of Object.entries(metadata))
    if (typeof text !== 'string') check.refuse(op, `the metadata ${name}`, 'a text', text)
  return new Map(Object.entries({ format: 'pt', ...metadata }))
}

/** @throws InvalidArgument for a model, in which there is nothing to save */
const tensorsOf = (op: string, values: unknown): ReadonlyMap<string, AnyTensor> => {
  if (isModel(values))
    check.refuse(
      op,
      'the first argument',
      'tensors in a tree, variables of a model say',
      values,
      'a model holds none; pass what init or fit gave',
    )
  return namesOf(op, values)
}

const count = (n: number): string => String(n).padStart(5, '0')

/** Tensors in groups of so many bytes, in order; what is larger has one of its own. */
const grouped = (tensors: ReadonlyMap<string, Stored>, size: number): readonly ReadonlyMap<string, Stored>[] => {
  const groups: Map<string, Stored>[] = []
  let room = 0
  for (const [name, one] of tensors) {
    if (one.bytes.length > room || groups.length === 0) {
      groups.push(new Map())
      room = size
    }
    groups.at(-1)?.set(name, one)
    room -= one.bytes.length
  }
  return groups
}

/**
 * Saves the tensors of a tree, variables of a model or the state of a run, as a safetensors file, which other libraries read. Parameters are called as they stand, `0/kernel`; the state of
 * a model is under `state`.
 *
 * @param target A path: in Node a file, which is written beside the old one and then takes its place, in a browser a download of that name. Or a file handle
 * (of a file picker or of OPFS), a `WritableStream`, `indexedDb(name)`, or any `{ write }`.
 * @throws CheckpointError; and what the target throws
 * @see https://huggingface.co/docs/safetensors
 * @example await save(variables, 'digits.safetensors')
 *
 * @category Saving and loading
 */
export const save: (values: Tree, target: string | Target, options?: SaveOptions) => Promise<void> = saveWith(async (name, bytes) =>
  download('save', name, bytes),
)

/**
 * The tensors of a tree as the bytes of a safetensors file, as `save` writes it.
 *
 * @throws CheckpointError if two tensors have one name
 * @example await fetch('/weights', { method: 'PUT', body: await toSafetensors(variables) })
 *
 * @category Saving and loading
 */
export const toSafetensors = async (values: Tree, options?: Pick<SaveOptions, 'metadata'>): Promise<Bytes> => {
  const { metadata = {} } = check.located(() => check.options('toSafetensors', 'values', options, ['metadata']))
  const texts = check.located(() => textsOf('toSafetensors', metadata))
  const named = check.located(() => tensorsOf('toSafetensors', values))
  const tensors = new Map(await Promise.all([...named].map(async ([name, x]) => [name, await stored(x)] as const)))
  return writeSafetensors({ tensors, metadata: texts })
}
