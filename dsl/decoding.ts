import { type Either, left, map, sequenceArray } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { AnyTensor, Sentence, Tree } from '../src/index.js'
import type { Layer, Variables } from './layer.js'
import type { Numbers, Tensors } from './one-or-many.js'

/** How a layer goes on along a sequence, a place a step: what `decode` runs. Of the time of what comes in and goes out there is 1. */
export interface Decoding {
  /** What is kept of the places before the first, for so many examples: a tree of tensors. */
  start(batch: number): Tree
  /** The output at a place, a scalar of i32, and what is kept after it. */
  step(variables: Variables, kept: Tree, x: Tensors, place: AnyTensor): readonly [y: Tensors, kept: Tree]
}

/** How a layer goes on along such sequences, or why it can't. */
export const decodingOf = (layer: Layer, input: Numbers): Either<Sentence, Decoding> =>
  layer.decoding?.(input) ?? left(`${layer.name}: it has no rule for one place after the other, so no model with it is decoded`)

/** How a layer keeps nothing, and makes of a place what `f` does. */
export const keepingNothing = (f: (variables: Variables, x: Tensors, place: AnyTensor) => Tensors): Decoding => ({
  start: () => ({}),
  step: (variables, kept, x, place) => [f(variables, x, place), kept],
})

/** How parts go on whose parameters and state, if they have any, and what they keep are lists, an entry a part; `run` is told how each does. */
export const decodingOfParts = (
  parts: readonly Either<Sentence, Decoding>[],
  run: (steps: readonly ((x: Tensors) => Tensors)[], x: Tensors) => Tensors,
): Either<Sentence, Decoding> =>
  pipe(
    parts,
    sequenceArray,
    map((all) => ({
      start: (batch) => all.map(({ start }) => start(batch)),
      step: (variables, kept, x, place) => {
        const { params, state } = variables as Variables<readonly Tree[], readonly Tree[]> // the layer's `init` made both, an entry a part
        const after = [...(kept as readonly Tree[])] // as `start` does
        const steps = all.map(({ step }, i) => (now: Tensors) => {
          const [y, next] = step({ params: params[i], state: state[i] }, after[i], now, place)
          after[i] = next
          return y
        })
        return [run(steps, x), after]
      },
    })),
  )
