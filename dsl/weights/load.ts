import { getOrElseW } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { type AnyTensor, check, key, scope, show, type Tree } from '../../src/index.js'
import type { AnyModel, VariablesOf } from '../model/model.js'
import { CheckpointError } from './checkpoint-error.js'
import { fetched } from './fetched.js'
import { isModel, namesOf, replacedBy } from './place.js'
import { named, readSafetensors, type Safetensors, type Stored } from './safetensors.js'
import { shardsIn } from './shards.js'
import { described, permuted, tensorOf, type Values, valuesOf } from './stored.js'
import { bytesOf, type LoadProgress, type Source } from './stores.js'

/**
 * Which tensor of a file is meant, and how its axes go: axis `i` is axis `axes[i]` of the file's.
 *
 * @category Saving and loading
 */
export interface Renamed {
  readonly name: string
  readonly axes?: readonly number[]
}

/**
 * A tensor of the model that a file has in other parts: of which tensors there, and what they become, `{ names: ['a', 'b'], make: (a, b) => add(a, b) }`.
 *
 * @category Saving and loading
 */
export interface Made {
  readonly names: readonly string[]
  readonly make: (...parts: AnyTensor[]) => AnyTensor
}

/**
 * What a file has: shapes by name.
 *
 * @category Saving and loading
 */
export type InFile = ReadonlyMap<string, { readonly shape: readonly number[] }>

/**
 * Where in a file a tensor of the model is: its name there; nothing if it is not to be read.
 *
 * @category Saving and loading
 */
export type Rename = (name: string, tensor: { readonly shape: readonly number[] }, file: InFile) => string | Renamed | Made | undefined

/**
 * How to load.
 *
 * @category Saving and loading
 */
export interface LoadOptions<T> {
  /** Where the file has what the model calls `0/kernel`; by that name if left out. */
  readonly rename?: Rename
  /** Whose tensors are taken where the file has none, or `rename` gives nothing: `init(model, key)`, say. If left out, the file has to have all. */
  readonly missing?: T
  /** What becomes of tensors of the file that the model has no place for: they are refused, `'refuse'`, or left, `'ignore'`; `'refuse'` if left out, unless `missing` is given. */
  readonly unused?: 'refuse' | 'ignore'
  /** Told how far the file is read, now and then, and where it comes at once, once. Of several files each is told of by itself. */
  readonly progress?: (progress: LoadProgress) => unknown
}

/**
 * How a file is read whose path or URL is known.
 *
 * @category Saving and loading
 */
export type ReadFile = (path: string) => Promise<Source>

/**
 * What it gives for a model or a tree like the one that was saved.
 *
 * @category Saving and loading
 */
export interface Load {
  <M extends AnyModel>(
    model: M,
    source: string | { readonly href: string } | Source,
    options?: LoadOptions<VariablesOf<M>>,
  ): Promise<VariablesOf<M>>
  <T extends Tree>(like: T, source: string | { readonly href: string } | Source, options?: LoadOptions<T>): Promise<T>
}

/** What a file holds. */
export const read = async (
  source: string | { readonly href: string } | Source,
  readFile: ReadFile,
  progress?: (progress: LoadProgress) => unknown,
): Promise<Safetensors> => {
  const path =
    typeof source === 'string' ? source : typeof source === 'object' && source !== null && 'href' in source ? source.href : undefined
  const bytes = await bytesOf('load', path === undefined ? (source as Source) : await readFile(path), progress) // it is no path
  if (path?.endsWith('.json'))
    return shardsIn(path, bytes, async (name) => parsed(await bytesOf('load', await readFile(name), progress), name))
  return parsed(bytes, path ?? nameOf(source))
}

/** What a response, or a file of a page, is called. */
const nameOf = (source: unknown): string | undefined => {
  const { url, name } = source as { readonly url?: unknown; readonly name?: unknown } // any of them may be missing
  return [url, name].find((one): one is string => typeof one === 'string' && one !== '')
}

const parsed = (bytes: Uint8Array, from: string | undefined): Safetensors =>
  pipe(
    readSafetensors(bytes, from),
    getOrElseW((error) => {
      throw error
    }),
  )

/**
 * `load`, where files are read so.
 *
 * @category Saving and loading
 */
export const loadWith = (readFile: ReadFile): Load =>
  (async (like: unknown, source: string | { readonly href: string } | Source, given?: LoadOptions<unknown>): Promise<unknown> => {
    const options = check.located(() => check.options('load', 'model, source', given, ['rename', 'missing', 'unused', 'progress']))
    const { rename, missing, progress, unused = missing === undefined ? 'refuse' : 'ignore' } = options
    if (typeof like !== 'object' || like === null)
      check.refuse('load', 'the first argument', 'a model, or a tree of tensors like the one that was saved', like)
    if (progress !== undefined) check.callable('load', 'progress', progress)
    if (rename !== undefined && typeof rename !== 'function')
      check.refuse('load', 'rename', 'a function, (name) => name in the file', rename)
    if (unused !== 'refuse' && unused !== 'ignore') check.refuse('load', 'unused', "'refuse' or 'ignore'", unused)
    const file = await read(source, readFile, progress)
    return scope(() => filled(like, file, { rename, missing, unused }))
  }) as Load // the tree is the model's, or that of the example

interface Filling {
  readonly rename?: Rename | undefined
  readonly missing?: unknown
  readonly unused?: 'refuse' | 'ignore'
}

/**
 * The variables of a model, or a tree like the one given, with tensors of a file.
 *
 * @throws CheckpointError
 */
