import { InvalidArgument, TypegradError } from '../errors.js'
import { type DType, dtypes } from '../shape/dtype.js'
import { met } from '../shape/met.js'
import type { Widths } from '../shape/pad.js'
import type { Padding, PerAxis } from '../shape/window.js'
import { isBranch } from './branch.js'
import { nearest } from './nearest.js'
import { originHere } from './origin.js'
import { showOrigin } from './recorded.js'
import { type AnyTensor, Tensor } from './tensor.js'

/*
 * What functions check of their arguments before they look into them. JavaScript lets anything through, so each has a sentence: the operation, the
 * argument, what it should be, what was met and, where a mistake is common, what to write instead.
 */

export { met }

/**
 * Refuses an argument.
 *
 * @throws InvalidArgument
 * @example check.refuse('blur', 'radius', 'a number', radius) // blur: radius is a number; got 'wide'
 */
export const refuse = (op: string, name: string, wanted: string, given: unknown, repair = ''): never => {
  throw new InvalidArgument(`${op}: ${name} is ${wanted}; got ${met(given)}${repair && `; ${repair}`}`)
}

/**
 * What `f` gives. Of an error that is thrown in it the sentence says where the user's code called, since the stack may be too deep to show it.
 *
 * @example check.located(() => check.refuse('blur', 'radius', 'a number', radius)) // blur: radius is a number; got 'wide', at main (src/main.ts:14:32)
 */
export const located = <T>(f: () => T): T => {
  try {
    return f()
  } catch (error) {
    const [user] = originHere()?.split(', through ') ?? []
    if (error instanceof TypegradError && user !== undefined) error.locate(`,${showOrigin(user)}`)
    throw error
  }
}

/** The compiler says the same of typed arrays as of others. */
const listed = (given: unknown): unknown => (ArrayBuffer.isView(given) ? [] : given)

/** What to write where something else stands in the place of a tensor. */
const wrapped = (given: unknown): string => {
  if (Array.isArray(given) || ArrayBuffer.isView(given)) return 'wrap it: tensor([...])'
  if (given instanceof Promise) return 'await it first'
  if (typeof given === 'number' || typeof given === 'boolean') return `wrap it: tensor(${given})`
  return ''
}

/** @throws InvalidArgument unless it is a tensor */
export function tensor(op: string, name: string, given: unknown): asserts given is AnyTensor {
  if (!(given instanceof Tensor)) refuse(op, name, 'a tensor', listed(given), wrapped(given))
}

/** @throws InvalidArgument unless it is a tensor or a number */
export function operand(op: string, name: string, given: unknown): asserts given is AnyTensor | number {
  if (typeof given !== 'number' && !(given instanceof Tensor)) refuse(op, name, 'a tensor or a number', listed(given), wrapped(given))
}

/** @throws InvalidArgument unless it is an array of tensors */
export function tensors(op: string, given: unknown): asserts given is readonly AnyTensor[] {
  if (!Array.isArray(given)) refuse(op, 'the list', 'an array of tensors', given, `write ${op}([a, b])`)
  else for (const [i, one] of given.entries()) tensor(op, `entry ${i} of the list`, one)
}

/** @throws InvalidArgument unless it is a number, which may be infinite or NaN */
export function number(op: string, name: string, given: unknown): asserts given is number {
  if (typeof given !== 'number') refuse(op, name, 'a number', given)
}

/** @throws InvalidArgument unless it is true or false */
export function flag(op: string, name: string, given: unknown): asserts given is boolean {
  if (typeof given !== 'boolean') refuse(op, name, 'true or false', given)
}

/** @throws InvalidArgument unless it is a whole number of `least` or more */
export function count(op: string, name: string, given: unknown, least = 1): asserts given is number {
  if (!Number.isSafeInteger(given) || (given as number) < least) refuse(op, name, `a whole number, at least ${least}`, given)
}

/** @throws InvalidArgument unless it is an array of numbers */
export function numbers(
  op: string,
  name: string,
  given: unknown,
  like = 'a list of sizes, as in [2, 3]',
): asserts given is readonly number[] {
  if (!Array.isArray(given)) refuse(op, name, like, given)
  else for (const one of given) if (typeof one !== 'number') refuse(op, name, like, one)
}

/** @throws InvalidArgument unless it is a number, for all axes, or a list of them */
export function sizes(op: string, given: unknown, name = 'sizes'): asserts given is PerAxis {
  if (typeof given !== 'number') numbers(op, name, given, 'a number, or a list of them')
}

const widthsWanted = 'a number, or an entry for each axis, as in [[1, 2], 0]'

/** @throws InvalidArgument unless it is a number, or a list of numbers and pairs of them */
export function widths(op: string, name: string, given: unknown): asserts given is Widths {
  if (typeof given === 'number') return
  if (!Array.isArray(given)) refuse(op, name, widthsWanted, given)
  else for (const width of given) if (typeof width !== 'number') numbers(op, `an entry of ${name}`, width, widthsWanted)
}

