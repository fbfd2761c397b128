/* How values read in the output. */

import { type Plugin, format as pretty } from 'pretty-format'
import { Tensor } from './watched.js'

const most = 100

const numbers: Plugin = {
  test: (value) =>
    ArrayBuffer.isView(value) ||
    (Array.isArray(value) &&
      value.length > 0 &&
      value.every((x) => typeof x === 'number' || typeof x === 'boolean' || typeof x === 'bigint')),
  serialize: (value: readonly number[]) => {
    const name = Array.isArray(value) ? '' : `${(value as object).constructor.name} `
    return `${name}[${[...Array.prototype.slice.call(value, 0, most), ...(value.length > most ? ['...'] : [])].join(', ')}]`
  },
}

const tensors: Plugin = {
  test: (value) => value instanceof Tensor,
  serialize: (value: object, _, indentation) => String(value).replaceAll('\n', `\n${indentation}`),
}

const errors: Plugin = { test: (value) => value instanceof Error, serialize: (value: Error) => `${value.name}: ${value.message}` }

const formatOne = (value: unknown): string =>
  typeof value === 'string'
    ? value
    : pretty(value, { plugins: [tensors, numbers, errors], printBasicPrototype: false, escapeString: false, maxDepth: 6 })

/** The tensors in it, at any depth. */
const tensorsIn = (value: unknown, seen = new Set<unknown>()): readonly { data(): Promise<unknown> }[] => {
  if (value instanceof Tensor) return [value]
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value) || seen.has(value)) return []
  seen.add(value)
  return Object.values(value).flatMap((one) => tensorsIn(one, seen))
}

/** As a line of text, once the values of all tensors in it are known. Rejects with the error of one that can't be read. */
export const formatted = async (values: readonly unknown[]): Promise<string> => {
  await Promise.all(tensorsIn(values).map((one) => one.data()))
  return values.map(formatOne).join(' ')
}
