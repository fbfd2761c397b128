import {
  type AnyTensor,
  check,
  type DType,
  type Fn,
  InvalidArgument,
  internals,
  type ParametersOf,
  ShapeMismatch,
  type Tensor,
  type Tree,
  tree,
} from '../../../index.js'
import { item, type Program } from '../../../program/program.js'
import type { Shape } from '../../../shape/dim.js'
import type { Fit, Show } from '../../../shape/sentence.js'
import type { AnyFunction } from '../../../tensor/call.js'
import type { TreeFunction } from '../../../transforms/traced.js'
import type { Longer } from '../../sharding.js'
import { tracedWhole } from '../../traced.js'
import type { Bytes } from './bytes.js'
import { fileOf, type OnnxExternal } from './file.js'
import { type Given, graphOf } from './lay-out.js'
import { argumentsOf, type ModelLike, parametersOf, predicting, type VariablesLike } from './model.js'
import { refused } from './rules/refused.js'
import { type Symbols, symbolsOf } from './sizes.js'

/**
 * How a graph is written.
 *
 * @category Other engines
 */
export interface OnnxOptions {
  /** Names of the inputs, tensor by tensor; `arg0`, `arg1.kernel`, and of models `x`, if left out. */
  readonly inputs?: readonly string[]
  /** Names of the results, tensor by tensor; `result`, `result.loss`, and of models `y`, if left out. */
  readonly outputs?: readonly string[]
  /** Takes the tensors of the file, but for small ones, which are written beside it: a must if they have 2 GB or more. */
  readonly external?: OnnxExternal
}

/**
 * Names of the sizes along the axes of a tensor; `null`, and what is left out, is the size that is given.
 *
 * @category Other engines
 */
export type AxisNames = readonly (string | null)[]

/**
 * How a function is written.
 *
 * @category Other engines
 */
export interface OnnxFunctionOptions extends OnnxOptions {
  /**
   * For each argument the axes that may have any size, by name: `{ dynamic: [['N'], ['N']] }`; equal names are equal sizes. Of a tree a function says it of each
   * tensor, by its place, as in `.layers[0].kernel`, and its sizes.
   */
  readonly dynamic?: readonly (AxisNames | null | ((path: string, shape: readonly number[]) => AxisNames | null))[]
}

/**
 * How a model is written.
 *
 * @category Other engines
 */
export interface OnnxModelOptions extends OnnxOptions {
  /** How many examples there are: a name for any number, or a number; `'N'` if left out. */
  readonly batch?: string | number
  /** What the inputs hold, tensor by tensor, where the model does not say it: `['i32']` of a model that begins with `embedding`; `f32` if left out. */
  readonly dtypes?: readonly ('f32' | 'i32' | 'u32')[]
}

/** The lists of names, or the sentence in the place of one that has more than its tensor has axes. */
type FitNames<P extends readonly unknown[], Names extends readonly unknown[]> = {
  readonly [I in keyof Names]: Fit<FaultOf<P, I, Names[I]>, Names[I]>
}

type FaultOf<P extends readonly unknown[], I, Names> = I extends keyof P
  ? [P[I], Names] extends [Tensor<infer S extends Shape, infer _D extends DType>, infer Own extends readonly unknown[]]
    ? number extends S['length']
      ? never
      : Longer<Own, S> extends true
        ? `toOnnx: ${Show<S>} has ${S['length']} axes, and ${Own['length']} are named`
        : never
    : never
  : never

/** What comes behind a model, or behind a function. */
type Rest<Given, Names extends readonly unknown[]> = [Given] extends [ModelLike]
  ? [variables: VariablesLike, options?: OnnxModelOptions]
  : [options?: Omit<OnnxFunctionOptions, 'dynamic'> & { readonly dynamic?: FitNames<ParametersOf<Given>, Names> }]

/** Of a model the file; of a function one that takes its arguments and gives the file. */
type Written<Given> = [Given] extends [ModelLike] ? Promise<Bytes> : Fn<ParametersOf<Given>, Promise<Bytes>>

/**
 * A model, or a function of tensors, as a file in the format of ONNX, for engines on phones, servers and accelerators: opset 17, IR version 8.
 *
 * Of a model what it predicts is written, for any number of examples, `'N'`. Its parameters are part of the file, by the names that they have in safetensors files:
 * `0/kernel`; of layers that `repeated` stacks `1/kernel[0]`, `1/kernel[1]` and so on. What is read transposed alone lies so in the file, as kernels of
 * convolutions do. Inputs and results are those of `predict`, channels last.
 *
 * A function is looked at for the shapes of its arguments alone: `await toOnnx(f)(...args)`. What it closes over is part of the file. Axes that `dynamic` names
 * may have any size.
 *
 * Layers are operators where ONNX has one (`Gemm`, `Conv`, `ConvTranspose`, `MaxPool`, `AveragePool`, `BatchNormalization`, `LayerNormalization`, `Softmax`, `LSTM`,
 * `GRU`); the rest is written primitive by primitive, loops as `Scan` or `Loop`, branches as `If`. Engines compute some functions to fewer digits: `erfc`, and `gelu` far below 0, are off by up to 1e-7.
 *
 * @param given a model, or a function
 * @param rest of a model `variables, options?`, with {@link OnnxModelOptions}; of a function `options?`, with {@link OnnxFunctionOptions}
 * @throws InvalidArgument if part of the program has no form in ONNX, as random bits have none; if it depends on a size that has a name in a way that a graph can't say; or if the
 * tensors have 2 GB and `external` is missing
 * @see https://onnx.ai/onnx/
 * @example await writeFile('digits.onnx', await toOnnx(model, variables))
 * @example
 * const bytes = await toOnnx((x: Tensor<[8, 3]>, w: Tensor<[3, 4]>) => softmax(matmul(x, w)), { dynamic: [['N']] })(zeros([8, 3]), zeros([3, 4]))
 *
 * @category Other engines
 */