/** @throws InvalidArgument unless it is a function */
export function callable(op: string, name: string, given: unknown): asserts given is (...args: never[]) => unknown {
  if (typeof given !== 'function')
    refuse(op, name, 'a function', given, given instanceof Tensor ? `pass the function itself, not what it gives` : '')
}

/** @throws InvalidArgument unless it is a key */
export function key(op: string, given: unknown, name = 'the key'): asserts given is Tensor<[2], 'u32'> {
  if (given instanceof Tensor && given.type.dtype === 'u32' && given.type.shape.length === 1 && given.type.shape[0] === 2) return
  refuse(op, name, 'made by key(seed), or by split or foldIn of one', given, typeof given === 'number' ? `write key(${given})` : '')
}

/** @throws InvalidArgument unless it is the name of a dtype */
export function dtype(op: string, given: unknown): asserts given is DType {
  if (typeof given === 'string' && Object.hasOwn(dtypes, given)) return
  const names = Object.keys(dtypes)
  const meant = typeof given === 'string' ? nearest(given, names) : undefined
  throw new InvalidArgument(
    `${op}: there is no dtype ${met(given)}; ${meant ? `did you mean '${meant}'?` : `there are ${names.map((name) => `'${name}'`).join(', ')}`}`,
  )
}

/**
 * @throws InvalidArgument unless it is one of these words
 * @example check.oneOf('pad', 'mode', 'edges', ['constant', 'edge']) // pad: mode is 'constant' or 'edge'; got 'edges'; did you mean 'edge'?
 */
export function oneOf<const W extends string>(op: string, name: string, given: unknown, words: readonly W[]): asserts given is W {
  const known: readonly unknown[] = words
  if (known.includes(given)) return
  const meant = typeof given === 'string' ? nearest(given, words) : undefined
  refuse(op, name, inWords(words.map(written), 'or'), given, meant && `did you mean '${meant}'?`)
}

interface Settings {
  readonly window?: PerAxis
  readonly stride?: PerAxis
  readonly padding?: Padding
  readonly dilation?: PerAxis
  readonly groups?: number
  readonly outputPadding?: PerAxis
}

const paddingWanted = "a number, a pair for each axis as in [[1, 2], [1, 2]], 'same' or 'valid'"

/** @throws InvalidArgument unless each setting of a window that slides is of a kind that there is */
export const sliding = (op: string, settings: Settings): void => {
  const { stride = 1, padding = 'valid', dilation = 1, groups = 1, outputPadding = 0 } = settings
  const window = 'window' in settings ? settings.window : 1
  for (const [name, setting] of Object.entries({ window, stride, dilation, outputPadding }))
    if (typeof setting !== 'number') numbers(op, name, setting, 'a number, or a list of them')
  number(op, 'groups', groups)
  if (typeof padding === 'number' || padding === 'same' || padding === 'valid') return
  if (!Array.isArray(padding)) refuse(op, 'padding', paddingWanted, padding)
  else for (const sides of padding) numbers(op, 'padding', sides, paddingWanted)
}

/** A value as it is written: `0`, `[0, 1]`. */
const written = (value: unknown): string =>
  Array.isArray(value) ? `[${value.join(', ')}]` : typeof value === 'string' ? `'${value}'` : `${value}`

/** Which option a value is that stands where options do: the first, unless only another can be so. */
const meantBy = (given: unknown, names: readonly string[]): string | undefined => {
  if (typeof given === 'string') return names.find((name) => ['dtype', 'padding', 'keep', 'backend', 'mode', 'method'].includes(name))
  if (typeof given === 'boolean')
    return names.find((name) => name === 'keepDims' || name === 'descending' || name === 'causal' || name === 'training')
  return typeof given === 'number' || Array.isArray(given) ? names[0] : undefined
}

/**
 * Options as they were given: none where they are left out.
 *
 * @param call What stands before them, for the sentence: `x` of `sum(x, { axis: 0 })`.
 * @throws InvalidArgument for a value that is no record of options, and for an option that is none of those named
 * @example const { axis } = check.options('blur', 'x', options, ['axis', 'radius'])
 */
export const options = <O extends object>(
  op: string,
  call: string,
  given: O | string | undefined,
  names: readonly (keyof O & string)[],
): O => {
  if (given === undefined) return {} as O // all of them may be left out
  const wanted: readonly string[] = names
  if (!isBranch(given)) {
    const meant = meantBy(given, wanted)
    const before = call && `${call}, `
    throw new InvalidArgument(
      `${op}: options go by name; write ${op}(${before}{ ${meant ? `${meant}: ${written(given)}` : `${wanted[0]}: ...`} })${meant ? '' : `, got ${met(given)}`}`,
    )
  }
  for (const name of Object.keys(given)) {
    if (wanted.includes(name)) continue
    const meant = nearest(name, wanted)
    throw new InvalidArgument(`${op}: there is no option '${name}'; ${meant ? `did you mean ${meant}?` : `there is ${inWords(wanted)}`}`)
  }
  return given
}

/** `a`, `a and b`, `a, b and c`. */
const inWords = (words: readonly string[], between = 'and'): string =>
  words.length < 2 ? words.join() : `${words.slice(0, -1).join(', ')} ${between} ${words.at(-1)}`
