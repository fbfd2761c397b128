import * as typegrad from '../../../src/index.js'
import { DTypeMismatch, ShapeMismatch, Tensor, zeros } from '../../../src/index.js'
import { show } from '../../../src/shape/dim.js'
import type { DType } from '../../../src/shape/dtype.js'

/*
 * A use of an operation as a user writes it: one text, which the library runs and the compiler compiles. Both must say the same: the shape, or the
 * sentence, and that of the argument at fault.
 */

/** A tensor that is declared before the use. */
export class Declared {
  constructor(
    readonly shape: readonly number[],
    readonly dtype: DType = 'f32',
    /** No other sizes fit: a key's. */
    readonly exact = false,
  ) {}
}

/** A size of a tensor, written `x.shape[0]`. */
export class SizeOf {
  constructor(
    readonly tensor: Declared,
    readonly axis: number,
  ) {}
}

/** A function, written without types: the compiler finds those of its parameters. */
export class Lambda {
  constructor(
    readonly parameters: readonly string[],
    readonly gives: Value,
  ) {}
}

/** A parameter of a function around it, or a part of one: `c.h`. */
export class Name {
  constructor(readonly text: string) {}
}

/** What an argument can be. */
export type Value =
  | Declared
  | SizeOf
  | Lambda
  | Name
  | string
  | number
  | boolean
  | null
  | undefined
  | readonly Value[]
  | { readonly [key: string]: Value }

/** An operation and its arguments by name, in the order of its parameters; what is undefined is left out. */
export interface Use {
  readonly name: string
  readonly args: { readonly [name: string]: Value }
}

/** A use as it is written. */
export interface Written {
  readonly text: string
  /** Where each argument begins, and each part of one: `list`, `list.0`, `options.axis`. What the compiler underlines of an option is its key. */
  readonly places: ReadonlyMap<string, number>
  /** The types of the tensors in it, by name. */
  readonly declared: ReadonlyMap<string, string>
}

const dtypeText = (dtype: DType): string => (dtype === 'f32' ? '' : `, '${dtype}'`)

/** Writes a use, given how the sizes of a tensor are written in its type. Tensors of one type are one tensor. */
export const write = (
  { name, args }: Use,
  sizesOf: (tensor: Declared) => readonly string[] = ({ shape }) => shape.map(String),
): Written => {
  const places = new Map<string, number>()
  const declared = new Map<string, string>()
  let text = ''
  const nameOf = (tensor: Declared): string => {
    const sizes = sizesOf(tensor)
    const called = `${tensor.dtype}_${sizes.join('x').replaceAll("'", '') || 'scalar'}`
    declared.set(called, `Tensor<[${sizes.join(', ')}]${dtypeText(tensor.dtype)}>`)
    return called
  }
  const put = (value: Value, path: string): void => {
    if (!places.has(path)) places.set(path, text.length)
    if (value instanceof Declared) text += nameOf(value)
    else if (value instanceof SizeOf) text += `${nameOf(value.tensor)}.shape[${value.axis}]`
    else if (value instanceof Name) text += value.text
    else if (value instanceof Lambda) {
      const record = isRecord(value.gives)
      text += `(${value.parameters.join(', ')}) => ${record ? '(' : ''}`
      put(value.gives, `${path}.gives`)
      if (record) text += ')'
    } else if (typeof value === 'string') text += `'${value}'`
    else if (isList(value))
      putAll(
        '[',
        value.map((one, i) => ['', `${path}.${i}`, one] as const),
        ']',
      )
    else if (isRecord(value))
      putAll(
        '{ ',
        entries(value).map(([key, one]) => [`${key}: `, `${path}.${key}`, one] as const),
        ' }',
      )
    else text += value
  }
  const putAll = (open: string, parts: readonly (readonly [label: string, path: string, value: Value])[], close: string): void => {
    text += open
    for (const [i, [label, path, value]] of parts.entries()) {
      if (i > 0) text += ', '
      places.set(path, text.length)
      text += label
      put(value, path)
    }
    text += close
  }
  putAll(
    `${name}(`,
    entries(args).map(([path, value]) => ['', path, value] as const),
    ')',
  )
  return { text, places, declared }
}

const isList = (value: Value): value is readonly Value[] => Array.isArray(value)

const isRecord = (value: Value): value is { readonly [key: string]: Value } =>
  typeof value === 'object' &&
  value !== null &&
  !isList(value) &&
  ![Declared, SizeOf, Lambda, Name].some((special) => value instanceof special)

const entries = (values: { readonly [key: string]: Value }) => Object.entries(values).filter(([, value]) => value !== undefined)

/** What a use gives: its type as the compiler prints it, or the sentence that it throws. */
export type Answer = { readonly type: string; readonly sentence?: undefined } | { readonly sentence: string; readonly type?: undefined }

const exported: Readonly<Record<string, unknown>> = typegrad

/** The tensors declared, as the library has them. */
const tensorsOf = (value: Value): readonly Declared[] =>
  value instanceof Declared
    ? [value]
    : value instanceof SizeOf
      ? [value.tensor]
      : value instanceof Lambda
        ? tensorsOf(value.gives)
        : isList(value)
          ? value.flatMap(tensorsOf)
          : isRecord(value)
            ? Object.values(value).flatMap(tensorsOf)
            : []

/** Runs a use over the library: tensors are lazy, so it gives shapes and computes nothing. */
export const answerOf = (use: Use): Answer => {
  const { text } = write(use)
  const tensors = new Map(tensorsOf(use.args).map((one) => [[...write({ name: '', args: { one } }).declared.keys()].join(), one]))
  const made = [...tensors.values()].map(({ shape, dtype }) => zeros(shape, { dtype }))
  try {
    return { type: typeOf(new Function(use.name, ...tensors.keys(), `return ${text}`)(exported[use.name], ...made)) }
  } catch (error) {
    if (error instanceof ShapeMismatch || error instanceof DTypeMismatch) return { sentence: error.message }
    throw new Error(`${text} throws what no compiler could say: ${error}`, { cause: error })
  }
}

/** The type of tensors, and of lists and records of them, as the compiler prints it. */
const typeOf = (result: unknown): string => {
  if (result instanceof Tensor) {
    const { shape, dtype } = result.type
    if (!shape.every((n) => Number.isSafeInteger(n) && n >= 0)) throw new Error(`${show(shape)} is no shape`)
    return `Tensor<${show(shape)}, "${dtype}">`
  }
  if (result === null) return 'null'
  if (Array.isArray(result)) return `[${result.map(typeOf).join(', ')}]`
  const fields = Object.entries(result as object).map(([key, value]) => `${key}: ${typeOf(value)};`) // what else an operation gives is a record
  return `{ ${fields.join(' ')} }`
}
