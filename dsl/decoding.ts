import { type Either, left, map, sequenceArray } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { type AnyTensor, type Sentence, type Tree, zeros } from '../src/index.js'
import type { Context, Layer, Variables } from './layer.js'
import { isList, type Numbers, type Tensors } from './one-or-many.js'

/** For each tensor of a list whether it is known from the start, as a memory is, and does not come place by place; where it is left out, it comes. */
export type Known = readonly boolean[]

/**
 * How a layer goes on along a sequence, a place a step: what `decode` runs. Of the time of what comes in and goes out there is 1. What is known from the start
 * is given once, to `remember`. In a list, a scalar stands in the place of a tensor that is known while a place is made, or comes while it is remembered.
 *
 * @category Models
 */
export interface Decoding {
  /** What it gives that is known from the start, too; nothing if left out. */
  readonly known?: Known | undefined
  /** What is kept of the places before the first, for so many examples: a tree of tensors. */
  start(batch: number): Tree
  /** What is known of what it gives, and a tree of tensors that all steps read; both are empty if it is left out. */
  remember?(variables: Variables, x: Tensors): readonly [y: Tensors, memory: Tree]
  /** The output at a place, a scalar of i32, and what is kept after it. */
  step(variables: Variables, kept: Tree, x: Tensors, place: AnyTensor, memory: Tree): readonly [y: Tensors, kept: Tree]
}

/** How a layer goes on along such sequences, or why it can't. */
export const decodingOf = (layer: Layer, input: Numbers, known: Known = []): Either<Sentence, Decoding> => {
  if (known.length > 0 && known.every(Boolean)) return pipe(layer.output(input), map(remembering(layer)))
  return (
    layer.decoding?.(input, known) ?? left(`${layer.name}: it has no rule for one place after the other, so no model with it is decoded`)
  )
}

/** What stands in the place of a tensor of the other time: a scalar, which nothing else is. */
export const absent = (): AnyTensor => zeros([])

/** It stands in the place of a tensor. */
export const isAbsent = (x: Tensors): boolean => !isList(x) && x.shape.length === 0

const predicting: Context = { training: false, key: undefined }

/** How a layer does all of whose input is known: as it predicts, once. */
const remembering =
  (layer: Layer) =>
  (output: Numbers): Decoding => ({
    known: isList(output) ? output.map(() => true) : [true],
    start: () => ({}),
    remember: (variables, x) => [layer.forward(variables, x, predicting)[0], {}],
    step: (_, kept) => [isList(output) ? output.map(absent) : absent(), kept],
  })

/** What a layer remembers, if it does. */
export const remembered = ({ remember }: Decoding, variables: Variables, x: Tensors): readonly [y: Tensors, memory: Tree] =>
  remember?.(variables, x) ?? [isList(x) ? x.map(absent) : absent(), {}]

/** The same of two lists is known. */
export const sameKnown = (a: Known, b: Known = []): boolean =>
  Array.from({ length: Math.max(a.length, b.length) }).every((_, i) => (a[i] ?? false) === (b[i] ?? false))

/** How a layer goes on, on variables that are made of those of the layer around it. */
export const decodingOn = (
  layer: Layer,
  input: Numbers,
  known: Known | undefined,
  of: (variables: Variables) => Variables,
): Either<Sentence, Decoding> =>
  pipe(
    decodingOf(layer, input, known),
    map((part) => ({
      ...part,
      remember: (variables, x) => remembered(part, of(variables), x),
      step: (variables, kept, x, place, memory) => part.step(of(variables), kept, x, place, memory),
    })),
  )

/** How a layer keeps nothing, and makes of a place what `f` does. */
export const keepingNothing = (f: (variables: Variables, x: Tensors, place: AnyTensor) => Tensors): Decoding => ({
  start: () => ({}),
  step: (variables, kept, x, place) => [f(variables, x, place), kept],
})

/**
 * How parts go on whose parameters and state, if they have any, and what they keep and remember are lists, an entry a part; `run` is told how each does, and
 * `known` is what is known of what they give together.
 */
export const decodingOfParts = (
  parts: readonly Either<Sentence, Decoding>[],
  run: (steps: readonly ((x: Tensors) => Tensors)[], x: Tensors) => Tensors,
  known: Known = [],
): Either<Sentence, Decoding> =>
  pipe(
    parts,
    sequenceArray,
    map((all): Decoding => {
      /** What is made of `x` by parts each of which gives a tree beside, by the one there is. */
      const through = (
        variables: Variables,
        x: Tensors,
        before: readonly Tree[],
        f: (part: Decoding, own: Variables, x: Tensors, i: number) => readonly [Tensors, Tree],
      ): readonly [Tensors, Tree] => {
        const { params, state } = variables as Variables<readonly Tree[], readonly Tree[]> // the layer's `init` made both, an entry a part
        const after = [...before]
        const steps = all.map((part, i) => (now: Tensors) => {
          const [y, next] = f(part, { params: params[i], state: state[i] }, now, i)
          after[i] = next
          return y
        })
        return [run(steps, x), after]
      }
      return {
        known,
        start: (batch) => all.map(({ start }) => start(batch)),
        remember: (variables, x) => through(variables, x, [], remembered),
        step: (variables, kept, x, place, memory) => {
          const [before, made] = [kept, memory] as readonly [readonly Tree[], readonly Tree[]] // as above
          return through(variables, x, before, ({ step }, own, now, i) => step(own, before[i], now, place, made[i] ?? {}))
        },
      }
    }),
  )
