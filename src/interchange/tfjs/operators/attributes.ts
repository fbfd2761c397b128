import type { DType } from '../../../index.js'
import { named } from '../../read/fault.js'
import { fail } from '../fault.js'
import { entryOf, jsonOf, listOf, shown, wholeOf } from '../json.js'
import { kind, type Setting } from '../settings.js'

/* An attribute of a graph's node is an object with one entry, which tells its type: `{ "i": "1" }`, `{ "list": { "s": [...] } }`. */

const inside = (what: string, value: unknown, key: string): unknown => entryOf(jsonOf(what, value), key)

const inList = (what: string, value: unknown, key: string): readonly unknown[] => {
  const list = jsonOf(`${what}: its list`, inside(what, value, 'list') ?? {})
  return listOf(`${what}: its list`, entryOf(list, key) ?? [])
}

export const int = kind((what, value) => wholeOf(what, inside(what, value, 'i')))
export const ints = kind<readonly number[]>((what, value) => inList(what, value, 'i').map((one) => wholeOf(what, one)))

export const float = kind((what, value) => {
  const number = inside(what, value, 'f') ?? 0
  return typeof number === 'number' ? number : fail(`${what} is ${shown(number)}; it has to be a number`)
})

export const flag = kind((what, value) => {
  const truth = inside(what, value, 'b') ?? false
  return typeof truth === 'boolean' ? truth : fail(`${what} is ${shown(truth)}; it has to be true or false`)
})

/** What is shown of them: what can be read. */
const legible = (all: readonly string[]): string => named(all.findLast((one) => /^[ -~]*$/.test(one)) ?? '')

/** Bytes are written in base 64, or as a list of numbers; some writers leave the text as it is. */
const spellings = (what: string, value: unknown): readonly string[] => {
  if (Array.isArray(value)) return [String.fromCharCode(...value.slice(0, 1000).map((one) => wholeOf(what, one)))]
  if (typeof value !== 'string') return fail(`${what} is ${shown(value)}; it has to be a text`)
  try {
    return [value, atob(value)]
  } catch {
    return [value]
  }
}

const choose = <T>(what: string, value: unknown, table: Readonly<Record<string, T>>): T => {
  const all = spellings(what, value)
  const key = all.find((one) => Object.hasOwn(table, one))
  const found = key === undefined ? undefined : table[key]
  return found ?? fail(`${what} is ${legible(all)}, which is not known here; there are ${Object.keys(table).join(', ')}`)
}

/** A text, and what it stands for. */
export const choice = <T>(table: Readonly<Record<string, T>>, ...absent: readonly T[]): Setting<T> => ({
  read: (what, value) => choose(what, inside(what, value, 's'), table),
  absent: absent.length > 0 ? { value: absent[0] as T } : undefined, // there is one, so it is a T
})

/** Texts, and what they stand for. */
export const choices = <T>(table: Readonly<Record<string, T>>): Setting<readonly T[]> => ({
  read: (what, value) => inList(what, value, 's').map((one) => choose(what, one, table)),
  absent: { value: [] },
})

/** A text of which a part is known. */
export const textWith = (part: string): Setting<string> => ({
  read: (what, value) => {
    const all = spellings(what, inside(what, value, 's'))
    return all.find((one) => one.includes(part)) ?? fail(`${what} is ${legible(all)}, which has no ${named(part)}`)
  },
  absent: undefined,
})

/** What TensorFlow calls a type, and its number. */
const dtypes: Readonly<Record<string, DType>> = {
  DT_FLOAT: 'f32',
  1: 'f32',
  DT_DOUBLE: 'f32',
  2: 'f32',
  DT_INT32: 'i32',
  3: 'i32',
  DT_UINT8: 'i32',
  4: 'i32',
  DT_INT8: 'i32',
  6: 'i32',
  DT_INT64: 'i32',
  9: 'i32',
  DT_BOOL: 'bool',
  10: 'bool',
  DT_HALF: 'f32',
  19: 'f32',
}

/**
 * The dtype that a type of TensorFlow becomes: those of fewer or more bits are `i32` and `f32`, as in TensorFlow.js.
 *
 * @throws InvalidArgument if there is none
 */
export const dtypeOf = (what: string, type: unknown): DType => {
  const found = (typeof type === 'string' || typeof type === 'number') && Object.hasOwn(dtypes, type) ? dtypes[type] : undefined
  return found ?? fail(`${what} is ${shown(type)}, which typegrad has no dtype for`)
}

export const type = kind((what, value) => dtypeOf(what, inside(what, value, 'type')))

/** The sizes of a shape; -1 is one that is left open. Undefined if the rank is open, too. */
export const sizesIn = (what: string, shape: unknown): readonly (number | undefined)[] | undefined => {
  const told = jsonOf(what, shape)
  if (entryOf(told, 'unknownRank') === true) return undefined
  return listOf(`${what}: its sizes`, entryOf(told, 'dim') ?? []).map((dim) => {
    const size = wholeOf(`${what}: a size`, entryOf(jsonOf(`${what}: a size`, dim), 'size') ?? 0)
    return size < 0 ? undefined : size
  })
}

export const shape = kind((what, value) => sizesIn(what, inside(what, value, 'shape')))
