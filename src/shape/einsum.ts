import { chain, type Either, filterOrElse, left, map, mapLeft, right } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Sentence } from '../errors.js'
import { type Broadcast, broadcastShape } from './broadcast.js'
import { type Dim, type Shape, show } from './dim.js'
import { type Contraction, type ParseEinsum, parseEinsum } from './einsum-pattern.js'
import type { SameDim } from './same.js'
import type { Ruled, Show, ShowDim, UnknownRank } from './sentence.js'

/**
 * The shape of the sum of products that a pattern writes, or the sentence of the pattern, else of the first operand that does not fit. All axes of one
 * index have one size; those of `...` broadcast. An index that the result leaves out is summed over.
 */
export type Einsum<Spec extends string, Shapes extends readonly Shape[]> = string extends Spec
  ? UnknownRank
  : number extends Shapes['length']
    ? UnknownRank
    : EinsumPattern<Spec, Shapes['length']> extends infer Pattern
      ? Pattern extends Contraction<infer Inputs, infer Output extends readonly string[]>
        ? BindAll<Spec, Inputs, Shapes> extends infer Bound
          ? Bound extends string
            ? Bound
            : Result<Output, Bound>
          : never
        : Pattern
      : never

/** The pattern in parts if it is one for so many operands, or the sentence. */
export type EinsumPattern<Spec extends string, Given extends number> =
  ParseEinsum<Spec> extends infer Pattern
    ? Pattern extends Contraction<infer Inputs extends readonly unknown[], unknown>
      ? Given extends Inputs['length']
        ? Pattern
        : `einsum '${Spec}': operands in the pattern: ${Inputs['length'] & number}, given: ${Given}`
      : Pattern
    : never

/** The sizes that indices are bound to: `{ i: 2, j: 'N' }`. `'...'` is bound to a shape. */
export interface NothingBound {
  '...': []
}

type BindAll<Spec extends string, Inputs, Shapes extends readonly Shape[], Bound = NothingBound> = Inputs extends readonly [
  infer Indices extends readonly string[],
  ...infer More,
]
  ? Shapes extends readonly [infer S extends Shape, ...infer Rest extends readonly Shape[]]
    ? BindOperand<Spec, Indices, S, Bound> extends infer Next
      ? Next extends string
        ? Next
        : BindAll<Spec, More, Rest, Next>
      : never
    : never
  : Bound

/** The bindings with those of one operand, or the sentence. */
export type BindOperand<Spec extends string, Indices extends readonly string[], S extends Shape, Bound> = (
  number extends S['length']
    ? BindUnknown<Indices, Bound>
    : BindRanked<Indices, S, Bound>
) extends infer Next
  ? Next extends string
    ? `einsum '${Spec}': ${Show<S>} does not fit '${Term<Indices>}': ${Next}`
    : Next
  : never

type Term<Indices extends readonly string[], Out extends string = ''> = Indices extends readonly [
  infer Index extends string,
  ...infer Rest extends readonly string[],
]
  ? Term<Rest, `${Out}${Index}`>
  : Out

/** Of an operand of unknown rank nothing is learnt. */
type BindUnknown<Indices extends readonly string[], Bound> = {
  [Index in keyof Bound | Indices[number]]: Index extends '...'
    ? '...' extends Indices[number]
      ? UnknownRank
      : Bound[Index & keyof Bound]
    : Index extends keyof Bound
      ? Bound[Index]
      : number
}

type BindRanked<Indices extends readonly string[], S extends Shape, Bound> = '...' extends Indices[number]
  ? Indices extends readonly [unknown, ...infer Letters]
    ? S extends readonly [...{ [K in keyof Letters]: Dim }, ...Shape]
      ? BindFront<Indices, S, Bound>
      : `rank ${S['length']}, not ${Letters['length']} or more`
    : never
  : S['length'] extends Indices['length']
    ? BindFront<Indices, S, Bound>
    : `rank ${S['length']}, not ${Indices['length']}`

/** From the front; past `...` from the back. */
type BindFront<Indices, S, Bound> = Indices extends readonly [infer Index, ...infer Rest]
  ? Index extends '...'
    ? BindBack<Rest, S, Bound>
    : S extends readonly [infer Size, ...infer Sizes]
      ? BindIndex<Index, Size, Bound> extends infer Next
        ? Next extends string
          ? Next
          : BindFront<Rest, Sizes, Next>
        : never
      : never
  : Bound

