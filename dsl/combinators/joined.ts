import { left, right } from 'fp-ts/lib/Either.js'
import { type AnyTensor, type Shape, type Show, show } from '../../src/index.js'
import type { Layer, LayerType, TakesLists } from '../layer.js'
import { type Came, came, isList, type Numbers, type ShowAll, showAll, type Whole } from '../one-or-many.js'
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
    output: (input, [first = [], ...others]) => {
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
    ? `branch ${i + 1} maps ${show(input[i] ?? [])} to ${show(other)}, branch 1 ${show(input[0] ?? [])} to ${show(first)}`
    : `branch ${i + 1} maps ${showAll(input)} to ${show(other)}, branch 1 to ${show(first)}`
