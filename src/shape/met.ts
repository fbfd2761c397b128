import { show } from './dim.js'

/** What has the look of a tensor, which is defined further up. */
const typeOf = (value: object): string | undefined => {
  const { type } = value as { readonly type?: { readonly shape?: unknown; readonly dtype?: unknown } } // any object may lack it
  return type && Array.isArray(type.shape) && typeof type.dtype === 'string' ? `${type.dtype}${show(type.shape)}` : undefined
}

/** A value as a sentence names it: `3`, `'adam'`, `an array`, `a tensor f32[2, 3]`, `a Float32Array`, `the function dense`. */
export const met = (value: unknown): string => {
  if (typeof value === 'string') return `'${value}'`
  if (typeof value === 'function') return value.name ? `the function ${value.name}` : 'a function'
  if (typeof value !== 'object' || value === null) return String(value)
  if (Array.isArray(value)) return 'an array'
  const type = typeOf(value)
  if (type !== undefined) return `a tensor ${type}`
  if (value instanceof Promise) return 'a promise'
  const made: unknown = Object.getPrototypeOf(value)?.constructor
  const name = typeof made === 'function' && made !== Object ? made.name : 'object'
  return `${/^[AEIOUaeiou]/.test(name) ? 'an' : 'a'} ${name}`
}
