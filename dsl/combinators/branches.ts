import { chain, type Either, isRight, left, right, traverseArrayWithIndex } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { type AnyTensor, foldIn, type Sentence, type Shape, type Tree } from '../../src/index.js'
import { demandLayers } from '../check.js'
import { absent, decodingOf, decodingOfParts, isAbsent } from '../decoding.js'
import { type Layer, type LayerType, outputOf, type Variables } from '../layer.js'
import {
  headOf,
  isList,
  type Numbers,
  type OneNumbers,
  type OneOrMany,
  type OneShape,
  type ShowAll,
  showAll,
  type Tensors,
  type Whole,
} from '../one-or-many.js'
import type { Next } from './next.js'
import { partOf } from './part-of.js'

/* Layers side by side: what each of them takes, and what is made of what they give. Parameters and state are tuples, branch by branch. */

/** The same for each branch. */
export type ToEach<L extends readonly Layer[], In> = { readonly [I in keyof L]: In }

/** A list branch by branch; one tensor to each of them. */
export type Dealt<L extends readonly Layer[], In> = In extends Shape | Whole
  ? ToEach<L, In>
  : In extends readonly unknown[]
    ? number extends In['length']
      ? ToEach<L, In[number]>
      : In
    : never

/** A list is not as long as there are branches. */
export type Differ<L extends readonly Layer[], In> = In extends Shape | Whole
  ? false
  : In extends readonly unknown[]
    ? number extends L['length'] | In['length']
      ? false
      : In['length'] extends L['length']
        ? false
        : true
    : false

/** `1 branch takes`, `2 branches take`. */
export type Branches<L extends readonly unknown[]> = L['length'] extends 1 ? '1 branch takes' : `${L['length']} branches take`

/** The run-time twin of `Branches`. */
export const branchesTake = ({ length }: readonly Layer[]): string => (length === 1 ? '1 branch takes' : `${length} branches take`)

/** The shape that each branch makes of what it takes, or the sentence of the first that does not fit. */
export type Outputs<Op extends string, L extends readonly Layer[], Ins> =
  Made<L, Ins> extends infer Outs ? (Outs extends readonly OneShape[] ? Outs : Misfit<Op, Ins, Outs>) : never

/** `There`, if there are branches. */
export type Some<Op extends string, L extends readonly Layer[], There> = L extends readonly [] ? `${Op}: there are no branches` : There

type Made<L extends readonly Layer[], Ins> = {
  -readonly [I in keyof L]: L[I] extends Layer<infer F> ? (I extends keyof Ins ? Next<F, Ins[I]> : never) : never
}

/** What is said of the first branch that gives no shape: its own sentence, or that it gives a list. */
type Misfit<Op extends string, Ins, Outs, Before extends readonly unknown[] = []> = Outs extends readonly [infer Out, ...infer More]
  ? Out extends OneShape
    ? Misfit<Op, Ins, More, [...Before, Out]>
    : Out extends string
      ? Out
      : `${Op}: branch ${[...Before, Out]['length']} maps ${ShowAll<Ins[Before['length'] & keyof Ins]>} to ${ShowAll<Out>}; a branch gives one output`
  : Extract<(Outs & readonly unknown[])[number], string>

/** How branches are laid out. */
interface Layout {
  /** Branch `i` takes the `i`th input of a list; otherwise all branches take the same. */
  readonly deals: boolean
  /** What stands, in a picture, where the outputs become one. */
  readonly sign?: string | undefined
  /** What is wrong with an input, if anything. */
  fault(input: Numbers): Sentence | undefined
  /** The output shape, of what the branches give. */
  output(input: Numbers, given: readonly OneNumbers[]): Either<Sentence, Numbers>
  tensors(given: readonly AnyTensor[]): Tensors
  /** Additions and multiplications beside those of the branches. */
  flops(output: Numbers): number
}

export const branching = <F extends LayerType>(
  op: string,
  branches: readonly Layer[],
  { deals, sign, fault, output, tensors, flops }: Layout,
): Layer<F> => {
  demandLayers(op, 'branch', branches)
  /** What branch `i` takes of an input without fault. */
  const part = <T extends AnyTensor | OneNumbers>(input: OneOrMany<T>, i: number): OneOrMany<T> =>
    deals && isList(input) ? (input[i] ?? input) : input
  const taken = (input: Numbers, i: number): Numbers => part<OneNumbers>(input, i)
  const given = (input: Numbers, i: number, out: Numbers): Either<Sentence, OneNumbers> =>
    isList(out) ? left(`${op}: branch ${i + 1} maps ${showAll(taken(input, i))} to ${showAll(out)}; a branch gives one output`) : right(out)
  const made: Layer<F> = {
    name: op,
    parts: { kind: 'branches', layers: branches, deals, sign },
    output: (input) => {
      const wrong = branches.length === 0 ? `${op}: there are no branches` : fault(input)
      if (wrong !== undefined) return left(wrong)
      return pipe(
        branches,
        traverseArrayWithIndex((i, branch) =>
          pipe(
            branch.output(taken(input, i)),
            chain((out) => given(input, i, out)),
          ),
        ),
        chain((outputs) => output(input, outputs)),
      )
    },
    init: (key, input) => {
      const each = branches.map((branch, i) => branch.init(foldIn(key, i), taken(input, i)))
      return { params: each.map(({ params }) => params), state: each.map(({ state }) => state) }
    },
    forward: (variables, x, context) => {
      // `init` made both trees as lists, an entry a branch.
      const { params, state } = variables as Variables<readonly Tree[], readonly Tree[]>
      const results = branches.map((branch, i) =>
        branch.forward({ params: params[i], state: state[i] }, part<AnyTensor>(x, i), partOf(context, i)),
      )
      // Each branch gives one: `output` took no other.
      return [tensors(results.map(([y]) => y as AnyTensor)), results.map(([, after]) => after)]
    },
    flops: (input) => branches.reduce((sum, branch, i) => sum + branch.flops(taken(input, i)), 0) + flops(outputOf(made, input)),
    decoding: (input, known = []) => {
      const parts = branches.map((branch, i) => decodingOf(branch, taken(input, i), deals && isList(input) ? [known[i] ?? false] : known))
      const gives = parts.map((one) => one._tag === 'Right' && (one.right.known?.[0] ?? false))
      const apart = isList(outputOf(made, input))
      if (!apart && gives.some((one) => one !== gives[0]) && parts.every(isRight))
        return left(`${op}: what comes place by place is not joined with what is known from the start`)
      const run = (steps: readonly ((x: Tensors) => Tensors)[], x: Tensors): Tensors => {
        const ys = steps.map((step, i) => headOf(step(part<AnyTensor>(x, i)))) // each branch gives one
        return !apart && ys.some(isAbsent) ? absent() : tensors(ys)
      }
      return decodingOfParts(parts, run, apart ? gives : gives.slice(0, 1))
    },
  }
  return made
}