export const filled = (
  like: unknown,
  { tensors }: Safetensors,
  { rename = (name) => name, missing, unused = 'refuse' }: Filling = {},
): unknown => {
  const template = isModel(like) ? like.whole.init(key(0), like.input) : like
  const wanted = namesOf('load', template)
  const spare = missing === undefined ? undefined : namesOf('load', missing)
  const used = new Set<string>()
  const found = new Map<string, Values | AnyTensor>()
  for (const [name, leaf] of wanted) {
    const answer = rename(name, { shape: leaf.shape }, tensors)
    const names = sourcesOf(name, answer)
    const there = names.find((part) => !tensors.has(part))
    if (names.length > 0 && there === undefined) {
      for (const part of names) used.add(part)
      const one = taken(name, leaf, tensors, answer)
      if (one) found.set(name, one)
      continue
    }
    const instead = spare?.get(name)
    if (instead && (instead.dtype !== leaf.dtype || show(instead.shape) !== show(leaf.shape)))
      throw new CheckpointError(`load: the tensor ${named(name)} is ${described(instead)} in missing, and ${described(leaf)} in the model`)
    if (instead) found.set(name, instead)
    else
      throw new CheckpointError(
        `load: the file has no tensor ${named(there ?? name)}, ${described(leaf)}${whose(like, name)}; it has ${listed([...tensors.keys()])}${tensors.has(`variables/params/${name}`) ? '; it holds a run, which loadRun reads' : ''}`,
      )
  }
  const left = [...tensors.keys()].filter((name) => !used.has(name))
  if (left.length > 0 && unused === 'refuse')
    throw new CheckpointError(
      `load: the file has ${listed(left)}, which the model has no place for; pass { unused: 'ignore' } to leave it, or rename`,
    )
  return replacedBy(template, (name, leaf) => {
    const one = found.get(name)
    return one === undefined ? leaf : 'values' in one ? tensorOf(one) : one
  })
}

/** The names in the file that an answer of `rename` speaks of. */
const sourcesOf = (name: string, answer: ReturnType<Rename>): readonly string[] => {
  if (answer === undefined) return []
  if (typeof answer === 'string') return [answer]
  if (typeof answer !== 'object' || answer === null)
    return check.refuse('load', `what rename gives for ${named(name)}`, 'a name, { name, axes }, { names, make } or nothing', answer)
  if (!('make' in answer)) return [answer.name]
  if (answer.names.length === 0 || typeof answer.make !== 'function')
    check.refuse('load', `what ${named(name)} is made of`, 'one name or more, and a function of their tensors', answer)
  return answer.names
}

/** What the model gets of tensors that the file has. */
const taken = (
  name: string,
  leaf: AnyTensor,
  tensors: ReadonlyMap<string, Stored>,
  answer: ReturnType<Rename>,
): Values | AnyTensor | undefined => {
  if (typeof answer !== 'object' || !('make' in answer)) {
    const { name: there = '', axes } = typeof answer === 'object' ? answer : { name: answer, axes: undefined }
    const one = tensors.get(there)
    return one && fitting(name, there, leaf, one, axes)
  }
  const parts = answer.names.flatMap((part) => {
    const one = tensors.get(part)
    return one ? [tensorOf(valuesOf(part, one, leaf.dtype))] : []
  })
  const made = answer.make(...parts)
  if (made.dtype !== leaf.dtype || show(made.shape) !== show(leaf.shape))
    throw new CheckpointError(
      `load: what is made of ${listed(answer.names)}, for ${named(name)}, is ${described(made)}, and ${described(leaf)} in the model`,
    )
  return made
}

/** The values of a tensor of the file, with its axes in order, if they are what the model wants. */
const fitting = (name: string, there: string, leaf: AnyTensor, one: Stored, axes: readonly number[] | undefined): Values => {
  const values = valuesOf(there, one, leaf.dtype)
  if (axes && [...axes].sort((a, b) => a - b).join() !== values.shape.map((_, i) => i).join())
    throw new CheckpointError(`load: axes [${axes.join(', ')}] are no order of the axes of ${named(there)}, which is ${described(values)}`)
  const turned = axes ? permuted(values, axes) : values
  if (turned.dtype !== leaf.dtype || show(turned.shape) !== show(leaf.shape))
    throw new CheckpointError(
      `load: ${there === name ? `the tensor ${named(name)}` : `the tensor ${named(there)}, for ${named(name)},`} is ${described(turned)} in the file, and ${described(leaf)} in the model`,
    )
  return turned
}

const listed = (names: readonly string[]): string =>
  names.length === 0 ? 'none' : `${names.slice(0, 6).map(named).join(', ')}${names.length > 6 ? ` and ${names.length - 6} more` : ''}`

/** Of which layer a parameter is. */
const whose = (like: unknown, name: string): string => {
  if (!isModel(like)) return ''
  const layer = like.layers[Number(name.replace(/^state\//, '').split('/')[0])]
  return layer ? `, of ${layer.name}` : ''
}

/**
 * The variables of a model from a safetensors file; or a tree like one that was saved, the state of an optimiser say. All is checked before the first tensor is made: names,
 * shapes and dtypes. Halves and bytes become `f32` and `i32`.
 *
 * @param source A path: in Node a file or a URL, in a browser a URL; one that ends in `.json` is the index of several files. Or a `Response`, a `Blob` or `File`, a stream, a file handle,
 * `indexedDb(name)`, bytes, or any `{ read }`.
 * @throws CheckpointError for a file that is damaged or does not fit; it says where
 * @example
 * ```ts
 * const variables = await load(model, 'digits.safetensors')
 * const [first] = await load([zeros([3])], await fetch('/weights.safetensors'))
 * ```
 *
 * @category Saving and loading
 */
export const load: Load = loadWith(fetched)
