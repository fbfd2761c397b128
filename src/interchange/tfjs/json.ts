import { named } from '../read/fault.js'
import { fail } from './fault.js'

/** An object of a file that nobody has looked at yet. */
export interface Json {
  readonly [key: string]: unknown
}

export const isJson = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)

/** What is there, in a word or two. */
export const shown = (value: unknown): string => {
  if (value === undefined || value === null) return 'missing'
  if (typeof value === 'string') return named(value)
  if (typeof value === 'object') return Array.isArray(value) ? `a list of ${value.length}` : 'an object'
  return String(value)
}

const reader =
  <T>(is: (value: unknown) => value is T, kind: string) =>
  (what: string, value: unknown): T =>
    is(value) ? value : fail(`${what} is ${shown(value)}; it has to be ${kind}`)

/** @throws InvalidArgument if it is none */
export const jsonOf = reader(isJson, 'an object')

/** @throws InvalidArgument if it is none */
export const listOf = reader((value): value is readonly unknown[] => Array.isArray(value), 'a list')

/** @throws InvalidArgument if it is none */
export const textOf = reader((value): value is string => typeof value === 'string', 'a text')

/** @throws InvalidArgument if it is none */
export const numberOf = reader((value): value is number => typeof value === 'number' && Number.isFinite(value), 'a number')

/** An entry that the object has itself. */
export const entryOf = (object: Json, key: string): unknown => (Object.hasOwn(object, key) ? object[key] : undefined)

/** A whole number; 64 bits are written as a text. */
export const wholeOf = (what: string, value: unknown): number => {
  const number = typeof value === 'string' && /^-?\d{1,20}$/.test(value) ? Number(value) : value
  return typeof number === 'number' && Number.isInteger(number) && Math.abs(number) <= 2 ** 63
    ? number
    : fail(`${what} is ${shown(value)}; it has to be a whole number`)
}
