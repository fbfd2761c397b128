import { type AnyTensor, type Dim, type DType, DTypeMismatch, type Fn, type Shape, ShapeMismatch, Tensor } from '../../index.js'
import { failing, named } from './fault.js'
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

/** Tensors by name. */
export interface Tensors {
  readonly [name: string]: AnyTensor
}

type OutputsOf<Out> = StatedAll extends Out ? Tensors : { readonly [K in keyof Out]: Tensor<ShapeIn<Out[K]>, DTypeIn<Out[K]>> }

/** A model's function, of inputs by name or in order. */
interface AnyApply<Out> {
  (parameters: Tensors, inputs: readonly (AnyTensor | Constant)[]): OutputsOf<Out>
  (parameters: Tensors, inputs: { readonly [name: string]: AnyTensor | Constant }): OutputsOf<Out>
}

/** A model's function; where its inputs are stated they are given by name. */
export type Apply<In, Out> = StatedAll extends In
  ? AnyApply<Out>
  : Fn<
      [parameters: Tensors, inputs: { readonly [K in keyof In]: Tensor<ShapeIn<In[K]>, DTypeIn<In[K]>> | ConstantFor<ShapeIn<In[K]>> }],
      OutputsOf<Out>
    >

/** A size: known, the same wherever its name stands, or anything. */
type Dimension = number | string | undefined

/** What a file says of an input or a result. Some files have names for sizes. */
export interface Declared<Name extends string = string> {
  readonly name: string
  readonly dtype: DType
  /** Undefined if any shape will do. */
  readonly shape: readonly (number | Name | undefined)[] | undefined
  /** What the file calls the dtype, if it has another name for it. */
  readonly written?: string
  /** How many bits whole numbers have in the file, if fewer than the dtype. */
  readonly bits?: number | undefined
}

/** Sizes by symbol; those of the file and those that are stated are apart. */
export type Bound = Map<string, number>

type Shaped = Pick<Value, 'shape' | 'dtype'>

const show = (shape: readonly Dimension[]): string => `[${shape.map((size) => size ?? '?').join(', ')}]`

const partsOf = (stated: Stated): { readonly shape: readonly Dim[]; readonly dtype: DType } =>
  'dtype' in stated ? stated : { shape: stated, dtype: 'f32' }

const shownAs = (dtype: DType, shape: readonly Dimension[] | undefined): string => `${dtype}${shape ? show(shape) : ' of any shape'}`

const listed = (told: readonly Declared[]): string => told.map(({ name }) => named(name)).join(', ')

const isConstant = (given: unknown): given is Constant =>
  typeof given === 'number' || typeof given === 'boolean' || (Array.isArray(given) && given.every((one) => typeof one === 'number'))

/** Compares what is said of inputs and results, in the name of a function. */
export const signatureOf = (of: string) => {
  const fail = failing(of)

  /** What is stated of one, if it is something. */
  const statedOf = (what: string, stated: StatedAll, { name, dtype, shape }: Declared) => {
    const own = Object.hasOwn(stated, name) ? stated[name] : undefined
    if (own === undefined) return fail(`the ${what} ${named(name)} is not stated; the file has ${shownAs(dtype, shape)}`)
    const parts = partsOf(own)
    return Array.isArray(parts.shape)
      ? { sizes: parts.shape as readonly Dimension[], dtype: parts.dtype } // a Dim is a Dimension
      : fail(`the ${what} ${named(name)} is stated as no shape`)
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
    throw new ShapeMismatch(`${of}: ${what} is ${show(given)}; it has to be ${show(known)}`)
  }

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

  const valueOf = (what: string, given: unknown, { dtype, bits }: Declared): Value => {
    if (given instanceof Tensor) return ofTensor(given, bits)
    if (!isConstant(given)) return fail(`${what} is a tensor, or a number; got ${given === undefined ? 'nothing' : typeof given}`)
    return ofKnown(
      typeof given === 'object' ? { dtype, shape: [given.length], data: given, bits } : { dtype, shape: [], data: [Number(given)], bits },
    )
  }

  /**
   * That what is stated is what the file says, or more.
   *
   * @throws InvalidArgument if not
   */
  const demandStated = (what: string, told: readonly Declared[], stated: StatedAll | undefined): void => {
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

  /**
   * That a tensor is as stated.
   *
   * @throws ShapeMismatch, DTypeMismatch if not
   */
  const demandGiven = (
    what: string,
    name: string,
    { shape: given, dtype: own }: Shaped,
    stated: Stated | undefined,
    bound: Bound,
  ): void => {
    if (stated === undefined) return
    const { shape, dtype } = partsOf(stated)
    if (dtype !== own) throw new DTypeMismatch(`${of}: the ${what} ${named(name)} is ${own}; it has to be ${dtype}`)
    demandSizes(`the ${what} ${named(name)}`, given, shape as readonly Dimension[], bound, 'stated ') // a Dim is a Dimension
  }

  /** Inputs in the order of the file. */
  const valuesOf = (told: readonly Declared[], given: unknown, stated: StatedAll | undefined, bound: Bound): readonly Value[] => {
    const inputs = byName(told, given)
    return told.map((one): Value => {
      const { name, dtype, shape, written } = one
      const what = `the input ${named(name)}`
      const value = valueOf(what, Object.hasOwn(inputs, name) ? inputs[name] : undefined, one)
      if (value.dtype !== dtype)
        throw new DTypeMismatch(
          `${of}: ${what} is ${value.dtype}; it has to be ${dtype}${written === undefined ? '' : `, for ${written} in the file`}`,
        )
      if (shape) demandSizes(what, value.shape, shape, bound, 'file ')
      demandGiven('input', name, value, stated?.[name], bound)
      return value
    })
  }

  return { demandStated, demandGiven, valuesOf }
}
