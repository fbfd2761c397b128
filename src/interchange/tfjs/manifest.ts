import type { DType } from '../../index.js'
import { named } from '../read/fault.js'
import { half } from '../read/half.js'
import { demandSizes } from '../read/stored.js'
import { fail } from './fault.js'
import { entryOf, isJson, type Json, jsonOf, listOf, numberOf, textOf, wholeOf } from './json.js'

/** How elements lie in the bytes, low byte first. */
interface Layout {
  readonly bytes: number
  readonly read: (view: DataView, at: number) => number
}

/** A tensor of a manifest: where it lies, and what its elements are. */
export interface Spec {
  readonly name: string
  readonly dtype: DType
  readonly shape: readonly number[]
  readonly layout: Layout
  /** From what lies there to the element. */
  readonly decode: ((stored: number) => number) | undefined
}

export interface Manifest {
  /** The shards, in order. */
  readonly paths: readonly string[]
  readonly specs: readonly Spec[]
}

/** The dtypes that can be read. */
const plain: Readonly<Record<string, Layout & { readonly dtype: DType }>> = {
  float32: { dtype: 'f32', bytes: 4, read: (view, at) => view.getFloat32(at, true) },
  int32: { dtype: 'i32', bytes: 4, read: (view, at) => view.getInt32(at, true) },
  bool: { dtype: 'bool', bytes: 1, read: (view, at) => Number(view.getUint8(at) !== 0) },
  uint8: { dtype: 'u32', bytes: 1, read: (view, at) => view.getUint8(at) },
  uint16: { dtype: 'u32', bytes: 2, read: (view, at) => view.getUint16(at, true) },
}

const tableEntry = <T>(table: Readonly<Record<string, T>>, key: string): T | undefined =>
  Object.hasOwn(table, key) ? table[key] : undefined

/** Numbers that were made whole ones of few bits, `min + scale * q`, or halves. */
const quantised = (what: string, dtype: DType, quantization: Json): Pick<Spec, 'layout' | 'decode'> => {
  const kind = textOf(`${what}: the dtype of its quantization`, entryOf(quantization, 'dtype'))
  if (kind === 'float16' && dtype === 'f32')
    return { layout: { bytes: 2, read: (view, at) => half(view.getUint16(at, true)) }, decode: (x) => x }
  const layout = kind === 'uint8' || kind === 'uint16' ? tableEntry(plain, kind) : undefined
  if (!layout || dtype === 'bool')
    return fail(`${what} is ${dtype} as ${named(kind)}; f32 as uint8, uint16 or float16 is known here, and i32 as uint8 or uint16`)
  const min = numberOf(`${what}: min`, entryOf(quantization, 'min'))
  const scale = numberOf(`${what}: scale`, entryOf(quantization, 'scale'))
  return { layout, decode: dtype === 'i32' ? (q) => Math.round(q * scale + min) : (q) => q * scale + min }
}

const shapeOf = (what: string, value: unknown): readonly number[] => {
  const shape = listOf(`${what}: its shape`, value).map((size) => wholeOf(`${what}: a size`, size))
  demandSizes(fail, what, shape)
  return shape
}

const specOf = (value: unknown): Spec => {
  const entry = jsonOf('an entry of the manifest', value)
  const name = textOf('the name of a tensor', entryOf(entry, 'name'))
  const what = `the tensor ${named(name)}`
  const dtype = textOf(`${what}: its dtype`, entryOf(entry, 'dtype'))
  const element = dtype === 'float32' || dtype === 'int32' || dtype === 'bool' ? tableEntry(plain, dtype) : undefined
  if (!element) return fail(`${what} is of ${named(dtype)}, which typegrad has no dtype for; float32, int32 and bool are read`)
  const shape = shapeOf(what, entryOf(entry, 'shape'))
  const quantization = entryOf(entry, 'quantization')
  const stored = isJson(quantization) ? quantised(what, element.dtype, quantization) : { layout: element, decode: undefined }
  return { name, dtype: element.dtype, shape, ...stored }
}

/**
 * A weights manifest: groups of tensors that lie one after the other in shards. It may be what `model.json` has as `weightsManifest`, or a file that
 * holds nothing else.
 *
 * @throws InvalidArgument if it is none, or has a dtype that is not known
 */
export const manifestOf = (value: unknown): Manifest => {
  if (value === undefined || value === null) return { paths: [], specs: [] }
  const groups = listOf('the weights manifest', value).map((group) => jsonOf('a group of the weights manifest', group))
  const specs = groups.flatMap((group) => listOf('the weights of a group', entryOf(group, 'weights')).map(specOf))
  const seen = new Set<string>()
  for (const { name } of specs) {
    if (seen.has(name)) fail(`the tensor ${named(name)} is in the manifest twice`)
    seen.add(name)
  }
  return {
    paths: groups.flatMap((group) => listOf('the paths of a group', entryOf(group, 'paths')).map((path) => textOf('a path', path))),
    specs,
  }
}
