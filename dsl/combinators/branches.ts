import { chain, type Either, left, right, traverseArray } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { type AnyTensor, type Dim, foldIn, type Sentence, type Shape, type Show, show, type Tree } from '../../src/index.js'
import { type Layer, type LayerType, outputOf, type ParamsOf, type StateOf, type Variables } from '../layer.js'
import type { Next } from './chain.js'
import { partOf } from './part-of.js'

/* Layers side by side on one input, whose outputs become one. */

/** Such a layer: its output is stated where the joining is; parameters and state are tuples, branch by branch. */
export interface Branching<L extends readonly Layer[]> extends LayerType {
  readonly params: { -readonly [I in keyof L]: L[I] extends Layer<infer F> ? ParamsOf<F, this['in']> : never }
  readonly state: { -readonly [I in keyof L]: L[I] extends Layer<infer F> ? StateOf<F, this['in']> : never }
}

/** The output of each branch, or the sentence of the first that does not fit. */
export type Outputs<Op extends string, In, L extends readonly unknown[], Outs extends readonly Shape[] = []> = L extends readonly [
  Layer<infer F>,
  ...infer Rest,
]
  ? Next<F, In> extends infer O
    ? O extends Shape
      ? Outputs<Op, In, Rest, [...Outs, O]>
      : O
    : never
  : number extends L['length']
    ? Dim[][]
    : Outs extends []
      ? `${Op}: there are no branches`
      : Outs

/** What is said of the branch after those `Passed`. */
export type Apart<Op extends string, In extends Shape, Passed extends readonly Shape[], Out extends Shape, Rule extends string> = [
  ...Passed,
  Out,
]['length'] extends infer N extends number
  ? `${Op}: branch ${N} maps ${Show<In>} to ${Show<Out>}, branch 1 to ${Show<Extract<Passed[0], Shape>>}; ${Rule}`
  : never

/** How branches become one. */
interface Joining {
  /** What has to hold between a branch and the first, in words. */
  readonly rule: string
  /** The shape of both joined; nothing if that can't be. */
  shapes(first: readonly number[], other: readonly number[]): readonly number[] | undefined
  tensors(outputs: readonly AnyTensor[]): AnyTensor
  /** Additions and multiplications that joining so many outputs of a shape takes. */
  flops(count: number, output: readonly number[]): number
}

export const branching = <F extends LayerType>(
  op: string,
  branches: readonly Layer[],
  { rule, shapes, tensors, flops }: Joining,
): Layer<F> => {
  const joined = (input: readonly number[], outs: readonly (readonly number[])[]): Either<Sentence, readonly number[]> => {
    const [first, ...others] = outs
    if (!first) return left(`${op}: there are no branches`)
    let whole: readonly number[] = first
    for (const [i, other] of others.entries()) {
      const next = shapes(whole, other)
      if (!next) return left(`${op}: branch ${i + 2} maps ${show(input)} to ${show(other)}, branch 1 to ${show(first)}; ${rule}`)
      whole = next
    }
    return right(whole)
  }
  const made: Layer<F> = {
    name: op,
    output: (input) =>
      pipe(
        branches,
        traverseArray((branch) => branch.output(input)),
        chain((outs) => joined(input, outs)),
      ),
    init: (key, input) => {
      const each = branches.map((branch, i) => branch.init(foldIn(key, i), input))
      return { params: each.map(({ params }) => params), state: each.map(({ state }) => state) }
    },
    forward: (variables, x, context) => {
      // `init` made both trees as lists, an entry a branch.
      const { params, state } = variables as Variables<readonly Tree[], readonly Tree[]>
      const results = branches.map((branch, i) => branch.forward({ params: params[i], state: state[i] }, x, partOf(context, i)))
      return [tensors(results.map(([y]) => y)), results.map(([, after]) => after)]
    },
    flops: (input) => branches.reduce((sum, branch) => sum + branch.flops(input), 0) + flops(branches.length, outputOf(made, input)),
  }
  return made
}
