import { named } from '../../read/fault.js'
import type { Known } from '../../read/known.js'
import { type AttributeProto, AttributeProto_AttributeType as Type } from '../onnx_pb.js'
import { fail } from './fault.js'
import type { Graph } from './graph.js'

/** What reading an attribute takes from the file around it. */
export interface Around {
  /** Within a function what its attributes are. */
  readonly settings: ReadonlyMap<string, AttributeProto>
  readonly tensor: (what: string, proto: NonNullable<AttributeProto['t']>) => Known
  readonly graph: (what: string, proto: NonNullable<AttributeProto['g']>) => Graph
}

/** A setting of an operator: its type in the file, and what stands for it where it is left out. */
export interface Attribute<T> {
  readonly type: Type
  readonly read: (what: string, proto: AttributeProto, around: Around) => T
  /** Undefined if it must be there. */
  readonly absent: { readonly value: T } | undefined
}

export type Schema = Readonly<Record<string, Attribute<unknown>>>

/** What a node says, by the schema of its operator. */
export type Settings<S> = { readonly [K in keyof S]: S[K] extends Attribute<infer T> ? T : never }

const int64 = (what: string, value: bigint): number => {
  const number = Number(value)
  // The ends of int64 stand for "as far as it goes".
  return Math.abs(number) <= Number.MAX_SAFE_INTEGER || Math.abs(number) > 2 ** 62
    ? number
    : fail(`${what} is ${value}, which is too large`)
}

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes)

/** Makes a setting: with what stands for it where it is left out, or with nothing if it must be there. */
interface Kind<T> {
  (): Attribute<T>
  <F extends T | undefined>(absent: F): Attribute<T | F>
}

const kind =
  <T>(type: Type, read: Attribute<T>['read']): Kind<T> =>
  (...absent: readonly unknown[]): Attribute<T> => ({
    type,
    read,
    absent: absent.length > 0 ? { value: absent[0] as T } : undefined, // a T, or what the result's type says beside it
  })

export const int = kind(Type.INT, (what, { i }) => int64(what, i))
export const float = kind(Type.FLOAT, (_, { f }) => f)
export const string = kind(Type.STRING, (_, { s }) => text(s))
export const ints = kind<readonly number[]>(Type.INTS, (what, { ints }) => ints.map((one) => int64(what, one)))
export const floats = kind<readonly number[]>(Type.FLOATS, (_, { floats }) => floats)
export const strings = kind<readonly string[]>(Type.STRINGS, (_, { strings }) => strings.map(text))
export const tensorOf = kind<Known>(Type.TENSOR, (what, { t }, { tensor }) => (t ? tensor(what, t) : fail(`${what} holds no tensor`)))
export const graphOf = kind<Graph>(Type.GRAPH, (what, { g }, { graph }) => (g ? graph(what, g) : fail(`${what} holds no graph`)))

/**
 * The settings of a node, by the schema.
 *
 * @throws InvalidArgument if one is missing, there twice, of another type or not known
 */
export const settingsOf = (what: string, protos: readonly AttributeProto[], schema: Schema, around: Around): Settings<Schema> => {
  const given = new Map<string, unknown>()
  for (const proto of protos) {
    const of = `${what}: the attribute ${named(proto.name)}`
    const attribute = Object.hasOwn(schema, proto.name) ? schema[proto.name] : undefined
    if (!attribute) return fail(`${of} is none of this operator`)
    if (given.has(proto.name)) return fail(`${of} is there twice`)
    // One that refers to an attribute of the function around, which the call leaves out, is left out too.
    const meant = proto.refAttrName === '' ? proto : around.settings.get(proto.refAttrName)
    if (!meant) continue
    if (meant.type !== attribute.type)
      return fail(`${of} is ${Type[meant.type]?.toLowerCase()}, and has to be ${Type[attribute.type]?.toLowerCase()}`)
    given.set(proto.name, attribute.read(of, meant, around))
  }
  return Object.fromEntries(
    Object.entries(schema).map(([name, { absent }]) => {
      if (given.has(name)) return [name, given.get(name)]
      return absent ? [name, absent.value] : fail(`${what}: the attribute ${named(name)} is missing`)
    }),
  )
}
