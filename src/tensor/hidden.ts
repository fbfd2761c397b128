import { type Sentence, ShapeMismatch } from '../errors.js'
import { type AnyTensor, Tensor } from './tensor.js'

/*
 * What may stand in a tree and has no branches: numbers, strings, functions, and objects that are no plain ones. Such an object is part of the structure,
 * unless it holds a tensor: no transform would see that, and a gradient would silently be the object itself.
 */

/**
 * What there is to say of an object in which a tensor would be passed by; `never` of any other. Types tell a `Map`, a `Set`, a promise, and an instance of a
 * class that has private fields; all others look like plain objects to them.
 */
export type Hidden<T> = T extends Collecting
  ? HiddenIn<T>
  : { [K in keyof T]: T[K] } extends T
    ? never
    : IfTensor<
        T[keyof T],
        'is an instance of a class with a tensor in it; tensors are found in plain objects and arrays only: pass its fields, as in { ...model }'
      >

/** What maps and sets, and promises, have: told apart from plain objects at less cost than by all that they have. */
type Collecting = { readonly has: unknown } | { readonly then: unknown }

type HiddenIn<T> =
  T extends Promise<unknown>
    ? 'is a promise; await it first'
    : T extends ReadonlyMap<unknown, infer V>
      ? IfTensor<V, 'is a Map with a tensor in it; tensors are found in plain objects and arrays only: pass Object.fromEntries(map)'>
      : T extends ReadonlySet<infer V>
        ? IfTensor<V, 'is a Set with a tensor in it; tensors are found in plain objects and arrays only: pass [...set]'>
        : never

type IfTensor<V, Said> = unknown extends V ? never : [Extract<V, AnyTensor>] extends [never] ? never : Said

/** So many values are looked at in search of a tensor, nearest first: what is larger is somebody's data. */
const mostLookedAt = 10_000

/** Something found in an object, and how it is reached from there: `.layers[0].w`. */
interface Found {
  readonly value: unknown
  readonly path: string
}

/** What an object holds; without running code of its own. */
const within = ({ value, path }: Found): Found[] => {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return []
  if (Array.isArray(value)) return value.slice(0, mostLookedAt).map((one, i) => ({ value: one, path: `${path}[${i}]` }))
  if (value instanceof Map)
    return [...value].flatMap((entry) => entry.map((one) => ({ value: one, path: `${path}.get(${label(entry[0])})` })))
  if (value instanceof Set) return [...value].map((one, i) => ({ value: one, path: `${path}[${i}]` }))
  return Reflect.ownKeys(value).map((key) => ({
    value: Object.getOwnPropertyDescriptor(value, key)?.value,
    path: typeof key === 'symbol' ? `${path}[${String(key)}]` : `${path}.${key}`,
  }))
}

const label = (key: unknown): string => (typeof key === 'string' ? `'${key}'` : `${typeof key === 'object' ? '...' : String(key)}`)

/** How the nearest tensor in something is reached, if there is one. */
const tensorIn = (root: object): string | undefined => {
  const seen = new Set<unknown>([root])
  const queue = within({ value: root, path: '' })
  for (let at = 0; at < queue.length && at < mostLookedAt; at++) {
    const found = queue[at]
    if (!found || seen.has(found.value)) continue
    if (found.value instanceof Tensor) return found.path
    seen.add(found.value)
    queue.push(...within(found))
  }
  return undefined
}

/** What an object is, and what to pass in its place. */
const described = (value: object): { readonly what: string; readonly instead: string } => {
  if (value instanceof Map) return { what: 'a Map', instead: 'Object.fromEntries(map)' }
  if (value instanceof Set) return { what: 'a Set', instead: '[...set]' }
  const { name } = Object.getPrototypeOf(value)?.constructor ?? {}
  return { what: `an instance of ${typeof name === 'string' && name !== '' ? name : 'a class'}`, instead: 'its fields, as in { ...model }' }
}

const isPromise = (value: object): boolean => 'then' in value && typeof value.then === 'function'

/**
 * Does nothing if an object that is no branch of a tree holds no tensor.
 *
 * @throws ShapeMismatch with the sentence, which begins with the place
 */
export const demandNoTensor = (value: object, place: string): void => {
  const fault = hiddenIn(value)
  if (fault !== undefined) throw new ShapeMismatch(`${place} ${fault}`)
}

const hiddenIn = (value: object): Sentence | undefined => {
  if (isPromise(value)) return 'is a promise; await it first'
  const path = tensorIn(value)
  if (path === undefined) return undefined
  const { what, instead } = described(value)
  return `is ${what} with a tensor in it (${path}); tensors are found in plain objects and arrays only: pass ${instead}`
}

/**
 * Does nothing if no tensor stands under a symbol, where trees do not look.
 *
 * @throws ShapeMismatch with the sentence
 */
export const demandNoSymbols = (branch: Readonly<Record<PropertyKey, unknown>>, place: string): void => {
  for (const key of Object.getOwnPropertySymbols(branch))
    if (branch[key] instanceof Tensor) throw new ShapeMismatch(`${place} has a tensor under ${String(key)}; trees have names: give it one`)
}
