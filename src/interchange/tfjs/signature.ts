import { type Dim, type DType, DTypeMismatch, ShapeMismatch, Tensor } from '../../index.js'
import type { Stated, StatedAll } from '../onnx/read/signature.js'
import { ofKnown, ofTensor, type Value } from '../onnx/read/value.js'
import { fail, named } from './fault.js'
import type { Declared, Dimension } from './network.js'

/**
 * What a file says of an input or a result.
 *
 * @category Other engines
 */
export interface TfjsTensor {
  readonly name: string
  readonly dtype: DType
  /** Undefined if the file does not say it; a size that it leaves open is `null`. */
  readonly shape: readonly (number | null)[] | undefined
}

export const toldOf = ({ name, dtype, shape }: Declared): TfjsTensor => ({ name, dtype, shape: shape?.map((size) => size ?? null) })

/** Sizes by symbol. */
export type Bound = Map<string, number>

type Sizes = readonly (Dimension | string)[]

const show = (shape: Sizes): string => `[${shape.map((size) => size ?? '?').join(', ')}]`

const partsOf = (stated: Stated): { readonly shape: readonly Dim[]; readonly dtype: DType } =>
  'dtype' in stated ? stated : { shape: stated, dtype: 'f32' }

const shownAs = (dtype: DType, shape: Sizes | undefined): string => `${dtype}${shape ? show(shape) : ' of any shape'}`

const listed = (told: readonly Declared[]): string => told.map(({ name }) => named(name)).join(', ')

/** What is stated of one, if it is something. */
const statedOf = (what: string, stated: StatedAll, { name, dtype, shape }: Declared) => {
  const own = Object.hasOwn(stated, name) ? stated[name] : undefined
  if (own === undefined) return fail(`the ${what} ${named(name)} is not stated; the file has ${shownAs(dtype, shape)}`)
  const { shape: sizes, dtype: statedType } = partsOf(own)
  return Array.isArray(sizes)
    ? { sizes: sizes as Sizes, dtype: statedType } // a Dim is a number or a text
    : fail(`the ${what} ${named(name)} is stated as no shape`)
}

/**
 * That what is stated is what the file says, or more.
 *
 * @throws InvalidArgument if not
 */
export const demandStated = (what: string, told: readonly Declared[], stated: StatedAll | undefined): void => {
  if (stated === undefined) return
  const beyond = Object.keys(stated).find((key) => !told.some(({ name }) => name === key))
  if (beyond !== undefined) fail(`there is no ${what} ${named(beyond)}; there ${told.length === 1 ? 'is' : 'are'} ${listed(told)}`)
  for (const one of told) {
    const { sizes, dtype } = statedOf(what, stated, one)
    const { shape = sizes } = one
    const fits = shape.length === sizes.length && shape.every((size, axis) => typeof size !== 'number' || size === sizes[axis])
    if (!fits || dtype !== one.dtype)
      fail(`the ${what} ${named(one.name)} is stated as ${shownAs(dtype, sizes)}; the file has ${shownAs(one.dtype, one.shape)}`)
  }
}

const demandSizes = (what: string, given: readonly number[], wanted: Sizes, bound: Bound): void => {
  const fits =
    given.length === wanted.length &&
    wanted.every((size, axis) => {
      const own = given[axis] ?? 0
      if (typeof size !== 'string') return size === undefined || size === own
      const before = bound.get(size) ?? own
      bound.set(size, before)
      return before === own
    })
  if (fits) return
  const known = wanted.map((size) => (typeof size === 'string' && bound.has(size) ? `${size} = ${bound.get(size)}` : size))
  throw new ShapeMismatch(`fromTfjs: ${what} is ${show(given)}; it has to be ${show(known)}`)
}

/**
 * That a tensor is as stated.
 *
 * @throws ShapeMismatch, DTypeMismatch if not
 */
export const demandGiven = (
  what: string,
  name: string,
  { shape: given, dtype: own }: Pick<Value, 'shape' | 'dtype'>,
  stated: Stated | undefined,
  bound: Bound,
): void => {
  if (stated === undefined) return
  const { shape, dtype } = partsOf(stated)
  if (dtype !== own) throw new DTypeMismatch(`fromTfjs: the ${what} ${named(name)} is ${own}; it has to be ${dtype}`)
  demandSizes(`the ${what} ${named(name)}`, given, shape as Sizes, bound) // a Dim is a number or a text
}

type Constant = number | boolean | readonly number[]

const isConstant = (given: unknown): given is Constant =>
  typeof given === 'number' || typeof given === 'boolean' || (Array.isArray(given) && given.every((one) => typeof one === 'number'))

/** Inputs by name; of a list, by their order in the file. */
const byName = (told: readonly Declared[], given: unknown): Readonly<Record<string, unknown>> => {
  if (typeof given !== 'object' || given === null || given instanceof Tensor)
    return fail(`apply takes its inputs by name, or in a list: ${listed(told)}`)
  if (Array.isArray(given)) {
    if (given.length > told.length) return fail(`apply got ${given.length} inputs; there are ${listed(told)}`)
    return Object.fromEntries(given.map((one: unknown, i) => [told[i]?.name, one]))
  }
  const beyond = Object.keys(given).find((key) => !told.some(({ name }) => name === key))
  return beyond === undefined ? { ...given } : fail(`apply got ${named(beyond)}; there are the inputs ${listed(told)}`)
}

const valueOf = (what: string, given: unknown, dtype: DType): Value => {
  if (given instanceof Tensor) return ofTensor(given)
  if (!isConstant(given)) return fail(`${what} is a tensor, or a number; got ${given === undefined ? 'nothing' : typeof given}`)
  return ofKnown(typeof given === 'object' ? { dtype, shape: [given.length], data: given } : { dtype, shape: [], data: [Number(given)] })
}

/** Inputs in the order of the file. */
export const valuesOf = (told: readonly Declared[], given: unknown, stated: StatedAll | undefined, bound: Bound): readonly Value[] => {
  const inputs = byName(told, given)
  return told.map(({ name, dtype, shape }): Value => {
    const what = `the input ${named(name)}`
    const value = valueOf(what, Object.hasOwn(inputs, name) ? inputs[name] : undefined, dtype)
    if (value.dtype !== dtype) throw new DTypeMismatch(`fromTfjs: ${what} is ${value.dtype}; it has to be ${dtype}`)
    if (shape) demandSizes(what, value.shape, shape, bound)
    demandGiven('input', name, value, stated?.[name], bound)
    return value
  })
}
