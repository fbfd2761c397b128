import { left, map, right } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { type AnyTensor, check, expandDims, notEqual, squeeze, swapAxes, type Tree, where, zeros } from '../../src/index.js'
import type { Empty, Layer, TakesLists } from '../layer.js'
import { loop } from '../loop.js'
import { headOf, isList } from '../one-or-many.js'
import { inDTypeOf } from '../precision.js'
import type { Cell, CellParams, CellType, Parts } from './cell.js'
import { type EachOf, type FeaturesIn, type Read, type ReadingOptions, sizesOf, type Taken, taken } from './reading.js'

/**
 * A recurrent layer as the compiler sees it: `each` is what it gives, or would give, of all steps.
 *
 * @category Layers
 */
export interface RecurrentType extends TakesLists {
  readonly each: unknown
  readonly state: Empty
}

/** What a recurrent layer gives of all steps, or the sentence. */
export type EachStep<F extends RecurrentType, S> = (F & { readonly in: S })['each']

/** @category Layers */
export interface Recurrent<
  C extends CellType,
  Name extends string,
  Sequences extends boolean,
  State extends boolean,
  Masked extends boolean,
  Initial extends boolean,
> extends RecurrentType {
  readonly each: EachOf<Taken<Name, C, Masked, Initial, this['in']>, C>
  readonly out: Read<Taken<Name, C, Masked, Initial, this['in']>, C, Sequences, State>
  readonly params: CellParams<C, FeaturesIn<this['in']>>
}

/**
 * A layer that goes along a sequence; `stacked` and `bidirectional` take it.
 *
 * @category Layers
 */
export interface RecurrentLayer<F extends RecurrentType = RecurrentType> extends Layer<F> {
  /** It from the last step to the first, on the same parameters. */
  reversed(): RecurrentLayer
  /** It, giving all steps and nothing else, on the same parameters. */
  sequences(): RecurrentLayer
}

/** The names of the options of all recurrent layers. */
export const readingNames = [
  'returnSequences',
  'returnState',
  'masked',
  'initialState',
  'reverse',
] as const satisfies (keyof ReadingOptions)[]

/** `[steps, batch, ...]` of `[batch, steps, ...]`. */
const turned = (x: AnyTensor): AnyTensor => swapAxes(x, 0, 1)

/** What there is to read at a step: what the cell made of the input, and who is still there. */
interface Step {
  readonly now: AnyTensor
  readonly seen?: AnyTensor
}

/** The layer that runs a cell along a sequence. */
export const recurrent = <F extends RecurrentType>(cell: Cell, options: ReadingOptions): RecurrentLayer<F> => {
  const { returnSequences = false, returnState = false, masked = false, initialState = false, reverse = false } = options
  const { name, units, carries, rules } = cell

  /** What is carried at the end, and what is given at each step. */
  const run = (params: Tree, x: AnyTensor, mask: AnyTensor | undefined, first: Parts): readonly [Parts, AnyTensor | null] => {
    const inputs = turned(rules.project(params, x))
    const body = (state: Parts, { now, seen }: Step) => {
      const next = rules.advance(params, state, now)
      const kept: Parts = seen ? pick((part) => where(expandDims(seen, 1), of(next, part), of(state, part))) : next
      return [kept, returnSequences ? of(kept, carries[0] ?? '') : null] as const
    }
    const lists = { now: inputs, ...(mask && { seen: turned(notEqual(mask, 0)) }) }
    return loop<Parts, Step, AnyTensor | null>(body, first, lists, { reverse })
  }
  const pick = (f: (part: string, i: number) => AnyTensor): Parts => Object.fromEntries(carries.map((part, i) => [part, f(part, i)]))
  const of = (state: Parts, part: string): AnyTensor => state[part] as AnyTensor // every state has a part of each name

  return {
    name,
    output: (input) =>
      pipe(
        taken(name, cell, options, input),
        map((fitting) => {
          const y = returnSequences ? [sizesOf(fitting)[0], units] : [units]
          return returnState ? [y, ...carries.map(() => [units])] : y
        }),
      ),
    init: (key, input) => ({ params: rules.init(key, sizesOf(input)[1]), state: {} }),
    forward: ({ params, state }, given, _) => {
      const [x, ...others] = inDTypeOf(params, isList(given) ? given : [given]) as readonly [AnyTensor, ...AnyTensor[]] // a list is never empty
      const [batch = 0] = x.shape
      const [mask, ...firsts] = masked ? others : [undefined, ...others]
      const first = pick((_, i) => (initialState && firsts[i]) || zeros([batch, units], { dtype: x.dtype }))
      const [last, all] = run(params, x, mask, first)
      const y = all ? turned(all) : of(last, carries[0] ?? '')
      return [returnState ? [y, ...carries.map((part) => of(last, part))] : y, state]
    },
    flops: (input) => {
      const [steps, features] = sizesOf(input)
      return steps * rules.flops(features)
    },
    decoding: () =>
      !returnSequences || returnState || masked || initialState || reverse
        ? left(`${name}: place by place goes one that has { returnSequences: true }, and no other option of how it reads`)
        : right({
            start: (batch) => pick(() => zeros([batch, units])),
            step: ({ params }, kept, x) => {
              const now = rules.project(params, squeeze(headOf(x), 1))
              const after = rules.advance(params, kept as Parts, now) // as it starts
              return [expandDims(of(after, carries[0] ?? ''), 1), after]
            },
          }),
    reversed: () => recurrent(cell, { ...options, reverse: !reverse }),
    sequences: () => recurrent(cell, { ...options, returnSequences: true, returnState: false }),
  }
}

/** @throws InvalidArgument unless each option is true or false */
export const demandReading = (op: string, options: ReadingOptions): ReadingOptions => {
  for (const name of readingNames) {
    const given: unknown = options[name]
    if (given !== undefined && typeof given !== 'boolean') check.refuse(op, name, 'true or false', given)
  }
  return options
}

/** @throws InvalidArgument unless it is a recurrent layer */
export const demandRecurrent = (op: string, layer: unknown): void => {
  if (typeof layer !== 'object' || layer === null || !('reversed' in layer) || !('sequences' in layer))
    check.refuse(op, 'the layer', 'recurrent, made by rnn, lstm, gru or bidirectional', layer)
}
