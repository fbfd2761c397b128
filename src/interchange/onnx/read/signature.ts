import { type AnyTensor, type Dim, type DType, DTypeMismatch, type Fn, type Shape, ShapeMismatch, Tensor } from '../../../index.js'
import type { Declared, Dimension } from './declared.js'
import { bitsOf, type Element } from './elements.js'
import { fail, named } from './fault.js'
import { ofKnown, ofTensor, type Value } from './value.js'

/**
 * What is stated of a tensor of a model: its shape, of f32, or shape and dtype.
 *
 * @category Other engines
 */
export type Stated = Shape | { readonly shape: Shape; readonly dtype: DType }

/**
 * What is stated of the inputs or the results, by their names in the file.
 *
 * @category Other engines
 */
export type StatedAll = { readonly [name: string]: Stated }

type ShapeIn<S> = S extends Shape ? [...S] : S extends { readonly shape: infer X extends Shape } ? [...X] : never
type DTypeIn<S> = S extends { readonly dtype: infer D extends DType } ? D : 'f32'

/** A number, or a list of them, that is known when the function is traced. */
type Constant = number | boolean | readonly number[]

/** A number, or numbers, in the place of a tensor that has so many axes. */
type ConstantFor<S extends Shape> = S extends readonly [] ? number | boolean : S extends readonly [Dim] ? readonly number[] : never

/**
 * What is learnt of a model, by the names in its file.
 *
 * @category Other engines
 */
export interface OnnxParameters {
  readonly [name: string]: AnyTensor
}

export type OutputsOf<Out> = StatedAll extends Out
  ? { readonly [name: string]: AnyTensor }
  : { readonly [K in keyof Out]: Tensor<ShapeIn<Out[K]>, DTypeIn<Out[K]>> }

/** A model's function, of inputs by name or in order. */
interface AnyApply<Out> {
  (parameters: OnnxParameters, inputs: readonly (AnyTensor | Constant)[]): OutputsOf<Out>
  (parameters: OnnxParameters, inputs: { readonly [name: string]: AnyTensor | Constant }): OutputsOf<Out>
}

/** A model's function; where its inputs are stated they are given by name. */
export type Apply<In, Out> = StatedAll extends In
  ? AnyApply<Out>
  : Fn<
      [
        parameters: OnnxParameters,
        inputs: { readonly [K in keyof In]: Tensor<ShapeIn<In[K]>, DTypeIn<In[K]>> | ConstantFor<ShapeIn<In[K]>> },
      ],
      OutputsOf<Out>
    >

/**
 * What a file says of an input or a result.
 *
 * @category Other engines
 */
export interface OnnxTensor {
  readonly name: string
  readonly dtype: DType
  /** Undefined if the file leaves it open; a size that it leaves open is a name, or `null`. */
  readonly shape: readonly (number | string | null)[] | undefined
}

export const toldOf = ({ name, element, shape }: Declared): OnnxTensor => ({
  name,
  dtype: element.dtype,
  shape: shape?.map((size) => size ?? null),
})

/** Sizes by symbol; those of the file and those that are stated are apart. */
export type Bound = Map<string, number>

const show = (shape: readonly Dimension[]): string => `[${shape.map((size) => size ?? '?').join(', ')}]`

const partsOf = (stated: Stated): { readonly shape: readonly Dim[]; readonly dtype: DType } =>
  'dtype' in stated ? stated : { shape: stated, dtype: 'f32' }

const shownAs = (dtype: DType, shape: readonly Dimension[] | undefined): string => `${dtype}${shape ? show(shape) : ' of any shape'}`

/** What is stated of one, if it is something. */
const statedOf = (what: string, stated: StatedAll, { name, element, shape }: Declared) => {
  const own = Object.hasOwn(stated, name) ? stated[name] : undefined
  if (own === undefined) return fail(`the ${what} ${named(name)} is not stated; the file has ${shownAs(element.dtype, shape)}`)
  const { shape: sizes, dtype } = partsOf(own)
  return Array.isArray(sizes) ? { sizes: sizes as readonly Dimension[], dtype } : fail(`the ${what} ${named(name)} is stated as no shape`)
}

/**
 * That what is stated is what the file says, or more.
 *
 * @throws InvalidArgument if not
 */
