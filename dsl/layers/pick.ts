import { left, right } from 'fp-ts/lib/Either.js'
import { check, type Shape } from '../../src/index.js'
import type { Empty, Layer, TakesLists } from '../layer.js'
import { type Came, came, isList, isWhole, type Shapes, type Tensors, type Whole } from '../one-or-many.js'

/** @category Layers */
export interface Picked<I extends number> extends TakesLists {
  readonly out: this['in'] extends Shapes ? At<I, this['in']> : never
  readonly params: Empty
  readonly state: Empty
}

type At<I extends number, In> = In extends Shape | Whole
  ? number extends (In & readonly unknown[])['length']
    ? Shape
    : NotThere<I, In>
  : In extends readonly unknown[]
    ? number extends I | In['length']
      ? Shape
      : `${I}` extends keyof In
        ? In[I & keyof In]
        : NotThere<I, In>
    : never

type NotThere<I extends number, In> = `pick(${I}): takes a list that has an input ${I}, counted from 0, got ${Came<In>}`

/**
 * `y = x[i]` of a list `x`, counted from 0. In a `fanOut` it passes on what a branch beside it takes as well: `fanOut(f, pick(1))` of `[x, mask]` is
 * `[f(x, mask), mask]`.
 *
 * @throws InvalidArgument if `i` is not a whole number of 0 or more.
 * @example
 * ```ts
 * const blocks = repeated(6, fanOut(transformerBlock({ heads: 8, hidden: 256, masked: true }), pick(1)))
 * const model = sequential([[100, 64], [100]], blocks, pick(0)) // [100, 64] and its mask to [100, 64]
 * ```
 *
 * @category Layers
 */
export const pick = <const I extends number>(i: I): Layer<Picked<I>> => {
  const place: number = i
  check.count('pick', 'the place', place, 0)
  const one = (x: Tensors): Tensors => (isList(x) ? (x[place] ?? x) : x)
  return {
    name: `pick(${place})`,
    output: (input) => {
      const picked = !isWhole(input) && isList(input) ? input[place] : undefined
      return picked ? right(picked) : left(`pick(${place}): takes a list that has an input ${place}, counted from 0, got ${came(input)}`)
    },
    init: () => ({ params: {}, state: {} }),
    forward: ({ state }, x) => [one(x), state],
    flops: () => 0,
    decoding: (_, known) =>
      right({
        known: [known?.[place] ?? false],
        start: () => ({}),
        remember: (_, x) => [one(x), {}],
        step: (_, kept, x) => [one(x), kept],
      }),
  }
}