export function toOnnx<
  Given extends AnyFunction | ModelLike,
  const Names extends NonNullable<OnnxFunctionOptions['dynamic']> = NonNullable<OnnxFunctionOptions['dynamic']>,
>(given: Given, ...rest: Rest<Given, Names>): Written<Given>
export function toOnnx(
  given: AnyFunction | ModelLike,
  second?: VariablesLike | OnnxFunctionOptions,
  third?: OnnxModelOptions,
): Promise<Bytes> | ((...args: readonly Tree[]) => Promise<Bytes>) {
  return typeof given === 'function'
    ? ofFunction(given as TreeFunction, second as OnnxFunctionOptions | undefined) // it gives a tree, or tracing throws
    : ofModel(given, second as VariablesLike, third) // checked there
}

const named = ['inputs', 'outputs', 'external'] as const

const ofFunction = (f: TreeFunction, options: OnnxFunctionOptions | undefined) => {
  const { dynamic = [], ...rest } = check.options('toOnnx', 'f', options, [...named, 'dynamic'])
  demandOptions(rest)
  if (!Array.isArray(dynamic))
    check.refuse('toOnnx', 'dynamic', "a list with the names of axes for each argument, as in [['N'], null]", dynamic)
  return async (...args: readonly Tree[]): Promise<Bytes> => {
    if (dynamic.length > args.length)
      throw new InvalidArgument(`toOnnx: there are ${dynamic.length} lists of names for ${args.length} arguments`)
    const places = args.flatMap((arg, i) => {
      const [leaves, spec] = [internals.leaves(arg), dynamic[i]]
      return internals.paths(arg).map((path, leaf) => {
        const { shape = [] } = leaves[leaf] ?? {}
        const names = (typeof spec === 'function' ? spec(path, shape) : spec) ?? []
        demandAxisNames(names)
        if (names.length > shape.length)
          throw new InvalidArgument(`toOnnx: [${shape.join(', ')}] has ${shape.length} axes, and ${names.length} are named`)
        return { name: nameOf(`[${i}]${path}`, 'arg'), names }
      })
    })
    return written(f, args, places, rest)
  }
}

const ofModel = async (model: ModelLike, variables: VariablesLike, options: OnnxModelOptions | undefined): Promise<Bytes> => {
  const {
    batch = 'N',
    dtypes,
    ...rest
  } = check.options<OnnxModelOptions>('toOnnx', 'model, variables', options, [...named, 'batch', 'dtypes'])
  demandOptions(rest)
  if (typeof batch === 'number') check.count('toOnnx', 'batch', batch)
  else if (typeof batch !== 'string' || batch === '')
    check.refuse('toOnnx', 'batch', 'a name for any number of examples, or a number', batch)
  if (dtypes !== undefined && !Array.isArray(dtypes))
    check.refuse('toOnnx', 'dtypes', "a list with the dtype of each input, as in ['i32']", dtypes)
  for (const dtype of dtypes ?? []) check.oneOf('toOnnx', 'a dtype of an input', dtype, ['f32', 'i32', 'u32'])
  const kept = await parametersOf(model, variables)
  const { x, names } = argumentsOf(model, batch, dtypes)
  const places: readonly Argument[] = [...kept.map(({ name, data }) => ({ name, data, names: [] })), ...names]
  return written(
    (own: VariablesLike, given: Tree) => predicting(model, own, given),
    [variables, x],
    places,
    { ...rest, outputs: rest.outputs ?? ['y'] },
    true,
  )
}

/** A tensor among the arguments: its name, the names of its sizes, and its elements if it is part of the file. */
interface Argument extends Given {
  readonly names: AxisNames
}

