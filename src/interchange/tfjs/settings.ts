import { named } from '../read/fault.js'
import { fail } from './fault.js'
import { entryOf, type Json } from './json.js'

/** A setting of an operator or a layer: how it is read, and what stands for it where it is left out. */
export interface Setting<T> {
  readonly read: (what: string, value: unknown) => T
  /** Undefined if it must be there. */
  readonly absent: { readonly value: T } | undefined
  /** Whether `null` says something; else it is as if it were left out. */
  readonly readsNull?: boolean
}

export type Schema = Readonly<Record<string, Setting<unknown>>>

/** What a node or a layer says, by its schema. */
export type Settings<S> = { readonly [K in keyof S]: S[K] extends Setting<infer T> ? T : never }

/** Makes a setting: with what stands for it where it is left out, or with nothing if it must be there. */
export interface Kind<T> {
  (): Setting<T>
  <F extends T | undefined>(absent: F): Setting<T | F>
}

export const kind =
  <T>(read: Setting<T>['read']): Kind<T> =>
  (...absent: readonly unknown[]): Setting<T> => ({
    read,
    absent: absent.length > 0 ? { value: absent[0] as T } : undefined, // a T, or what the result's type says beside it
  })

/**
 * The settings that a schema names; files hold many others.
 *
 * @throws InvalidArgument if one is missing, or of another type
 */
export const settingsOf = (title: string, given: Json, schema: Schema): Settings<Schema> =>
  Object.fromEntries(
    Object.entries(schema).map(([name, { read, absent, readsNull = false }]) => {
      const what = `${title}: ${named(name)}`
      const value = entryOf(given, name)
      if (value !== undefined && (value !== null || readsNull)) return [name, read(what, value)]
      return absent ? [name, absent.value] : fail(`${what} is missing`)
    }),
  )