type BindBack<Indices, S, Bound> = Indices extends readonly [...infer Rest, infer Index]
  ? S extends readonly [...infer Sizes, infer Size]
    ? BindIndex<Index, Size, Bound> extends infer Next
      ? Next extends string
        ? Next
        : BindBack<Rest, Sizes, Next>
      : never
    : never
  : BindBatch<S, Bound>

type BindIndex<Index, Size, Bound> = Index extends keyof Bound
  ? SameDim<Bound[Index], Size> extends true
    ? number extends Bound[Index]
      ? Rebound<Bound, Index, Size>
      : Bound
    : `${Index & string} is both ${ShowDim<Bound[Index]>} and ${ShowDim<Size>}`
  : Bound & { [K in Index & string]: Size }

type BindBatch<S, Bound> = [Bound['...' & keyof Bound], S] extends [infer Batch extends Shape, infer Own extends Shape]
  ? Broadcast<'', Batch, Own> extends infer Common
    ? Common extends Shape
      ? Rebound<Bound, '...', Common>
      : `... is both ${Show<Batch>} and ${Show<Own>}, which do not broadcast`
    : never
  : never

type Rebound<Bound, Index, To> = { [K in keyof Bound]: K extends Index ? To : Bound[K] }

/** The sizes of the result's indices. */
type Result<Output extends readonly string[], Bound, Out extends Dim[] = []> = Output extends readonly [
  infer Index extends string,
  ...infer Rest extends readonly string[],
]
  ? Bound[Index & keyof Bound] extends infer Found
    ? Found extends Shape
      ? number extends Found['length']
        ? UnknownRank
        : Result<Rest, Bound, [...Out, ...Found]>
      : Found extends Dim
        ? Result<Rest, Bound, [...Out, Found]>
        : never
    : never
  : Out

/** What the indices of a pattern are bound to: letters to sizes, `...` to a shape. */
export interface Bindings {
  readonly sizes: ReadonlyMap<string, number>
  readonly batch: readonly number[]
}

export const nothingBound: Bindings = { sizes: new Map(), batch: [] }

/** The run-time twin of `EinsumPattern`. */
export const einsumPattern = (spec: string, given: number): Either<Sentence, Contraction> =>
  pipe(
    parseEinsum(spec),
    filterOrElse(
      ({ inputs }) => inputs.length === given,
      ({ inputs }) => `einsum '${spec}': operands in the pattern: ${inputs.length}, given: ${given}`,
    ),
  )

/** The run-time twin of `BindOperand`. */
export const bindOperand = (
  spec: string,
  indices: readonly string[],
  shape: readonly number[],
  bound: Bindings,
): Either<Sentence, Bindings> =>
  pipe(
    bindRanked(indices, shape, bound),
    mapLeft((fault) => `einsum '${spec}': ${show(shape)} does not fit '${indices.join('')}': ${fault}`),
  )

const bindRanked = (indices: readonly string[], shape: readonly number[], { sizes, batch }: Bindings): Either<Sentence, Bindings> => {
  const dots = indices.indexOf('...')
  const letters = indices.filter((index) => index !== '...')
  const extra = shape.length - letters.length
  if (dots < 0 ? extra !== 0 : extra < 0) return left(`rank ${shape.length}, not ${letters.length}${dots < 0 ? '' : ' or more'}`)
  const pairs = letters.map((index, i) => [index, shape[dots < 0 || i < dots ? i : i + extra] ?? 1] as const)
  const front = dots < 0 ? pairs.length : dots
  const next = new Map(sizes)
  for (const [index, size] of [...pairs.slice(0, front), ...pairs.slice(front).reverse()]) {
    const met = next.get(index) ?? size
    if (met !== size) return left(`${index} is both ${met} and ${size}`)
    next.set(index, size)
  }
  if (dots < 0) return right({ sizes: next, batch })
  const own = shape.slice(dots, dots + extra)
  return pipe(
    broadcastShape('', batch, own),
    mapLeft(() => `... is both ${show(batch)} and ${show(own)}, which do not broadcast`),
    map((common) => ({ sizes: next, batch: common })),
  )
}

/** The run-time twin of `Einsum`. */
export const einsumShape = (spec: string, shapes: readonly (readonly number[])[]): Ruled =>
  pipe(
    einsumPattern(spec, shapes.length),
    chain(({ inputs, output }) =>
      pipe(
        shapes.reduce(
          (so: Either<Sentence, Bindings>, shape, i) =>
            pipe(
              so,
              chain((bound) => bindOperand(spec, inputs[i] ?? [], shape, bound)),
            ),
          right(nothingBound),
        ),
        map(({ sizes, batch }) => output.flatMap((index) => (index === '...' ? batch : [sizes.get(index) ?? 1]))),
      ),
    ),
  )