export const demandStated = (what: string, told: readonly Declared[], stated: StatedAll | undefined): void => {
  if (stated === undefined) return
  const names = told.map(({ name }) => name)
  const beyond = Object.keys(stated).find((name) => !names.includes(name))
  if (beyond !== undefined)
    fail(`there is no ${what} ${named(beyond)}; there ${names.length === 1 ? 'is' : 'are'} ${names.map(named).join(', ')}`)
  for (const one of told) {
    const { sizes, dtype } = statedOf(what, stated, one)
    const { name, element, shape = sizes } = one
    const fits = shape.length === sizes.length && shape.every((size, axis) => typeof size !== 'number' || size === sizes[axis])
    if (!fits || dtype !== element.dtype)
      fail(`the ${what} ${named(name)} is stated as ${shownAs(dtype, sizes)}; the file has ${shownAs(element.dtype, one.shape)}`)
  }
}

const demandSizes = (what: string, given: readonly number[], wanted: readonly Dimension[], bound: Bound, prefix: string): void => {
  const fits =
    given.length === wanted.length &&
    wanted.every((size, axis) => {
      const own = given[axis] ?? 0
      if (typeof size !== 'string') return size === undefined || size === own
      const before = bound.get(prefix + size) ?? own
      bound.set(prefix + size, before)
      return before === own
    })
  if (fits) return
  const known = wanted.map((size) =>
    typeof size === 'string' && bound.has(prefix + size) ? `${size} = ${bound.get(prefix + size)}` : size,
  )
  throw new ShapeMismatch(`fromOnnx: ${what} is ${show(given)}; it has to be ${show(known)}`)
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
  if (dtype !== own) throw new DTypeMismatch(`fromOnnx: the ${what} ${named(name)} is ${own}; it has to be ${dtype}`)
  demandSizes(`the ${what} ${named(name)}`, given, shape as readonly Dimension[], bound, 'stated ') // a Dim is a Dimension
}

const isConstant = (given: unknown): given is Constant =>
  typeof given === 'number' || typeof given === 'boolean' || (Array.isArray(given) && given.every((one) => typeof one === 'number'))

/** Inputs by name; of a list, by their order in the file. */
const byName = (told: readonly Declared[], given: unknown): Readonly<Record<string, unknown>> => {
  const names = told.map(({ name }) => name)
  const all = names.map(named).join(', ')
  if (typeof given !== 'object' || given === null || given instanceof Tensor)
    return fail(`apply takes its inputs by name, or in a list: ${all}`)
  if (Array.isArray(given)) {
    if (given.length > names.length) return fail(`apply got ${given.length} inputs; there are ${all}`)
    return Object.fromEntries(given.map((one: unknown, i) => [names[i], one]))
  }
  const beyond = Object.keys(given).find((name) => !names.includes(name))
  return beyond === undefined ? { ...given } : fail(`apply got ${named(beyond)}; there are the inputs ${all}`)
}

const valueOf = (what: string, given: unknown, element: Element): Value => {
  const { dtype } = element
  if (given instanceof Tensor) return ofTensor(given, bitsOf(element))
  if (!isConstant(given)) return fail(`${what} is a tensor, or a number; got ${given === undefined ? 'nothing' : typeof given}`)
  return ofKnown(typeof given === 'object' ? { dtype, shape: [given.length], data: given } : { dtype, shape: [], data: [Number(given)] })
}

/** Inputs in the order of the file. */
export const valuesOf = (told: readonly Declared[], given: unknown, stated: StatedAll | undefined, bound: Bound): readonly Value[] => {
  const inputs = byName(told, given)
  return told.map(({ name, element, shape }): Value => {
    const what = `the input ${named(name)}`
    const value = valueOf(what, Object.hasOwn(inputs, name) ? inputs[name] : undefined, element)
    if (value.dtype !== element.dtype)
      throw new DTypeMismatch(`fromOnnx: ${what} is ${value.dtype}; it has to be ${element.dtype}, for ${element.name} in the file`)
    if (shape) demandSizes(what, value.shape, shape, bound, 'file ')
    demandGiven('input', name, value, stated?.[name], bound)
    return value
  })
}