const written = async (
  f: TreeFunction,
  args: readonly Tree[],
  places: readonly Argument[],
  { inputs, outputs, external }: OnnxOptions,
  isModel = false,
): Promise<Bytes> => {
  const { traced, symbols } = tracedAtSizes(f, args, places)
  const { program, outputs: structure } = item(traced, 0)
  const free = places.filter(({ data }) => !data)
  demandNames('inputs', inputs, free.length)
  const given = places.map((place) => ({ ...place, name: (place.data ? undefined : inputs?.[free.indexOf(place)]) ?? place.name }))
  const made = internals
    .paths(
      internals.unflatten(
        structure,
        program.outputs.map(({ type }) => internals.placeholder(type)),
      ),
    )
    .map((path) => nameOf(path, 'result'))
  const results = isModel && outputs?.length === 1 && made.length > 1 ? made.map((_, i) => `${outputs[0]}${i}`) : outputs
  demandNames('outputs', results, made.length)
  const programs = traced.map((one) => one.program)
  const graph = graphOf(programs, [...given, ...(await capturesOf(programs))], results ?? made, symbols)
  return fileOf(graph, symbols, external)
}

/** The function's programs at several sizes of what has a name: at one, if nothing has. */
const tracedAtSizes = (f: TreeFunction, args: readonly Tree[], places: readonly Argument[]) => {
  const axes = internals
    .leaves(args)
    .flatMap(({ type: { shape } }, leaf) => shape.map((size, axis) => ({ size, name: places[leaf]?.names[axis] ?? null })))
  const first = new Map<string, number>()
  for (const { name, size } of axes) {
    if (name === null) continue
    const met = first.get(name) ?? size
    if (met !== size) throw new InvalidArgument(`toOnnx: ${name} is ${met} and ${size}; axes of one name are of one size`)
    first.set(name, size)
  }
  const symbols = symbolsOf(
    first,
    axes.flatMap(({ name, size }) => (name === null ? [size] : [])),
  )
  const at = (point: number) => {
    let next = 0
    const sizes = tree.map((leaf: AnyTensor) => sized(leaf, places[next++]?.names ?? [], symbols, point), args)
    return tracedWhole(f, sizes, 'toOnnx', (primitive) => !Object.hasOwn(refused, primitive))
  }
  const points = symbols.at[0]?.length ?? 1
  const traced = Array.from({ length: points }, (_, point) => {
    try {
      return at(point)
    } catch (error) {
      if (!(error instanceof ShapeMismatch) || symbols.names.length === 0) throw error
      // A function may have a largest size, as one with a table of positions has. The last point is far off.
      if (point === points - 1) return undefined
      error.locate(`, where ${symbols.names.map((name, i) => `${name} is ${symbols.at[i]?.[point]}`).join(' and ')}, as toOnnx tries it`)
      throw error
    }
  })
  return { traced: traced.flatMap((one) => one ?? []), symbols }
}

/** The tensor with the sizes that its names have at a point. */
const sized = (leaf: AnyTensor, names: AxisNames, { names: all, at }: Symbols, point: number): AnyTensor => {
  const shape = leaf.type.shape.map((size, axis) => at[all.indexOf(names[axis] ?? '')]?.[point] ?? size)
  return internals.placeholder({ shape, dtype: leaf.type.dtype })
}

/** What was captured, which is to be the same at all points. */
const capturesOf = async (programs: readonly Program[]): Promise<readonly Given[]> => {
  const all = await Promise.all(programs.map(({ captures }) => Promise.all(captures.map((tensor) => tensor.data()))))
  const [first = []] = all
  return first.map((data, i) => {
    const isSame = all.every((other) => other[i]?.length === data.length && other[i]?.every((x, j) => Object.is(x, data[j])))
    if (!isSame)
      throw new InvalidArgument(
        'toOnnx: a tensor that the function makes of numbers is not the same at all sizes of what has a name; make it of tensors, as by arange',
      )
    return { name: `captured_${i}`, data }
  })
}

/** As in the texts of StableHLO: `[0].layers[1].kernel` is `arg0.layers.1.kernel`. */
const nameOf = (path: string, first: string): string => {
  const dotted = path.replaceAll(/\[(\d+)\]/g, '.$1').replace(/^\./, '')
  return first === 'arg' || dotted === '' ? `${first}${dotted}` : `${first}.${dotted}`
}

const demandNames = (which: string, names: readonly string[] | undefined, count: number): void => {
  if (names && names.length !== count)
    throw new InvalidArgument(`toOnnx: ${names.length} names are given for ${count} ${which}: ${names.join(', ') || 'none'}`)
}

const demandAxisNames = (names: unknown): void => {
  const isName = (one: unknown): boolean => one === null || (typeof one === 'string' && one !== '')
  if (!Array.isArray(names) || !names.every(isName))
    check.refuse('toOnnx', 'the names of axes', "a list with a name or null for each axis, as in ['N', null]", names)
}

const demandOptions = ({ inputs, outputs, external }: OnnxOptions): void => {
  for (const [name, list] of Object.entries({ inputs, outputs })) {
    const given: unknown = list
    if (given !== undefined && !(Array.isArray(given) && given.every((one) => typeof one === 'string' && one !== '')))
      check.refuse('toOnnx', name, "a list of names, as in ['x']", given)
  }
  if (external === undefined) return
  check.callable('toOnnx', 'external.write', external.write)
  const location: unknown = external.location
  if (typeof location !== 'string' || location === '')
    check.refuse('toOnnx', 'external.location', "the name of a file beside the model, as in 'model.onnx.data'", location)
}
