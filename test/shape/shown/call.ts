import type { Layer } from '../../../dsl/index.js'
import * as dsl from '../../../dsl/index.js'
import * as core from '../../../src/index.js'

/* Programs that are read, and not run: functions and layers of the library are stood in for by what keeps their calls. */

/** A public function or layer, as it is imported: `typegrad/dsl dense`. */
export type Place = `${'typegrad' | 'typegrad/dsl'} ${string}`

/** A size with a name. */
export class Named {
  constructor(readonly text: string) {}
}

/** A tensor of which only the shape is known. */
export class Shaped {
  constructor(readonly shape: readonly (number | Named)[]) {}
}

/** A call that was not run. */
export class Call {
  constructor(
    readonly of: Place,
    readonly args: readonly unknown[],
  ) {}

  get name(): string {
    return nameOf(this.of)
  }
}

export const nameOf = (place: Place): string => place.slice(place.indexOf(' ') + 1)

export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && [Object.prototype, null].includes(Object.getPrototypeOf(value))

/** The shape of nested lists. */
const nestedShape = (value: unknown): readonly number[] => (Array.isArray(value) ? [value.length, ...nestedShape(value[0])] : [])

/** What is written in place of a tensor, a layer, or a setting; nothing where that can't be said. */
export const textOf = (value: unknown): string | undefined => {
  if (value instanceof Shaped) return textOf(value.shape)
  if (value instanceof Named) return value.text
  if (value instanceof Call) return textOfCall(value)
  if (typeof value === 'function') return textOfFunction(value)
  if (typeof value === 'string') return `'${value}'`
  if (typeof value === 'number' || typeof value === 'boolean' || value === null) return Number.isNaN(value) ? undefined : String(value)
  if (Array.isArray(value)) return inBrackets('[', value.map(textOf), ']')
  if (!isRecord(value)) return undefined
  const fields = Object.entries(value).filter(([, one]) => one !== undefined)
  return inBrackets(
    '{ ',
    fields.map(([key, one]) => {
      const text = textOf(one)
      return text === undefined || text === key ? text : `${key}: ${text}`
    }),
    ' }',
  )
}

/** Its name, or how it is written where it is short. */
const textOfFunction = (f: unknown): string | undefined => {
  const of = spied.get(f)
  const text = String(f)
  return of ? nameOf(of) : /^\([\w{]/.test(text) && text.length <= 40 ? text : undefined
}

export const inBrackets = (open: string, texts: readonly (string | undefined)[], close: string): string | undefined =>
  texts.every((text) => text !== undefined)
    ? texts.length === 0 && open === '{ '
      ? '{}'
      : `${open}${texts.join(', ')}${close}`
    : undefined

export const textOfCall = ({ name, of, args: [first, ...rest] }: Call): string | undefined => {
  if (of === 'typegrad key') return 'key'
  if (of === 'typegrad tensor') return rest.length === 0 ? textOf(nestedShape(first)) : undefined
  if (['zeros', 'ones'].includes(name)) return Array.isArray(first) && !first.includes(0) ? textOf(first) : undefined
  if (of.startsWith('typegrad ')) return undefined
  return inBrackets(`${name}(`, [first, ...rest].filter((_, i) => i > 0 || first !== undefined).map(textOf), ')')
}

/** What stands for the functions and layers of the library while a program is read. */
export const spied = new Map<unknown, Place>()

let calls: Call[] = []

const spiesOn = (module: 'typegrad' | 'typegrad/dsl', face: object): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(face).map(([name, value]) => {
      if (typeof value !== 'function' && !isLayer(value)) return [name, value]
      const of: Place = `${module} ${name}`
      const spy = (...args: readonly unknown[]): Call => {
        const call = new Call(of, args)
        calls.push(call)
        return call
      }
      spied.set(spy, of)
      return [name, spy]
    }),
  )

export const isLayer = (value: unknown): value is Layer =>
  ((typeof value === 'object' && value !== null) || typeof value === 'function') && 'output' in value && typeof value.output === 'function'

const dslSpies = spiesOn('typegrad/dsl', dsl)
// What both have is that of the core; the other is written `dsl.relu`.
export const spies: Readonly<Record<string, unknown>> = { ...dslSpies, ...spiesOn('typegrad', core), dsl: dslSpies }

/** What a program gives where nothing is run, and the calls on the way; nothing where it uses what is not known. */
export const read = (
  program: string,
  scope: Readonly<Record<string, unknown>>,
): { readonly value: unknown; readonly calls: readonly Call[] } => {
  calls = []
  try {
    const untyped = program.replaceAll(/: Tensor<\[[^\]]*\](, '\w+')?>/g, '')
    return { value: new Function(...Object.keys(scope), `return ${untyped}`)(...Object.values(scope)), calls }
  } catch {
    return { value: undefined, calls }
  }
}
