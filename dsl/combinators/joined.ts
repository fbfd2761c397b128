import { left, right } from 'fp-ts/lib/Either.js'
import { type AnyTensor, type Shape, type Show, show } from '../../src/index.js'
import type { Layer, LayerType, TakesLists } from '../layer.js'
import { bareOf, type Came, came, isList, isWhole, type Numbers, type ShowAll, showAll, type Whole } from '../one-or-many.js'
import { type Branches, branchesTake, branching, type Dealt, type Differ, type Outputs, type Some } from './branches.js'
import type { ParamsOn, StatesOn } from './chain.js'

/* Layers side by side, on one input or on as many as there are branches, whose outputs become one. */

/** Such a layer: its output is stated where the joining is; parameters and state are tuples, branch by branch. */
export interface Joining<L extends readonly Layer[]> extends TakesLists {
  readonly params: ParamsOn<L, Dealt<L, this['in']>>
  readonly state: StatesOn<L, Dealt<L, this['in']>>
}

/** The output of each branch, or a sentence. */
export type Joinable<Op extends string, L extends readonly Layer[], In> = Some<
  Op,
  L,
  Differ<L, In> extends true ? `${Op}: ${Branches<L>} one input or as many, got ${Came<In>}` : Outputs<Op, L, Dealt<L, In>>
>

/** What is said where a branch gives whole numbers. */
export type RealBranch<Op extends string, In, Outs, Before extends readonly unknown[] = []> = Outs extends readonly [
  infer Out,
  ...infer More,
]
  ? Out extends Whole
    ? `${Op}: branch ${[...Before, Out]['length']} maps ${ShowAll<In extends Shape | Whole ? In : In[Before['length'] & keyof In]>} to ${ShowAll<Out>}; a branch gives f32, put an embedding into it`
    : RealBranch<Op, In, More, [...Before, Out]>
  : Outs

/** What is said of the branch after those `Passed`. */
export type Apart<Op extends string, In, Passed extends readonly Shape[], Out extends Shape, Rule extends string> = [
  ...Passed,
  Out,
]['length'] extends infer N extends number
  ? In extends Shape | Whole
    ? `${Op}: branch ${N} maps ${ShowAll<In>} to ${Show<Out>}, branch 1 to ${Show<Extract<Passed[0], Shape>>}; ${Rule}`
    : `${Op}: branch ${N} maps ${ShowAll<In[Passed['length'] & keyof In]>} to ${Show<Out>}, branch 1 ${ShowAll<In[0 & keyof In]>} to ${Show<Extract<Passed[0], Shape>>}; ${Rule}`
  : never

/** How the outputs of branches become one. */
interface Join {
  /** What has to hold between a branch and the first, in words. */
  readonly rule: string
  /** What stands for it in a picture. */
  readonly sign: string
  /** The shape of both joined; nothing if that can't be. */
  shapes(first: readonly number[], other: readonly number[]): readonly number[] | undefined
  tensors(outputs: readonly AnyTensor[]): AnyTensor
  /** Additions and multiplications that joining so many outputs to one of a shape takes. */
  flops(count: number, output: readonly number[]): number
}

export const joining = <F extends LayerType>(
  op: string,
  branches: readonly Layer[],
  { rule, sign, shapes, tensors, flops }: Join,
): Layer<F> =>
  branching(op, branches, {
    deals: true,
    sign,
    fault: (input) =>
      isList(input) && input.length !== branches.length
        ? `${op}: ${branchesTake(branches)} one input or as many, got ${came(input)}`
        : undefined,
    output: (input, given) => {
      const integers = given.findIndex(isWhole)
      if (integers >= 0)
        return left(
          `${op}: branch ${integers + 1} maps ${showAll(inputOf(input, integers))} to ${showAll(given[integers] ?? [])}; a branch gives f32, put an embedding into it`,
        )
      const [first = [], ...others] = given.map(bareOf)
      let whole = first
      for (const [i, other] of others.entries()) {
        const next = shapes(whole, other)
        if (!next) return left(`${op}: ${apart(input, first, other, i + 1)}; ${rule}`)
        whole = next
      }
      return right(whole)
    },
    tensors,
    flops: (output) => flops(branches.length, output as readonly number[]), // `output` gives one shape
  })

/** The run-time twin of `Apart`. */
const apart = (input: Numbers, first: readonly number[], other: readonly number[], i: number): string =>
  isList(input)
    ? `branch ${i + 1} maps ${showAll(inputOf(input, i))} to ${show(other)}, branch 1 ${showAll(inputOf(input, 0))} to ${show(first)}`
    : `branch ${i + 1} maps ${showAll(input)} to ${show(other)}, branch 1 to ${show(first)}`

/** What branch `i` takes. */
const inputOf = (input: Numbers, i: number): Numbers => (isList(input) ? (input[i] ?? []) : input)
